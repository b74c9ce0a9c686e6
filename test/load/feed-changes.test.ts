import { expect, test } from "vitest";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { feedText } from "./feed-cases.ts";
import { projectWith, summary, today } from "./load-cases.ts";

const base = projectWith();
const calls = base.files.find(({ path }) => path === "templates/Calls.template.yaml")!;

function diagnosticsOf(text: string, { template = calls.text, warehouse = "postgres", trusted = true } = {}) {
  const warehouses = {
    postgres: "{ type: postgres, host: db, port: 5432, database: calls, user: reader, password: p, ssl: disable }",
    duckdb: "{ type: duckdb }",
    none: "",
  };
  const connections = {
    path: "connections.yaml",
    text: [
      "kind: Connections",
      `warehouses: { ${warehouse === "none" ? "other" : "sample"}: ${warehouses[warehouse as "duckdb"] || "{ type: duckdb }"} }`,
      "destinations: { local: { type: file, path: out } }",
      ...(trusted ? ["brokers: { main: { type: kafka, servers: [localhost:9092] } }"] : []),
    ].join("\n"),
    trusted,
  };
  const files = [
    ...base.files.filter(({ path }) => path !== calls.path),
    { ...calls, text: template },
    { path: "extracts/calls.feed.yaml", text },
  ];
  const { diagnostics } = loadProject({ files, connections }, { today });
  return diagnostics.filter(({ file }) => file === "extracts/calls.feed.yaml");
}

const feed = feedText("source: { changes: datafeed.changes }", "delivery: transactional");
const found = (...asked: Parameters<typeof diagnosticsOf>) =>
  diagnosticsOf(...asked).map((one) => `${summary(one)} ${one.message}`);

test("a change table in PostgreSQL may deliver in transactions, and raise an event of updates alone", () => {
  expect(found(feed)).toEqual([]);
  expect(
    found(
      feedText("source: { changes: datafeed.changes }", "  Changed: { template: Calls, raise: update, version: createdAt }"),
    ),
  ).toEqual([]);
});

test("the names that are made of a change table's are not too long for PostgreSQL", () => {
  const named = (changes: string) => feedText(`source: { changes: ${changes} }`);
  const longest = `a_schema.${"c".repeat(47)}`;
  expect(found(named(longest))).toEqual([]);
  expect(found(named(`${longest}c`))).toEqual(["bad-value 7:20 The text must have at most 56 characters."]);
});

test("other warehouses have no change table", () => {
  expect(found(feed, { warehouse: "duckdb" })).toEqual([
    "feed-source 7:11 A change table is PostgreSQL's; the warehouse `sample` of the product `customer` is of type `duckdb`.",
  ]);
});

test("of a warehouse and a broker that the operator alone knows nothing is said", () => {
  expect(found(feed, { warehouse: "none", trusted: false })).toEqual([]);
});

test("the topic that keeps a broker's positions takes neither events nor dead letters", () => {
  const to = (topics: string) => feed.replace("topic: calls", topics);
  const kept = "is the one in which the broker `main` keeps the positions of feeds.";
  expect(found(to("topic: datafeed.positions"))).toEqual([`feed-topic 5:28 The topic \`datafeed.positions\` ${kept}`]);
  expect(found(to("topic: calls, deadLetter: datafeed.positions"))).toEqual([
    `feed-topic 5:47 The topic of the dead letters, \`datafeed.positions\`, ${kept}`,
  ]);
});

test("a query has no rows that a trigger could name", () => {
  const sql = "source: { sql: SELECT * FROM calls WHERE t >= :window_start AND t < :window_end }";
  const template = calls.text.replace("source: { table: reporting.calls }", sql);
  expect(found(feed, { template })).toEqual([
    "feed-template 10:24 The template `Calls` reads a query, and changes are found in tables; expected `source: { table: … }`.",
  ]);
  expect(found(feedText(), { template })).toEqual([]);
});

test.each([
  [
    "column: id, type: instant",
    "The key field `id` of `Calls` is of type `instant`; expected `string`, `integer`, `uuid` or `date`.",
  ],
  [
    "column: id, type: float64",
    "The key field `id` of `Calls` is of type `float64`; expected `string`, `integer`, `uuid` or `date`.",
  ],
  [
    "expression: id + 1, from: [id], pii: none, type: integer",
    "The key field `id` of `Calls` is not a column, and a change names its row by columns.",
  ],
])("a row's key of %s can't be asked for", (written, message) => {
  const template = calls.text.replace("column: id, type: integer", written);
  expect(found(feed, { template })).toEqual([`feed-template 10:24 ${message}`]);
});

test("a broker that the operator's connections do not have is an error, with the nearest", () => {
  const [diagnostic] = diagnosticsOf(feed.replace("broker: main", "broker: man"));
  expect(diagnostic).toMatchObject({ code: "broker-undeclared", severity: "error", hint: "Did you mean `main`?" });
});

test("an aggregate raises no events", () => {
  const template = `kind: Template
name: Calls
source: { table: reporting.calls }
time: { field: createdAt }
key: [ExternalId]
fields:
  ExternalId: { column: external_id, type: uuid, nullable: false }
  createdAt: { column: created_at, type: instant, nullable: false }
  calls: { column: id, type: integer, measure: count }
`;
  expect(found(feedText(), { template })).toEqual([
    "feed-template 9:24 The template `Calls` is an aggregate: its rows are groups, and no change of a row tells of one.",
  ]);
});
