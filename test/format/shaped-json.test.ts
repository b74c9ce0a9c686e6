import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalText } from "../../runner/src/format/canonical/canonical-text.ts";
import { NotCanonical } from "../../runner/src/format/canonical/not-canonical.ts";
import { RowKernel } from "../../runner/src/format/kernel/row-kernel.ts";
import { layoutOf } from "../../runner/src/format/layout.ts";
import type { LogicalType, Shape } from "../../runner/src/load/types.ts";
import { shapedSamples, styles } from "./arbitrary-json.ts";
import { batchOf, encoded, planOf } from "./data-row.ts";

const ndjson = { format: "ndjson" } as const;

/** The values that the encoder writes, by the kernel or by the cell printer. */
function written(type: LogicalType, texts: readonly string[]): readonly string[] {
  // The column behind it shows that nothing is read or written beyond the cell's end.
  const plan = planOf({ types: [type, { type: "integer" }], output: ndjson });
  const [lines = ""] = encoded(plan, [batchOf(texts.map((text) => [text, "7"]))]);
  return lines
    .split("\n")
    .slice(0, -1)
    .map((line) => line.slice('{"c0":'.length, -',"c1":7}'.length));
}

test("JSON of any shape is canonical, whoever wrote it, by the kernel and without it", () => {
  fc.assert(
    fc.property(shapedSamples, ({ shape, texts }) => {
      const type: LogicalType = { type: "json", shape };
      const canonical = texts.map((sample) => sample.canonical);
      expect(texts.map(({ text }) => canonicalText(type)(text))).toEqual(canonical);
      expect(
        written(
          type,
          texts.map(({ text }) => text),
        ),
      ).toEqual(canonical);
    }),
    { numRuns: 100 },
  );
});

test("what is broken anywhere is never taken by the kernel for something else, whatever lies behind it", () => {
  const put = fc.constantFrom(
    "",
    '"',
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    " ",
    "0",
    "-",
    "n",
    "null",
    "\u0001",
    "é",
    '\\"',
    "1e2",
  );
  const change = fc.record({ put, where: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.constantFrom(0, 1, 2, 3, 1e9) });
  fc.assert(
    fc.property(shapedSamples, fc.array(change, { minLength: 10, maxLength: 40 }), ({ shape, texts }, changes) => {
      const type: LogicalType = { type: "json", shape };
      const plan = planOf({ types: [type, { type: "integer" }], output: ndjson });
      const kernel = new RowKernel(plan, layoutOf(plan));
      for (const [i, { put: inserted, where, cut }] of changes.entries()) {
        const text = texts[i % texts.length]?.text ?? "";
        const at = Math.floor(where * text.length);
        // A surrogate that was left alone is no UTF-8.
        const broken = Buffer.from(text.slice(0, at) + inserted + text.slice(at + cut)).toString();
        const byReader = outcome(() => canonicalText(type)(broken));
        kernel.load(batchOf([[broken, "7"]]));
        kernel.outAt = 0;
        const { stop } = kernel.run(2);
        if (stop === "done") expect(kernel.out.toString("utf8", 0, kernel.outAt)).toBe(`{"c0":${byReader},"c1":7}\n`);
        else {
          expect(stop).toBe("cell");
          kernel.rewind();
        }
      }
    }),
    { numRuns: 100 },
  );
});

test("what is no JSON of the shape is an error that says why", () => {
  const list: LogicalType = { type: "json", shape: { kind: "array", items: { kind: "value", type: { type: "integer" } } } };
  for (const [text, reason] of [
    ["[1,]", /is not JSON|not a number/],
    ["[1 2]", /is not JSON/],
    ["[1]]", /is not JSON/],
    ["", /an array/],
    ['{"a":1}', /does not have an array where the template has one/],
    ["[1.5]", /not whole/],
    ['["x"]', /text that is not a number/],
  ] as const) {
    expect(() => written(list, [text])).toThrow(reason);
    expect(() => written(list, [text])).toThrow(expect.objectContaining({ code: "format-value" }));
  }
});

