import { expect, test } from "vitest";
import { makeEncoder } from "../../runner/src/format/make-encoder.ts";
import type { ResolvedOutput } from "../../runner/src/load/project-documents.ts";
import type { LogicalType } from "../../runner/src/load/types.ts";
import { batchOf, encoded, encodedBytes, planOf } from "./data-row.ts";

const string: LogicalType = { type: "string" };
const integer: LogicalType = { type: "integer" };

/** One column of strings as a file without header. */
function column(values: readonly (string | null)[], output: Partial<ResolvedOutput> = {}): string {
  const [file = ""] = encoded(planOf({ types: [string], output: { header: false, ...output } }), [
    batchOf(values.map((value) => [value])),
  ]);
  return file;
}

test("CSV quotes what it must, and nothing else", () => {
  expect(column(["plain", "", null, " a ", "a,b", 'a"b', "a\nb", "a\rb", "a;b", "\\.", "'"])).toBe(
    'plain\n""\n\n a \n"a,b"\n"a""b"\n"a\nb"\n"a\rb"\na;b\n\\.\n\'\n',
  );
});

test.each([";", "\t", "|"] as const)("the delimiter %j is quoted, the comma is not", (delimiter) => {
  expect(column([`a${delimiter}b`, "a,b"], { delimiter })).toBe(`"a${delimiter}b"\na,b\n`);
});

test("header and byte order mark begin each part; names are quoted like values", () => {
  const plan = planOf({ types: [string], names: ['a,"b'], output: { bom: true, split: { rows: 1 } } });
  expect(encoded(plan, [batchOf([["1"], ["2"]])])).toEqual(['\ufeff"a,""b"\n1\n', '\ufeff"a,""b"\n2\n']);
});

test("formulas are escaped, phone numbers and other texts are not", () => {
  const formulas = ["=1+1", "+A1", "-A1", "@x", "\tx", "=a,b"];
  const others = ["+1 (555) 123-4567", "-12.5", "+15551234567", "a=1", "", "'x"];
  expect(column(formulas, { formulas: "escape" })).toBe("'=1+1\n'+A1\n'-A1\n'@x\n'\tx\n\"'=a,b\"\n");
  expect(column(others, { formulas: "escape" })).toBe(`${others.map((text) => text || '""').join("\n")}\n`);
  const number = planOf({ types: [integer], output: { header: false, formulas: "escape" } });
  expect(encoded(number, [batchOf([["-5"]])])).toEqual(["-5\n"]);
});

test("JSON strings are those of JSON.stringify, for every character below 256 and beyond", () => {
  const values = [
    ...Array.from({ length: 255 }, (_, i) => String.fromCharCode(i + 1)),
    "\u2028",
    "👍",
    `${"x".repeat(15)}"`,
    `${"x".repeat(16)}\n`,
  ];
  const lines = column(values, { format: "ndjson" }).trimEnd().split("\n");
  expect(lines).toEqual(values.map((value) => JSON.stringify({ c0: value })));
});

test("a JSON file without rows is an empty array, a CSV file its header", () => {
  expect(encoded(planOf({ types: [string], output: { format: "json" } }), [])).toEqual(["[\n]\n"]);
  expect(encoded(planOf({ types: [string], output: { format: "json", pretty: true } }), [])).toEqual(["[\n]\n"]);
  expect(encoded(planOf({ types: [string] }), [])).toEqual(["c0\n"]);
  expect(encoded(planOf({ types: [string], output: { format: "ndjson" } }), [])).toEqual([""]);
});

test("pretty JSON is that of JSON.stringify", () => {
  const plan = planOf({ types: [string, { type: "json" }, integer], output: { format: "json", pretty: true } });
  const [file = ""] = encoded(plan, [
    batchOf([
      ["a", '{"x":[1,{}]}', "1"],
      [null, "[]", "2"],
    ]),
  ]);
  const rows = [
    { c0: "a", c1: { x: [1, {}] }, c2: 1 },
    { c0: null, c1: [], c2: 2 },
  ];
  expect(file).toBe(`${JSON.stringify(rows, null, 2)}\n`);
});

test("a first row that has to be begun again is not left without its bracket", () => {
  const deep = `${"[".repeat(900)}${"1,".repeat(999)}1${"]".repeat(900)}`;
  const plan = planOf({ types: [string, { type: "json" }], output: { format: "json", pretty: true } });
  const [file = ""] = encoded(plan, [
    batchOf([
      ["a", deep],
      ["b", deep],
    ]),
  ]);
  expect(file.length).toBeGreaterThan(4_000_000);
  expect(file).toBe(
    `${JSON.stringify(
      ["a", "b"].map((c0) => ({ c0, c1: JSON.parse(deep) as unknown })),
      null,
      2,
    )}\n`,
  );
});

test("columns of the key that the file does not show are read and not written", () => {
  const plan = planOf({ types: [string], hidden: [integer], key: [1], output: { header: false } });
  expect(
    encoded(plan, [
      batchOf([
        ["a", "1"],
        ["a", "2"],
      ]),
    ]),
  ).toEqual(["a\na\n"]);
});

test.each([
  [
    "in one batch",
    [
      batchOf([
        ["a", "1"],
        ["b", "1"],
        ["b", "1"],
      ]),
    ],
  ],
  [
    "over two batches",
    [
      batchOf([
        ["a", "1"],
        ["b", "1"],
      ]),
      batchOf([["b", "1"]]),
    ],
  ],
])("rows with equal keys %s are an error which names them", (_, batches) => {
  const plan = planOf({ types: [string, integer], key: [1, 0] });
  expect(() => encoded(plan, batches)).toThrow(expect.objectContaining({ code: "format-duplicate-key" }));
  expect(() => encoded(plan, batches)).toThrow(/Rows 2 and 3 .*\(c1, c0\)/);
});

