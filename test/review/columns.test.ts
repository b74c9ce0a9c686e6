import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Column } from "../../runner/src/compile/plan.ts";
import type { ResolvedExtract, ResolvedOutput } from "../../runner/src/load/project-documents.ts";
import { breakingReasons, formChange } from "../../runner/src/review/changes/breaking-reasons.ts";
import { columnsChange } from "../../runner/src/review/changes/columns-change.ts";
import { longestCommon } from "../../runner/src/review/changes/longest-common.ts";

/** `a b:Field c!integer`: names, fields where they differ, types where they are not string. */
function columns(text: string): readonly Column[] {
  return text
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => {
      const [, name = "", field = name, type = "string"] = /^(\w+)(?::(\w+))?(?:!(\w+))?$/.exec(word) ?? [];
      return { name, field, type: { type } } as Column;
    });
}

function output(keys: Partial<ResolvedOutput> = {}): ResolvedOutput {
  return {
    ...{ format: "csv", compress: "zip", to: "local", order: "key", empty: "publish", reconcile: "none" },
    ...{ delimiter: ",", header: true, bom: false, formulas: "raw", pretty: false },
    ...keys,
  } as ResolvedOutput;
}

function compared(before: string, after: string, outputs: readonly [ResolvedOutput, ResolvedOutput] = [output(), output()]) {
  const lists = columnsChange(columns(before), columns(after));
  const [base, head] = outputs.map((each) => ({ name: "x", shared: false, output: each }) as ResolvedExtract);
  const pair = { base: base as ResolvedExtract, head: head as ResolvedExtract };
  return { ...lists, breaking: breakingReasons(pair, lists, columns(after).length), form: formChange(pair) };
}

const json: readonly [ResolvedOutput, ResolvedOutput] = [output({ format: "json" }), output({ format: "json" })];

describe("columns", () => {
  test("appended to CSV: no reader breaks", () => {
    expect(compared("a b", "a b c d")).toMatchObject({ added: [{ name: "c", position: 3 }, { name: "d" }], breaking: [] });
  });

  test("put in: who reads by position breaks, who reads by name does not", () => {
    expect(compared("a b", "a c b d")).toMatchObject({ reordered: [], breaking: [expect.stringContaining("at position 2")] });
    expect(compared("a b", "a c b", json).breaking).toEqual([]);
  });

  test("removed", () => {
    const change = compared("a b c", "a c");
    expect(change).toMatchObject({ removed: [{ name: "b", position: 2 }], added: [], reordered: [] });
    expect(change.breaking).toHaveLength(1);
    expect(compared("a b c", "a c", json).breaking).toHaveLength(1);
  });

  test("renamed: the same field, another name", () => {
    expect(compared("a b", "a new:b")).toMatchObject({
      renamed: [{ from: "b", to: "new", field: "b" }],
      added: [],
      removed: [],
      reordered: [],
    });
    expect(compared("a b", "a new:b", json).breaking).toHaveLength(1);
  });

  test("of two columns of one field, the one at the same position was renamed", () => {
    expect(compared("one:f two:f", "one:f three:f").renamed).toEqual([{ from: "two", to: "three", field: "f" }]);
    const both = compared("one:f two:f", "x:f y:f");
    expect(both.renamed.map(({ from, to }) => [from, to])).toEqual([
      ["one", "x"],
      ["two", "y"],
    ]);
  });

  test("a second name for a field is a new column", () => {
    expect(compared("a b", "a b again:b")).toMatchObject({ added: [{ name: "again", field: "b" }], renamed: [] });
  });

  test("two that swap their names: each holds another field", () => {
    expect(compared("a:one b:two", "a:two b:one")).toMatchObject({
      retyped: [
        { name: "a", from: "string of one", to: "string of two" },
        { name: "b", from: "string of two", to: "string of one" },
      ],
      renamed: [],
    });
  });

  test("retyped", () => {
    expect(compared("a b", "a b!integer")).toMatchObject({ retyped: [{ name: "b", from: "string", to: "integer" }] });
    expect(compared("a b", "a b!integer", json).breaking).toHaveLength(1);
  });

  test("a promise of a value breaks nobody; taken back, those who read by schema", () => {
    const plain = columns("a");
    const promised = plain.map((column): Column => ({ ...column, required: true }));
    const reasons = (before: readonly Column[], after: readonly Column[], format: "csv" | "json") => {
      const extract = { name: "x", shared: false, output: output({ format }) } as ResolvedExtract;
      const lists = columnsChange(before, after);
      expect(lists.retyped).toHaveLength(1);
      return breakingReasons({ base: extract, head: extract }, lists, after.length);
    };
    expect([reasons(plain, promised, "csv"), reasons(plain, promised, "json")]).toEqual([[], []]);
    expect(reasons(promised, plain, "csv")).toEqual([]);
    expect(reasons(promised, plain, "json")).toEqual(["Column `a` is `string` in place of `string, never empty`."]);
  });

  test("reordered: the one that moved, not all behind it", () => {
    const change = compared("a b c d e", "e a b c d");
    expect(change).toMatchObject({ reordered: ["e"], added: [], removed: [] });
    expect(change.breaking).toHaveLength(1);
    expect(compared("a b c d e", "e a b c d", json).breaking).toEqual([]);
  });

  test("nothing changes: nothing is said", () => {
    expect(compared("a b:c d!integer", "a b:c d!integer")).toEqual({
      ...{ added: [], removed: [], renamed: [], retyped: [], reordered: [], breaking: [], form: {} },
    });
  });

  test("every column of both states is accounted for, once", () => {
    const list = fc.uniqueArray(fc.constantFrom(..."abcdefgh"), { maxLength: 8 });
    fc.assert(
      fc.property(list, list, (before, after) => {
        const { added, removed, renamed, reordered } = compared(before.join(" "), after.join(" "));
        const kept = before.filter((name) => after.includes(name));
        expect(added.map(({ name }) => name)).toEqual(after.filter((name) => !before.includes(name)));
        expect(removed.map(({ name }) => name)).toEqual(before.filter((name) => !after.includes(name)));
        expect(renamed).toEqual([]);
        // Without those that moved both have the same order.
        const stays = (names: readonly string[]) => names.filter((name) => kept.includes(name) && !reordered.includes(name));
        expect(stays(before)).toEqual(stays(after));
      }),
      { numRuns: 200 },
    );
  });
});