test("a value of another type is told with the keys to it", () => {
  const item: Shape = { kind: "object", keys: [{ name: "n", shape: { kind: "value", type: { type: "integer" } } }] };
  const deep: Shape = { kind: "object", keys: [{ name: "list", shape: { kind: "array", items: item } }] };
  for (const [text, reason] of [
    ['{"list":[{"n":1},{"n":"Bob"}]}', "text that is not a number at list[].n, in row 1"],
    ['{"list":[{"n":1.5}]}', "a number that is not whole at list[].n, in row 1"],
    ['{"list":[{"n":true}]}', "text that is not a number at list[].n, in row 1"],
  ] as const) {
    expect(() => written({ type: "json", shape: deep }, [text])).toThrow(reason);
  }
});

/** The value; undefined when there is none. */
function outcome(make: () => string): string | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof NotCanonical) return undefined;
    throw error;
  }
}

const value = (type: LogicalType): Shape => ({ kind: "value", type });
const shape: Shape = {
  kind: "object",
  keys: [
    { name: "text", shape: value({ type: "string" }) },
    { name: "a name of more than sixteen bytes", shape: value({ type: "integer" }), optional: true },
    { name: "at", shape: value({ type: "instant", precision: 3 }) },
    { name: "day", shape: value({ type: "date" }) },
    { name: "id", shape: value({ type: "uuid" }) },
    { name: "price", shape: value({ type: "decimal", precision: 9, scale: 2 }) },
    { name: "score", shape: value({ type: "float64" }) },
    { name: "done", shape: value({ type: "boolean" }) },
    { name: "more", shape: value({ type: "json" }) },
    { name: "counts", shape: { kind: "map", values: value({ type: "integer" }) } },
    { name: "list", shape: { kind: "array", items: value({ type: "string" }) }, optional: true },
  ],
};
const type: LogicalType = { type: "json", shape };
const full = {
  text: 'é👍 "\\/\n\t\b\f\r\u0001\u001f\u007f\u2028',
  "a name of more than sixteen bytes": -9223372036854775000n,
  at: "2026-03-17 07:00:00.5+00",
  day: "2026-03-17",
  id: "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
  price: "-0.50",
  score: 0.25,
  done: false,
  more: { a: [1, { b: [] }, null, true, "x"], é: {}, "👍": -1.5 },
  counts: { a: 1, b: null, é: 2 },
  list: ["a", null, ""],
};
const canonical =
  '{"text":"é👍 \\"\\\\/\\n\\t\\b\\f\\r\\u0001\\u001f\u007f\u2028","a name of more than sixteen bytes":-9223372036854775000,' +
  '"at":"2026-03-17T07:00:00.500Z","day":"2026-03-17","id":"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11","price":-0.50,' +
  '"score":0.25,"done":false,"more":{"a":[1,{"b":[]},null,true,"x"],"é":{},"👍":-1.5},"counts":{"a":1,"é":2},' +
  '"list":["a",null,""]}';
const nulls = Object.fromEntries(Object.keys(full).map((key) => [key, null]));

/** JSON as a style writes it. */
function json(given: unknown, name: string): string {
  const { string, comma, colon, inner } = styles[name]!;
  if (typeof given === "string") return string(given);
  if (typeof given !== "object" || given === null) return String(given);
  if (Array.isArray(given)) return `[${inner}${given.map((item) => json(item, name)).join(comma)}${inner}]`;
  const pairs = Object.entries(given).map(([key, item]) => `${string(key)}${colon}${json(item, name)}`);
  return `{${inner}${pairs.join(comma)}${inner}}`;
}