test("keys of the same bytes, cut elsewhere, are not equal", () => {
  const plan = planOf({ types: [string, string], key: [0, 1], output: { header: false } });
  expect(
    encoded(plan, [
      batchOf([
        ["ab", "c"],
        ["a", "bc"],
        ["", ""],
        ["a".repeat(50), "b"],
        ["a".repeat(50), "c"],
      ]),
    ])[0]?.split("\n").length,
  ).toBe(6);
});

test("an empty key cell is an error which names column and row", () => {
  const plan = planOf({ types: [string], hidden: [integer], key: [1] });
  expect(() =>
    encoded(plan, [
      batchOf([
        ["a", "1"],
        ["a", null],
      ]),
    ]),
  ).toThrow(expect.objectContaining({ code: "format-empty-key" }));
  expect(() =>
    encoded(plan, [
      batchOf([
        ["a", "1"],
        ["a", null],
      ]),
    ]),
  ).toThrow(/c1 .*row 2/);
});

test("a row of another width is an error", () => {
  expect(() => encoded(planOf({ types: [string, string] }), [batchOf([["a"]])])).toThrow(
    expect.objectContaining({ code: "format-row" }),
  );
  expect(() => encoded(planOf({ types: [string] }), [Buffer.from("D\0\0\0\xffxx", "latin1")])).toThrow(
    expect.objectContaining({ code: "format-row" }),
  );
});

test.each<[LogicalType, string]>([
  [integer, "1.5"],
  [{ type: "decimal", precision: 9, scale: 2 }, "1.234"],
  [{ type: "instant", precision: 6 }, "infinity"],
  [{ type: "instant", precision: 6 }, "0044-03-15 00:00:00+00 BC"],
  [{ type: "date" }, "infinity"],
  [{ type: "boolean" }, "maybe"],
  [{ type: "json" }, "{"],
])("a value without a canonical text is an error with column and row, and without the value: %j %s", (type, text) => {
  const plan = planOf({ types: [string, type] });
  const encode = () =>
    encoded(plan, [
      batchOf([
        ["a", null],
        ["b", text],
      ]),
    ]);
  expect(encode).toThrow(expect.objectContaining({ code: "format-value" }));
  expect(encode).toThrow(/c1 .*row 2\.$/);
  if (text.length > 1) expect(encode).not.toThrow(text);
});

test.each(["csv", "ndjson", "json"] as const)("a cell of 20 MB is written in pieces of a megabyte (%s)", (format) => {
  const large = `${'"quoted", '.repeat(1_000_000)}${"é".repeat(5_000_000)}`;
  const plan = planOf({ types: [integer, string, { type: "json" }], key: [0], output: { format, header: false } });
  const rows = batchOf([
    ["1", "small", "{}"],
    ["2", large, `{"b":1,"a":"${"x".repeat(300_000)}"}`],
    ["3", "small", null],
  ]);
  const encoder = makeEncoder(plan);
  const pieces = [...encoder.begin(), ...encoder.encode(rows)].map(({ bytes }) => bytes.length);
  expect(Math.max(...pieces)).toBeLessThanOrEqual(1024 * 1024);
  const [file = ""] = encoded(plan, [rows]);
  const json = { a: "x".repeat(300_000), b: 1 };
  if (format === "csv") {
    expect(file).toBe(
      `1,small,{}\n2,"${large.replaceAll('"', '""')}","${JSON.stringify(json).replaceAll('"', '""')}"\n3,small,\n`,
    );
  } else {
    const lines =
      format === "json"
        ? (JSON.parse(file) as unknown[])
        : file
            .trimEnd()
            .split("\n")
            .map((line): unknown => JSON.parse(line));
    expect(lines).toEqual([
      { c0: 1, c1: "small", c2: {} },
      { c0: 2, c1: large, c2: json },
      { c0: 3, c1: "small", c2: null },
    ]);
  }
});

test("a large row's key is compared like any other", () => {
  const plan = planOf({ types: [integer, string], key: [0] });
  const row = ["1", "x".repeat(3_000_000)];
  expect(() => encoded(plan, [batchOf([row, row])])).toThrow(expect.objectContaining({ code: "format-duplicate-key" }));
  expect(() => encoded(plan, [batchOf([["1", ""], row])])).toThrow(expect.objectContaining({ code: "format-duplicate-key" }));
});

test("keys of megabytes are compared, too", () => {
  const plan = planOf({ types: [string], key: [0], output: { header: false } });
  const large = "x".repeat(3_000_000);
  expect(() => encoded(plan, [batchOf([[large], [large]])])).toThrow(expect.objectContaining({ code: "format-duplicate-key" }));
  expect(encodedBytes(plan, [batchOf([["a"], [large], [`${large}y`], ["b"], ["c"]])])[0]?.length).toBe(6_000_009);
});

test("parts by bytes hold large rows alone", () => {
  const plan = planOf({ types: [string], output: { header: false, split: { bytes: 100_000 } } });
  const large = "x".repeat(3_000_000);
  expect(encodedBytes(plan, [batchOf([["a"], [large], ["b"], ["c"]])]).map(({ length }) => length)).toEqual([2, 3_000_001, 4]);
});

test("a thousand columns are a row too", () => {
  const types = Array.from({ length: 1000 }, (): LogicalType => ({ type: "local", precision: 6, timezone: "America/Chicago" }));
  const cells = types.map(() => "2026-03-17 07:00:00+00");
  const [file = ""] = encoded(planOf({ types, output: { header: false } }), [batchOf([cells, cells])]);
  expect(file).toBe(`${types.map(() => "2026-03-17T02:00:00.000000-05:00").join(",")}\n`.repeat(2));
});