describe("the form of the files", () => {
  test.each([
    [{ format: "ndjson" }, "Files are ndjson"],
    [{ compress: "gzip" }, "compress gzip in place of compress zip"],
    [{ delimiter: ";" }, `delimiter ";"`],
    [{ header: false }, "header false"],
    [{ bom: true }, "bom true"],
    [{ split: { rows: 1000 } }, `split {"rows":1000} in place of no split`],
    [{ formulas: "escape" }, "formulas escape"],
    [{ to: "bucket" }, "`bucket`"],
    [{ path: "{year}" }, "`{year}`"],
  ] as const)("%j breaks readers", (keys, reason) => {
    expect(compared("a", "a", [output(), output(keys as Partial<ResolvedOutput>)]).breaking).toEqual([
      expect.stringContaining(reason),
    ]);
  });

  test("white space in JSON does not, and what another format uses is no change", () => {
    const pretty = compared("a", "a", [output({ format: "json" }), output({ format: "json", pretty: true })]);
    expect(pretty).toMatchObject({
      breaking: [],
      form: { base: "json, compress zip, pretty false", head: "json, compress zip, pretty true" },
    });
    expect(compared("a", "a", [output({ format: "json" }), output({ format: "json", delimiter: ";" })]).form).toEqual({});
  });
});

test("what is common is a longest common subsequence", () => {
  const list = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 7 });
  fc.assert(
    fc.property(list, list, (one, other) => {
      const common = longestCommon(one, other);
      for (const [at, there] of common) expect(one[at]).toBe(other[there]);
      const rises = (numbers: readonly number[]) => numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0));
      expect(rises(common.map(([at]) => at)) && rises(common.map(([, there]) => there))).toBe(true);
      expect(common).toHaveLength(longest(one, other));
    }),
    { numRuns: 200 },
  );
});

/** By trying everything. */
function longest(one: readonly string[], other: readonly string[]): number {
  const [first, ...rest] = one;
  if (first === undefined) return 0;
  const at = other.indexOf(first);
  return Math.max(longest(rest, other), at === -1 ? 0 : 1 + longest(rest, other.slice(at + 1)));
}