describe("the kernel itself", () => {
  test.each(["json of PostgreSQL", "jsonb of PostgreSQL", "DuckDB", "white space"])("does what %s writes", (name) => {
    const plan = planOf({ types: [type], output: ndjson });
    const kernel = new RowKernel(plan, layoutOf(plan));
    kernel.load(batchOf([[json(full, name)], [json(nulls, name)], ["null"], [json(full, name)]]));
    expect(kernel.run(100)).toEqual({ rows: 4, stop: "done" });
    const empty = Object.keys(nulls).flatMap((key) =>
      key === "list" || key.startsWith("a name") ? [] : [`${JSON.stringify(key)}:null`],
    );
    expect(kernel.out.toString("utf8", 0, kernel.outAt)).toBe(
      [canonical, `{${empty.join(",")}}`, "null", canonical].map((line) => `{"c0":${line}}\n`).join(""),
    );
  });

  test.each<[string, Shape, string, string]>([
    ["a double with many digits", value({ type: "float64" }), "0.30000000000000004", "0.30000000000000004"],
    ["a whole double of DuckDB", value({ type: "float64" }), '"1.0"', "1"],
    ["bytes of PostgreSQL", value({ type: "bytes" }), '"\\\\xff00ff"', '"/wD/"'],
    [
      "a UUID in capitals",
      value({ type: "uuid" }),
      '"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"',
      '"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"',
    ],
    [
      "a time with an offset",
      value({ type: "instant", precision: 0 }),
      '"2026-03-17T07:00:00-05:00"',
      '"2026-03-17T12:00:00Z"',
    ],
    [
      "keys in another order",
      value({ type: "json" }),
      '{"b":{"d":1, "c":[2]},"a":"\\u00e9\\/"}',
      '{"a":"é/","b":{"c":[2],"d":1}}',
    ],
    [
      "keys of a map in another order",
      { kind: "map", values: value({ type: "integer" }) },
      '{"b":1,"a":1,"c":null}',
      '{"a":1,"b":1}',
    ],
  ])("has %s made canonical beside it, and goes on", (_, of, text, expected) => {
    const plan = planOf({ types: [{ type: "json", shape: { kind: "array", items: of } }], output: ndjson });
    const kernel = new RowKernel(plan, layoutOf(plan));
    kernel.load(batchOf([[`[null, ${text} , ${text}]`]]));
    expect(kernel.run(100)).toEqual({ rows: 1, stop: "done" });
    expect(kernel.out.toString("utf8", 0, kernel.outAt)).toBe(`{"c0":[null,${expected},${expected}]}\n`);
  });

  test("leaves objects with their keys in another order to the cell printer", () => {
    const plan = planOf({ types: [type], output: ndjson });
    const kernel = new RowKernel(plan, layoutOf(plan));
    const turned = json(Object.fromEntries(Object.entries(full).toReversed()), "DuckDB");
    kernel.load(batchOf([[turned]]));
    expect(kernel.run(100)).toEqual({ rows: 0, stop: "cell" });
    expect(written(type, [turned])).toEqual([canonical]);
  });
});

test("CSV and texts of JSON hold the same JSON", () => {
  const text = json(full, "DuckDB");
  const [csv = ""] = encoded(planOf({ types: [type], output: { header: false } }), [batchOf([[text], ["null"]])]);
  expect(csv).toBe(`"${canonical.replaceAll('"', '""')}"\nnull\n`);
  const [line = ""] = encoded(planOf({ types: [type], output: ndjson, more: { jsonAs: "string" } }), [batchOf([[text]])]);
  expect(line).toBe(`{"c0":${JSON.stringify(canonical)}}\n`);
});

test.each<[string, Shape, string, string]>([
  ["times that get longer", value({ type: "instant", precision: 6 }), '"2026-03-17 07:00:00"', '"2026-03-17T07:00:00.000000Z"'],
  ["small decimals that get longer", value({ type: "decimal", precision: 9, scale: 6 }), '"1"', "1.000000"],
  ["decimals that get much longer", value({ type: "decimal", precision: 38, scale: 30 }), "1", `1.${"0".repeat(30)}`],
  ["escapes in escapes", value({ type: "string" }), '"\\"\\"\\"\\""', '"\\"\\"\\"\\""'],
])("cells as large as the kernel takes have room for %s", (_, items, text, each) => {
  const of: LogicalType = { type: "json", shape: { kind: "array", items } };
  const count = Math.floor(130_000 / (text.length + 1));
  const array = (item: string): string => `[${Array.from({ length: count }, () => item).join(",")}]`;
  const batch = [batchOf([[array(text)], [array(text)]])];
  const expected = array(each);
  const lines = (cell: string): string[] => [`{"c0":${cell}}\n`.repeat(2)];
  expect(encoded(planOf({ types: [of], output: ndjson }), batch)).toEqual(lines(expected));
  expect(encoded(planOf({ types: [of], output: ndjson, more: { jsonAs: "string" } }), batch)).toEqual(
    lines(JSON.stringify(expected)),
  );
  expect(encoded(planOf({ types: [of], output: { header: false } }), batch)).toEqual([
    `"${expected.replaceAll('"', '""')}"\n`.repeat(2),
  ]);
});

