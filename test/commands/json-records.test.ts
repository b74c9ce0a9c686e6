import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chosenRecords } from "../../runner/src/commands/json-records/chosen-records.ts";
import { recordMatcher } from "../../runner/src/commands/json-records/matches-record.ts";
import { ArraySplitter } from "../../runner/src/commands/json-records/split-array.ts";

const layouts: Readonly<Record<string, (items: readonly unknown[]) => string>> = {
  "one a line": (items) => `[\n${items.map((item) => JSON.stringify(item)).join(",\n")}\n]\n`,
  "on one line": (items) => JSON.stringify(items),
  pretty: (items) => `${JSON.stringify(items, undefined, 2)}\n`,
  wide: (items) => ` [ ${items.map((item) => JSON.stringify(item)).join(" ,\r\n\t")} ] `,
};

function* piecesOf(text: string, size: number): Generator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function split(text: string, size: number) {
  const splitter = new ArraySplitter();
  const elements = [...piecesOf(text, size)].flatMap((bytes) => splitter.push(bytes).map(String));
  return { elements, end: splitter.end()?.toString() };
}

async function chosen(text: string, size: number, matches: (record: Buffer) => boolean, mostBytes?: number) {
  async function* source() {
    yield* piecesOf(text, size);
  }
  const found: Buffer[] = [];
  const sha256 = createHash("sha256").update(text).digest("hex");
  const most = mostBytes === undefined ? {} : { mostBytes };
  for await (const piece of chosenRecords({ read: source, sha256, matches, ...most })) found.push(piece);
  return Buffer.concat(found).toString();
}

describe.each(Object.entries(layouts))("an array %s", (_name, layout) => {
  it("is cut into its elements, wherever its bytes are cut", () => {
    const text = fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (items, size) => {
        const { elements, end } = split(layout(items), size);
        expect(elements.map((element) => JSON.parse(element))).toEqual(JSON.parse(JSON.stringify(items)));
        // Nothing is lost or added.
        const opening = layout(items).slice(0, layout(items).indexOf("[") + 1);
        expect(opening + elements.join(",") + end).toBe(layout(items));
      }),
    );
  });

  it("gives the records that a reader of the whole would choose", async () => {
    const value = fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.boolean(), fc.constant(null));
    const record = fc.dictionary(fc.constantFrom("a", "b", 'q"\\', "é", "__proto__"), fc.oneof(value, fc.jsonValue()));
    const wheres = fc.dictionary(fc.constantFrom("a", "b", 'q"\\', "é"), fc.array(value, { minLength: 1, maxLength: 3 }), {
      minKeys: 1,
      maxKeys: 2,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 8 }),
        wheres,
        fc.integer({ min: 1, max: 60 }),
        async (records, where, size) => {
          const wanted = Object.fromEntries(Object.entries(where).map(([name, values]) => [name, values.map(textOf)]));
          const right = records.filter((each) =>
            Object.entries(wanted).every(([name, values]) => Object.hasOwn(each, name) && values.includes(textOf(each[name]))),
          );
          const found = await chosen(layout(records), size, recordMatcher(wanted));
          expect(JSON.parse(found)).toEqual(JSON.parse(JSON.stringify(right)));
          if (right.length === records.length) expect(found).toBe(layout(records).trimStart());
        },
      ),
    );
  });
});

/** As it is compared: a text by itself, anything else by its JSON. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

it("compares numbers by the digits that stand there", async () => {
  const text = '[{"n":1.50},{"n":1.5},{"n":"1.5"},{"n":12345678901234567890}]';
  expect(await chosen(text, 7, recordMatcher({ n: ["1.5"] }))).toBe('[{"n":1.5},{"n":"1.5"}]');
  expect(await chosen(text, 7, recordMatcher({ n: ["12345678901234567890"] }))).toBe('[{"n":12345678901234567890}]');
});

it("passes by what is no record", async () => {
  expect(await chosen('[1,"a",null,[{"a":"x"}],{},{"b":{"a":"x"}},{"a":"x"}]', 3, recordMatcher({ a: ["x"] }))).toBe(
    '[{"a":"x"}]',
  );
});

it("refuses a record that is too large to be held", async () => {
  const text = `[{"a":"x"},{"a":"${"y".repeat(5000)}"}]`;
  await expect(chosen(text, 100, () => true, 1000)).rejects.toMatchObject({ code: "export-record-too-large" });
  expect(await chosen(text, 100, recordMatcher({ a: ["x"] }), 6000)).toBe('[{"a":"x"}]');
});

it("does not end an array of a file that is not what was published", async () => {
  const read = async function* () {
    yield Buffer.from('[{"a":"x"},\n{"a":"y"}]\n');
  };
  const found: string[] = [];
  const reading = (async () => {
    for await (const piece of chosenRecords({ read, sha256: "0", matches: () => true })) found.push(String(piece));
  })();
  await expect(reading).rejects.toMatchObject({ code: "export-damaged" });
  expect(() => JSON.parse(found.join(""))).toThrow();
  const cut = chosen('[{"a":"x"},{"a":', 4, () => true);
  await expect(cut).rejects.toMatchObject({ code: "export-damaged" });
});
