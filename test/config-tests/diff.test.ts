import { expect, test } from "vitest";
import { ordersExtract, ordersTest, world } from "./world.ts";

const given = [
  '    - { id: 1, at: "2026-03-02T00:00:00Z", price: 12.5, paid: true, note: one }',
  '    - { id: 2, at: "2026-03-02T00:00:00Z", price: "0.10", paid: false, note: "" }',
  '    - { id: 3, at: "2026-03-02T00:00:00Z" }',
  "",
].join("\n");

function csvWorld(expected: string, output = "output: { compress: none }\n") {
  return world({ "extracts/orders.extract.yaml": ordersExtract(output), "extracts/t.test.yaml": ordersTest(given, expected) });
}

test("rows are compared by column and in order; what a row does not name is not compared", async () => {
  const sound = csvWorld(
    '  rows:\n    - { Id: 1, Price: 12.5, Paid: true }\n    - { Id: 2, Note: "" }\n    - { Id: 3, Note: null }\n',
  );
  expect(await sound.run()).toMatchObject([{ state: "passed", line: 2, notes: [] }]);
});

test("a changed cell, a missing row and one too many are shown in one table, without colours", async () => {
  const [result] = await csvWorld(
    "  rows:\n    - { Id: 0, Price: 1, Note: zero }\n    - { Id: 1, Price: 12.50, Note: one }\n    - { Id: 2, Price: 0.2, Note: null }\n",
  ).run();
  expect(result).toMatchObject({
    state: "failed",
    line: 11,
    message: "Expected 3 rows, found 3 rows: 1 changed, 1 missing, 1 too many.",
  });
  expect(result?.diff).toBe(
    [
      "  row  Id  Price       Note",
      "- 1    0   1           zero",
      "  1    1   12.50       one",
      '~ 2    2   0.2 → 0.10  null → ""',
      "+ 3    3   null        null",
    ].join("\n"),
  );
});

test("in JSON a number and a text of the same digits are two things, in CSV they are not", async () => {
  const text = '  rows:\n    - { Id: "1" }\n    - { Id: 2 }\n    - { Id: 3 }\n';
  expect(await csvWorld(text).run()).toMatchObject([{ state: "passed" }]);
  expect(await csvWorld(text, "output: { format: ndjson }\n").run()).toMatchObject([{ state: "failed" }]);
});

test("digits that no number keeps are compared as they stand in the file", async () => {
  const big = '    - { id: "9007199254740993", at: "2026-03-02T00:00:00Z", price: "123456789012345678.90" }\n';
  for (const format of ["csv", "json", "ndjson", "parquet"]) {
    const sound = world({
      "extracts/orders.extract.yaml": ordersExtract(`output: { format: ${format} }\n`),
      "extracts/t.test.yaml": ordersTest(big, '  rows:\n    - { Id: "9007199254740993", Price: "123456789012345678.90" }\n'),
      "extracts/wrong.test.yaml": ordersTest(big, '  rows:\n    - { Id: "9007199254740992" }\n').replace(
        "name: t",
        "name: wrong",
      ),
    });
    expect(
      (await sound.run()).map(({ state }) => state),
      format,
    ).toEqual(["passed", "failed"]);
  }
});

test("a golden file is compared byte for byte, with a unified diff", async () => {
  const files = csvWorld("  golden: golden/orders.csv\n");
  const header = "Id,At,Price,Paid,Note\n";
  expect(await files.run()).toMatchObject([{ state: "failed", message: expect.stringContaining("There is no golden file") }]);
  files.write(
    "extracts/golden/orders.csv",
    `${header}1,2026-03-02T00:00:00Z,12.50,true,one\n2,2026-03-02T00:00:00Z,0.10,false,\n3,2026-03-02T00:00:00Z,,,\n`,
  );
  const [result] = await files.run();
  expect(result).toMatchObject({ state: "failed", message: "The file differs from golden/orders.csv." });
  expect(result?.diff?.split("\n").filter((line) => /^[-+][^-+]/.test(line))).toEqual([
    "-2,2026-03-02T00:00:00Z,0.10,false,",
    '+2,2026-03-02T00:00:00Z,0.10,false,""',
  ]);
});

test("columns and count are compared", async () => {
  expect(await csvWorld("  columns: [Id, At, Price, Paid, Note]\n  count: 3\n").run()).toMatchObject([{ state: "passed" }]);
  expect(await csvWorld("  columns: [At, Id, Price, Paid, Note]\n").run()).toMatchObject([
    { state: "failed", message: "The file has other columns, or in another order.", diff: expect.stringContaining("-At") },
  ]);
  expect(await csvWorld("  count: 2\n").run()).toMatchObject([
    { state: "failed", message: "Expected 2 rows, found 3 rows.", line: 10 },
  ]);
});

test("control characters of a value do not get into the diff", async () => {
  const files = world({
    "extracts/orders.extract.yaml": ordersExtract(),
    "extracts/t.test.yaml": ordersTest(
      '    - { id: 1, at: "2026-03-02T00:00:00Z", note: "\\e[31mred\\nline" }\n',
      "  rows:\n    - { Note: x }\n",
    ),
  });
  const [result] = await files.run();
  expect(result?.diff).toContain("x → ·[31mred⏎line");
});