test("`pretty` indents nested JSON as JSON.stringify does", () => {
  const [pretty = ""] = encoded(planOf({ types: [type], output: { format: "json", pretty: true } }), [
    batchOf([[json({ ...full, "a name of more than sixteen bytes": 5, price: 1.25 }, "json of PostgreSQL")], ["null"]]),
  ]);
  expect(pretty).toBe(`${JSON.stringify(JSON.parse(pretty), null, 2)}\n`);
  expect(JSON.parse(pretty)).toMatchObject([{ c0: { price: 1.25, counts: { é: 2 } } }, { c0: null }]);
});

test.each(['{"a":1,"a":2}', '{"b":1,"a":1,"b":1}', '{"a":null,"a":2}'])("entries have each key once: %s", (text) => {
  const type: LogicalType = { type: "json", shape: { kind: "map", values: value({ type: "integer" }) } };
  expect(() => canonicalText(type)(text)).toThrow("nested entries with the same key twice");
  expect(() => written(type, [text])).toThrow("nested entries with the same key twice, in row 1");
  expect(() => written(type, [text])).toThrow(expect.objectContaining({ hint: expect.stringContaining("`entries.key`") }));
});

describe("objects", () => {
  const of: LogicalType = {
    type: "json",
    shape: {
      kind: "object",
      keys: [
        { name: "a", shape: value({ type: "integer" }) },
        { name: "b", shape: { kind: "array", items: value({ type: "string" }) }, optional: true },
      ],
    },
  };

  test("may have their keys in another order", () => {
    expect(written(of, ['{"b":["x"],"a":1}'])).toEqual(['{"a":1,"b":["x"]}']);
  });

  test.each(['{"a":1}', '{"a":1,"b":null,"c":2}', "[]", '{"a":1,"b":{}}', '{"a":[],"b":null}'])(
    "that the engine did not make by the template are errors: %s",
    (text) => {
      expect(() => written(of, [text])).toThrow(expect.objectContaining({ code: "format-value" }));
    },
  );

  test("of a Redshift document may have more keys, and fewer", () => {
    const plan = { ...planOf({ types: [of], output: ndjson }), dialect: "redshift" as const };
    const rows = ['{"c":{"z":1},"a":1}', "{}", '{"a":3,"b":["x"]}', '{"b":null,"a":4}', "null"].map((text) => [text]);
    expect(encoded(plan, [batchOf(rows)])).toEqual([
      '{"c0":{"a":1}}\n{"c0":{"a":null}}\n{"c0":{"a":3,"b":["x"]}}\n{"c0":{"a":4}}\n{"c0":null}\n',
    ]);
  });

  describe("that Redshift holds ready", () => {
    const plan = { ...planOf({ types: [of], output: ndjson }), dialect: "redshift" as const };

    test.each([
      ['{"A":1,"b":[]}', "other upper or lower case"],
      ['{"a":1,"B":["lost"]}', "other upper or lower case"],
      ['{"n":1}', "none of the template's keys"],
      ['{"a":1,"a":2}', "the same key twice"],
      ['{"b":null,"a":1,"b":["x"]}', "the same key twice"],
    ])("are refused where they were not made for the template: %s", (text, reason) => {
      expect(() => encoded(plan, [batchOf([['{"a":1}'], [text]])])).toThrow(
        expect.objectContaining({ code: "format-value", message: expect.stringContaining(`${reason}, in row 2`) }),
      );
    });

    test("may have a key twice over in another case, and any key twice that is passed over", () => {
      expect(encoded(plan, [batchOf([['{"A":2,"z":1,"a":1,"z":2}']])])).toEqual(['{"c0":{"a":1}}\n']);
    });
  });

  test("nested too deep are an error, not a crash", () => {
    const deep = (open: string, close: string): string => open.repeat(2000) + close.repeat(2000);
    for (const text of [deep("[", "]"), `${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`]) {
      expect(() => written({ type: "json" }, [text])).toThrow(/nested more than 1000 deep/);
    }
    const allowed = "[".repeat(900) + "]".repeat(900);
    expect(written({ type: "json" }, [allowed])).toEqual([allowed]);
  });
});

