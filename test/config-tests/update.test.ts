import { expect, test } from "vitest";
import { ordersExtract, ordersTest, world } from "./world.ts";

const given = [
  '    - { id: 1, at: "2026-03-02T00:00:00Z", price: 12.5, note: one }',
  '    - { id: 2, at: "2026-03-02T00:00:00Z", price: 3, note: "yes" }',
  '    - { id: 3, at: "2026-03-02T00:00:00Z", price: 4 }',
  "",
].join("\n");

function withTest(expected: string, output = "output: { compress: none }\n", rows = given) {
  return world({ "extracts/orders.extract.yaml": ordersExtract(output), "extracts/t.test.yaml": ordersTest(rows, expected) });
}

test("rows that differ are written anew; comments and the rest of the text stay", async () => {
  const files = withTest(
    [
      "  # What must come out.",
      "  rows:",
      "    # Nobody has this one any more.",
      "    - { Id: 0, Note: zero }",
      "    # The first.",
      "    - { Id: 1, Note: uno } # as it was",
      "    - Id: 2",
      "      Note: no # never",
      "  count: 7 # all",
      "",
    ].join("\n"),
  );
  expect(await files.run({ update: true })).toMatchObject([{ state: "passed", updated: ["extracts/t.test.yaml"] }]);
  expect(files.read("extracts/t.test.yaml")).toBe(
    ordersTest(
      given,
      [
        "  # What must come out.",
        "  rows:",
        "    # Nobody has this one any more.",
        "    - { Id: 1, Note: one }",
        "    # The first.",
        '    - { Id: 2, Note: "yes" } # as it was',
        "    - Id: 3",
        "      Note: null # never",
        "  count: 3 # all",
        "",
      ].join("\n"),
    ),
  );
  expect(await files.run()).toMatchObject([{ state: "passed" }]);
});

test("lines come and go", async () => {
  const files = withTest("  rows:\n    - { Id: 2 }\n    # Kept.\n    - { Id: 3 }\n    # Gone.\n    - { Id: 4 }\n");
  expect(await files.run({ update: true })).toMatchObject([{ state: "passed" }]);
  expect(files.read("extracts/t.test.yaml")).toBe(
    ordersTest(given, "  rows:\n    - { Id: 1 }\n    - { Id: 2 }\n    # Kept.\n    - { Id: 3 }\n"),
  );
});

test("lines end as the others do", async () => {
  const files = withTest("  count: 1\n");
  files.write("extracts/t.test.yaml", ordersTest(given, "  rows:\n    - { Id: 2 } # two\n").replaceAll("\n", "\r\n"));
  expect(await files.run({ update: true })).toMatchObject([{ state: "passed" }]);
  const wanted = ordersTest(given, "  rows:\n    - { Id: 1 }\n    - { Id: 2 } # two\n    - { Id: 3 }\n");
  expect(files.read("extracts/t.test.yaml")).toBe(wanted.replaceAll("\n", "\r\n"));
});

test.for([
  ["  rows: []\n", /rows:\n {4}- \{ Id: 1, At: "2026-03-02T00:00:00Z", Price: 12.50, Paid: null, Note: one \}\n/],
  ["  { rows: [{ Note: x }], columns: [Id] }\n", /rows: \[\{ Note: one \}, \{ Note: "yes" \}, \{ Note: null \}\]/],
] as const)("a list in brackets is written as it can stand there", async ([expected, wanted]) => {
  const files = withTest(expected);
  expect(await files.run({ update: true })).toMatchObject([{ state: "passed" }]);
  expect(files.read("extracts/t.test.yaml")).toMatch(wanted);
  expect(await files.run()).toMatchObject([{ state: "passed" }]);
});

test("of several tests in a file the one that differs is written anew", async () => {
  const first = ordersTest(given, "  count: 3\n");
  const second = ordersTest(given, "  rows:\n    - { Id: 9 }\n").replace("name: t", "name: u");
  const files = withTest("  count: 1\n");
  files.write("extracts/t.test.yaml", `${first}---\n${second}`);
  expect(await files.run({ update: true })).toMatchObject([{ state: "passed" }, { state: "passed" }]);
  expect(files.read("extracts/t.test.yaml")).toBe(
    `${first}---\n${second.replace("{ Id: 9 }", "{ Id: 1 }\n    - { Id: 2 }\n    - { Id: 3 }")}`,
  );
});

test("golden files are written, one for each part of a split output", async () => {
  const files = withTest("  golden: golden/orders.csv\n", "fields: [Id]\noutput: { split: { rows: 2 } }\n");
  expect(await files.run({ update: true })).toMatchObject([
    { state: "passed", updated: ["extracts/golden/orders_0001.csv", "extracts/golden/orders_0002.csv"] },
  ]);
  expect(files.read("extracts/golden/orders_0001.csv")).toBe("Id\n1\n2\n");
  expect(files.read("extracts/golden/orders_0002.csv")).toBe("Id\n3\n");
  expect(await files.run()).toMatchObject([{ state: "passed" }]);
});

test("what a test is about stays: an error or an empty window that is expected, a run that fails, rows behind an alias", async () => {
  for (const [expected, said, rows] of [
    ["  error: format-duplicate-key\n", "Not updated: `error` is for you to change.", given],
    ["  empty: true\n", "Not updated: `empty` is for you to change.", given],
    ["  count: 3\n", "Not updated: the run ended with an error.", given.replace("id: 2", "id: 1")],
    ["  rows: &rows\n    - { Id: 1 }\n", "Not updated: the rows are written with anchors or aliases.", given],
  ] as const) {
    const files = withTest(expected, undefined, rows);
    const before = files.read("extracts/t.test.yaml");
    expect(await files.run({ update: true })).toMatchObject([{ state: "failed", message: expect.stringContaining(said) }]);
    expect(files.read("extracts/t.test.yaml")).toBe(before);
  }
});