test("digits of numbers are kept, whether they stand in quotes or not", () => {
  const items = value({ type: "decimal", precision: 38, scale: 4 });
  const texts = [
    "[1234567890123456789012345e-4,1.5E2,-1.25e+1,0e5]",
    '["12345678901234567890.1234",12345678901234567890.12340,1e-4]',
  ];
  expect(written({ type: "json", shape: { kind: "array", items } }, texts)).toEqual([
    "[123456789012345678901.2345,150.0000,-12.5000,0.0000]",
    "[12345678901234567890.1234,12345678901234567890.1234,0.0001]",
  ]);
});

describe("a null where there must be none", () => {
  const required: Shape = {
    kind: "array",
    items: {
      kind: "object",
      keys: [
        { name: "id", shape: value({ type: "string" }), required: true },
        { name: "more", shape: { kind: "array", items: value({ type: "decimal", precision: 4, scale: 2 }), required: true } },
        {
          name: "by name",
          shape: {
            kind: "map",
            values: { kind: "object", keys: [{ name: "n", shape: value({ type: "integer" }), required: true }] },
          },
        },
      ],
    },
  };
  const of: LogicalType = { type: "json", shape: required };
  const sound = '[{"id":"null","more":[0.50],"by name":{"Ada":{"n":0}}}]';
  const nullable = '[{"id":"","more":null,"by name":null}]';

  test.each([
    ["[].id", '[{"id":null,"more":[],"by name":{}}]'],
    ["[].id", ' [ {"more":[] , "by name":{}, "id" :  null} ] '],
    ["[].more[]", '[{"id":"x","more":[1, null],"by name":{}}]'],
    ["[].by name.*.n", '[{"id":"x","more":[],"by name":{"secret":{"n" : null}}}]'],
    ["[].by name.*.n", '[{"id":"x","more":[],"by name":{"b":{"n":1},"a":{"n":null}}}]'],
  ])("ends the run, and the message says where: %s of %s", (path, text) => {
    const failure = expect.objectContaining({
      code: "format-null",
      message: `Column c0 holds null at ${path}, in row 3, and the template says \`nullable: false\` there.`,
    });
    const rows = [[sound], [nullable], [text]];
    const plans = [
      planOf({ types: [of], output: ndjson }),
      planOf({ types: [of], output: ndjson, more: { jsonAs: "string" } }),
      planOf({ types: [of], output: { format: "json", pretty: true } }),
      planOf({ types: [of] }),
    ];
    for (const plan of plans) expect(() => encoded(plan, [batchOf(rows)])).toThrow(failure);
  });

  test("is what the kernel alone finds in values that come as the engines write them", () => {
    const plan = planOf({ types: [of], output: ndjson });
    const kernel = new RowKernel(plan, layoutOf(plan));
    kernel.load(batchOf([[sound], [nullable], ['[{"id":null,"more":[],"by name":{}}]']]));
    expect(kernel.run(100)).toEqual({ rows: 2, stop: "cell" });
    expect(kernel.out.toString("utf8", 0, kernel.outAt)).toContain(`{"c0":${sound}}\n{"c0":${nullable}}\n`);
  });

  test("is what a key that a Redshift document lacks counts as", () => {
    const plan = { ...planOf({ types: [of], output: ndjson }), dialect: "redshift" as const };
    expect(encoded(plan, [batchOf([['[{"id":"x"}]']])])).toEqual(['{"c0":[{"id":"x","more":null,"by name":null}]}\n']);
    expect(() => encoded(plan, [batchOf([['[{"more":[]}]']])])).toThrow(
      expect.objectContaining({ code: "format-null", message: expect.stringContaining("at [].id, in row 1") }),
    );
  });
});
