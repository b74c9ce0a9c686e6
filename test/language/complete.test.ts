// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the stops of snippets
import { describe, expect, test } from "vitest";
import { type Completion, complete, type LanguageContext, resolveCompletion } from "../../runner/src/language.ts";
import { cursorIn } from "./cursor.ts";
import { loadShop, shop } from "./shop.ts";

const project = loadShop();
const context: LanguageContext = { today: "2026-11-21", timezone: "America/Denver", user: "dana" };

const documents = { extract: "extracts/new.extract.yaml", template: "templates/new.template.yaml" } as const;

function completionsIn(written: string, path: string = documents.extract, loaded = project): readonly Completion[] {
  const { text, offset } = cursorIn(written);
  return complete({ path, text }, offset, loaded, context);
}

function labelsIn(written: string, path?: string): string {
  return completionsIn(written, path)
    .map(({ label }) => label)
    .join(", ");
}

/** The text after a completion was chosen. */
function chosen(written: string, label: string, path?: string): string {
  const { text } = cursorIn(written);
  const found = completionsIn(written, path).find((completion) => completion.label === label);
  if (found === undefined) throw new Error(`${label} is not among ${labelsIn(written, path)}`);
  return text.slice(0, found.edit.start) + found.edit.text + text.slice(found.edit.end);
}

const start = "kind: Extract\nproduct: retail\ntemplate: Orders\n";

describe("keys of an extract", () => {
  const last = "enabled, timeout, retries, output, retention, notify";

  test.each<[name: string, yaml: string, labels: string]>([
    [
      "required ones first, none twice",
      "kind: Extract\nname: x\nfields: all\n|",
      `product, owner, template, id, description, shared, breaking, filter, checks, window, schedule, ${last}`,
    ],
    [
      "one without the other",
      `${start}window: {}\n|`,
      "name, owner, id, description, shared, breaking, fields, filter, checks, timeout, retries, output, retention, notify",
    ],
    [
      "what a schedule needs",
      `${start}schedule: nightly\n|`,
      "name, owner, id, description, shared, breaking, fields, filter, checks, enabled, ready, timeout, retries, output, export, retention, notify",
    ],
    ["of a mapping on one line", "output: { format: json, | }\n", "compress, to, path, order, empty, reconcile, pretty, split"],
    ["of a mapping below", "output:\n  format: parquet\n  |\n", "to, path, order, empty, reconcile"],
    ["of a list's item", `${start}fields:\n  - field: Channel\n    |\n`, "as, mask"],
    ["one thing that a check checks", `${start}checks:\n  - unique: [Channel]\n    |\n`, "name, severity"],
    ["all that a check can check", `${start}checks: [{ | }]\n`, "notNull, unique, accepted, rows, fresh, sql, name, severity"],
    [
      "fields whose values a check compares",
      `${start}checks: [{ accepted: { Paid: [true], | } }]\n`,
      "Order ID, Ordered, Ordered local, Amount, Channel, Note: internal #1",
    ],
    ["only one of these", "output: { split: { rows: 1, | } }\n", ""],
    ["beside `use`", "schedule: { use: nightly, | }\n", "start"],
    ["beside `every: day`", "schedule: { every: day, | }\n", "at, timezone, start, lag, catchup, overlap"],
    ["beside a cron", 'schedule: { cron: "0 6 * * *", | }\n', "timezone, start, lag, catchup, overlap"],
    ["of the window", "window: { start: '2026-01-01', | }\n", "end, timezone"],
  ])("%s", (_name, yaml, labels) => {
    expect(labelsIn(yaml)).toBe(labels);
  });
});

describe("values of an extract", () => {
  test.each<[name: string, yaml: string, labels: string]>([
    ["the kind that the file's name promises first", "kind: |\n", "Extract, Schedule, Feed, Template, Test"],
    ["the name of the file", "kind: Extract\nname: |\n", "new"],
    ["products", "product: |\n", "retail, wholesale"],
    ["users, the writer first", "owner: |\n", "dana, amy"],
    ["truth values", "shared: |\n", "true, false"],
    [
      "fields that may be empty",
      `${start}checks: [{ notNull: [Channel, P|] }]\n`,
      "Order ID, Ordered, Ordered local, Amount, Paid, Note: internal #1, Payload",
    ],
    ["instants for freshness", `${start}checks: [{ fresh: { field: |, within: 2h } }]\n`, "Ordered, Ordered local"],
    [
      "lengths of time for freshness",
      `${start}checks: [{ fresh: { field: Ordered, within: | } }]\n`,
      "0m, 30s, 1m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 12h, 1d, 7d",
    ],
    ["known values to accept", `${start}checks: [{ accepted: { Channel: [Voice, |] } }]\n`, "Web-Chat, on"],
    ["severities", `${start}checks: [{ rows: { min: 1 }, severity: | }]\n`, "error, warn"],
    [
      "no field to accept values of that holds personal data",
      "name: x\ntemplate: Customers\nchecks: [{ accepted: { Phone: [|] } }]\n",
      "",
    ],
    ["templates that the product offers", "product: retail\ntemplate: |\n", "Orders"],
    ["all templates of a product that names none", "product: wholesale\ntemplate: |\n", "Orders, Customers"],
    ["choices", "output: { format: | }\n", "csv, json, ndjson, parquet"],
    ["destinations", "output: { to: | }\n", "local, archive"],
    ["notifiers", "notify: [{ to: | }]\n", "ops"],
    ["events, not those that are listed", "notify: [{ to: ops, events: [late, |] }]\n", "failure, recovery, success, drift"],
    [
      "weekdays for weeks",
      "schedule: { every: week, day: | }\n",
      "monday, tuesday, wednesday, thursday, friday, saturday, sunday",
    ],
    ["rhythms", "schedule: { every: | }\n", "day, week, month"],
    ["lengths, the default first", "ready: { every: | }\n", "1m, 0m, 30s, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 12h, 1d, 7d"],
    ["days around today", 'window: { start: "|" }\n', "2026-10-01, 2026-11-01, 2026-12-01, 2026-09-01"],
    [
      "folders",
      "output: { path: '{product}/{ye|' }\n",
      "{product}/{product}, {product}/{extract}, {product}/{template}, {product}/{year}, {product}/{month}, {product}/{day}",
    ],
    [
      "schedules by name, or the keys of one",
      "schedule: |\n",
      "nightly, use, every, cron, day, at, timezone, weekStart, start, lag, catchup, overlap",
    ],
    ["masks that show no more than the project's", "template: Customers\nfields: [{ field: Name, mask: | }]\n", "full"],
    ["masks with a grant", "name: granted\ntemplate: Customers\nfields: [{ field: Phone, mask: | }]\n", "full, last4, redact"],
    ["nothing for what only the author knows", "description: |\n", ""],
    ["nothing for a column's new name", `${start}fields: [{ field: Paid, as: | }]\n`, ""],
    ["all that a window must say, or one thing", "window: |\n", "{ start, end }, start, end, timezone"],
    ["schedules to use", "schedule: { use: | }\n", "nightly"],
    ["masks for text", `${start}fields: [{ field: Channel, mask: | }]\n`, "full, last4, redact"],
    ["masks for numbers", `${start}fields: [{ field: Amount, mask: | }]\n`, "full"],
  ])("%s", (_name, yaml, labels) => {
    expect(labelsIn(yaml)).toBe(labels);
  });

  test("zones: the project's, the writer's, UTC, those in use, then all", () => {
    const zones = completionsIn("window: { timezone: | }\n").map(({ label }) => label);
    expect(zones.slice(0, 5)).toEqual(["Europe/Vienna", "America/Denver", "UTC", "America/Chicago", "Africa/Abidjan"]);
    expect(zones.length).toBeGreaterThan(400);
    expect(new Set(zones).size).toBe(zones.length);
  });
});

const all = "Order ID, Ordered, Ordered local, Amount, Channel, Paid, Note: internal #1, Payload";

describe("fields", () => {
  test.each<[name: string, yaml: string, labels: string]>([
    ["none chosen", `${start}fields: [|]\n`, `${all}, field, as, mask`],
    [
      "not those that are chosen",
      `${start}fields: [Order ID, Amount, |]\n`,
      "Ordered, Ordered local, Channel, Paid, Note: internal #1, Payload, field, as, mask",
    ],
    [
      "in a list below",
      `${start}fields:\n  - Order ID\n  - { field: Paid }\n  - |\n`,
      "Ordered, Ordered local, Amount, Channel, Note: internal #1, Payload, field, as, mask",
    ],
    [
      "the one at the cursor is offered",
      `${start}fields:\n  - Order |ID\n  - Paid\n`,
      "Order ID, Ordered, Ordered local, Amount, Channel, Note: internal #1, Payload, field, as, mask",
    ],
    [
      "on an empty line among them",
      `${start}fields:\n  - Order ID\n  |\n`,
      "Ordered, Ordered local, Amount, Channel, Paid, Note: internal #1, Payload, field, as, mask",
    ],
    [
      "of a mapping",
      `${start}fields: [Paid, { field: |, as: X }]\n`,
      "Order ID, Ordered, Ordered local, Amount, Channel, Note: internal #1, Payload",
    ],
    ["all, each by name, or one", `${start}fields: |\n`, `all, every field by name, ${all}, field, as, mask`],
    ["below the key", `${start}fields:\n  |\n`, `all, every field by name, ${all}, field, as, mask`],
    ["of a template that isn't there", "template: Nothing\nfields: [|]\n", "field, as, mask"],
  ])("%s", (_name, yaml, labels) => {
    expect(labelsIn(yaml)).toBe(labels);
  });

  test.each<[yaml: string, label: string, line: string]>([
    [`${start}fields: [Order ID, |]`, "Note: internal #1", 'fields: [Order ID, "Note: internal #1"]'],
    [`${start}fields: |`, "Amount", "fields: [Amount$0]"],
    [`${start}fields: [Paid, | Channel]`, "Amount", "fields: [Paid, Amount$0, Channel]"],
    [`${start}fields: [|]`, "field", "fields: [{ field: $0 }]"],
    [`${start}fields:|`, "all", "fields: all"],
    [`${start}fields:\n  - '|'`, "Amount", "  - 'Amount'"],
    [`${start}fields:\n  - "Am|`, "Amount", '  - "Amount"'],
    [`${start}fields:\n  |`, "Amount", "  - Amount"],
    [`${start}fields:\n  - Paid\n  |`, "Amount", "  - Amount"],
    [`${start}fields:\n  - Paid\n  -|`, "Amount", "  - Amount"],
    [`${start}fields:\n  - |`, "field", "  - field: "],
  ])("%s: %s is written", (yaml, label, line) => {
    expect(chosen(yaml, label).split("\n").at(-1)).toBe(line);
  });

  test("every field by name is a list that reads as it should", () => {
    const text = chosen(`${start}fields: |\n`, "every field by name");
    expect(text).toContain("fields: \n  - Order ID\n  - Ordered\n");
    expect(text).toContain('  - "Note: internal #1"\n  - Payload\n');
  });

  test("every field by name leaves out those that `all` leaves out", () => {
    const orders = shop["templates/orders.template.yaml"].replace("column: paid, type: boolean", "$&, hidden: true");
    const changed = loadShop({ "templates/orders.template.yaml": orders });
    const found = completionsIn(`${start}fields: |\n`, documents.extract, changed);
    const every = found.find(({ label }) => label === "every field by name");
    expect(every?.edit.text).toContain("- Channel\n");
    expect(every?.edit.text).not.toContain("Paid");
    expect(found.map(({ label }) => label)).toContain("Paid");
  });

  test("they say what they are", () => {
    const amount = completionsIn(`${start}fields: [|]\n`).find(({ label }) => label === "Amount")!;
    expect(amount).toMatchObject({ kind: "field", detail: "decimal · EUR" });
    expect(amount.documentation).toBeUndefined();
    expect(resolveCompletion(amount).documentation).toContain("Type: `decimal`");
  });
});

describe("filter", () => {
  const fields = "all, any, not, Order ID, Ordered, Ordered local, Amount, Channel, Paid, Note: internal #1, Payload";
  test.each<[name: string, yaml: string, labels: string]>([
    ["fields as keys", `${start}filter: { | }\n`, fields],
    ["fields on a line below", `${start}filter:\n  |\n`, fields],
    ["fields after the colon", `${start}filter: |\n`, fields],
    ["nested", `${start}filter:\n  all:\n    - Paid: { eq: true }\n    - any:\n        - |\n`, fields],
    ["not those that are there", `${start}filter:\n  Paid: { eq: true }\n  |\n`, fields.replace(" Paid,", "")],
    [
      "operators of text",
      `${start}filter: { Channel: { | } }\n`,
      "eq, ne, in, notIn, lt, lte, gt, gte, between, contains, startsWith, endsWith, isNull, isNotNull",
    ],
    ["operators of a truth value", `${start}filter: { Paid: { | } }\n`, "eq, ne, in, notIn, isNull, isNotNull"],
    [
      "operators of a number, below",
      `${start}filter:\n  Amount:\n    |\n`,
      "eq, ne, in, notIn, lt, lte, gt, gte, between, isNull, isNotNull",
    ],
    ["operators after the colon", `${start}filter: { Payload: | }\n`, "isNull, isNotNull"],
    ["operators deep inside", `${start}filter: { all: [{ not: { Paid: { | } } }] }\n`, "eq, ne, in, notIn, isNull, isNotNull"],
    ["known values", `${start}filter: { Channel: { eq: | } }\n`, "Web-Chat, Voice, on"],
    ["known values, not those that are listed", `${start}filter: { Channel: { in: [Voice, |] } }\n`, "Web-Chat, on"],
    ["truth values", `${start}filter: { Paid: { eq: | } }\n`, "true, false"],
    ["how an instant is written", `${start}filter: { Ordered: { gte: | } }\n`, "2026-03-17T00:00:00Z"],
    ["null tests", `${start}filter: { Ordered: { isNull: | } }\n`, "true"],
    ["personal data without a grant", "name: x\ntemplate: Customers\nfilter: { Phone: { | } }\n", "isNull, isNotNull"],
    [
      "personal data with a grant",
      "name: granted\ntemplate: Customers\nfilter: { Phone: { e|: 1 } }\n",
      "eq, ne, in, notIn, lt, lte, gt, gte, between, contains, startsWith, endsWith, isNull, isNotNull",
    ],
  ])("%s", (_name, yaml, labels) => {
    expect(labelsIn(yaml)).toBe(labels);
  });

  test.each<[yaml: string, label: string, text: string]>([
    ["filter:\n  |", "Note: internal #1", 'filter:\n  "Note: internal #1": '],
    ["filter: |", "Paid", "filter: { Paid: $0 }"],
    ["filter: { Paid: | }", "eq", "filter: { Paid: { eq: $0 } }"],
    ["filter: { Channel: | }", "in", "filter: { Channel: { in: [$0] } }"],
    ["filter:\n  |", "all", "filter:\n  all:\n    - "],
    ["filter:\n  all:\n    - |", "any", "filter:\n  all:\n    - any:\n        - "],
    ["filter: { Channel: { eq: | } }", "on", 'filter: { Channel: { eq: "on" } }'],
    ["filter: { Channel: { in: | } }", "Voice", "filter: { Channel: { in: [Voice$0] } }"],
  ])("%s: %s is written", (yaml, label, text) => {
    expect(chosen(start + yaml, label)).toBe(start + text);
  });
});

describe("other documents", () => {
  const columns = "at, mail, order_id, ordered_at, amount, channel, paid, note, payload";
  const child = "customer_id, created_at, phone, name";
  const constants = "string, integer, decimal, float64, boolean, instant, date, uuid";
  const template =
    "kind: Template\nsource: { table: shop.orders }\nfields:\n" +
    "  At: { column: at, type: instant }\n  Mail: { column: mail, type: string, pii: email }\n";
  test.each<[name: string, yaml: string, path: string, labels: string]>([
    ["a template's time", `${template}time: { field: | }\n`, documents.template, "At"],
    [
      "a template's key",
      `${template}  Local: { local: At }\n  Doc: { column: doc, type: json }\nkey: [|]\n`,
      documents.template,
      "At",
    ],
    ["types of a sum", `${template}  X: { measure: sum, type: | }\n`, documents.template, "integer, decimal, float64"],
    ["a template's table", "kind: Template\nsource: { table: | }\n", documents.template, "shop.orders, shop.customers"],
    ["a local twin", `${template}  Local: { local: | }\n`, documents.template, "At"],
    [
      "a field's keys",
      `${template}  X: { column: x, type: decimal, | }\n`,
      documents.template,
      "measure, precision, scale, description, unit, pii, mask, jsonAs, nullable, hidden, minimum, maximum, values",
    ],
    [
      "a field's sources first of all",
      `${template}  X: { local: At, | }\n`,
      documents.template,
      "description, unit, pii, mask, nullable, hidden, values",
    ],
    [
      "types",
      `${template}  X: { type: | }\n`,
      documents.template,
      "string, integer, decimal, float64, boolean, instant, date, uuid, bytes, json",
    ],
    [
      "classes",
      `${template}  X: { pii: | }\n`,
      documents.template,
      "none, identifier, name, phone, email, address, account, recording, free-text, sensitive",
    ],
    [
      "columns of the same table",
      `${template}  X: { column: | }\n`,
      documents.template,
      "at, mail, order_id, ordered_at, amount, channel, paid, note, payload",
    ],
    [
      "columns that an expression reads",
      `${template}  X: { expression: a, from: [at, |] }\n`,
      documents.template,
      columns.replace("at, ", ""),
    ],
    [
      "columns of a child table",
      `${template}  X: { nested: { table: shop.customers, order: [|] } }\n`,
      documents.template,
      child,
    ],
    [
      "child columns to match by",
      `${template}  X: { nested: { table: shop.customers, match: { | } } }\n`,
      documents.template,
      child,
    ],
    [
      "parent columns to match with",
      `${template}  X: { nested: { table: shop.customers, match: { a: | } } }\n`,
      documents.template,
      columns,
    ],
    [
      "what goes with an object",
      `${template}  X: { object: {}, | }\n`,
      documents.template,
      "when, redshift, type, description, unit, pii, mask, jsonAs, nullable, hidden, values",
    ],
    [
      "sources of an item",
      `${template}  X: { object: { a: { | } } }\n`,
      documents.template,
      "column, expression, from, constant, object, when, nested, optional, type, stored, scale, precision, nullable, description, unit, pii, minimum, maximum, values",
    ],
    [
      "what goes with an item",
      `${template}  X: { object: { a: { column: at, type: integer, | } } }\n`,
      documents.template,
      "optional, nullable, description, unit, pii, minimum, maximum, values",
    ],
    [
      "no `optional` where there is no key",
      `${template}  X: { nested: { table: shop.customers, value: { column: a, type: integer, | } } }\n`,
      documents.template,
      "nullable, description, unit, pii, minimum, maximum, values",
    ],
    [
      "one content of children",
      `${template}  X: { nested: { table: t, match: {}, order: [a], | } }\n`,
      documents.template,
      "fields, value",
    ],
    [
      "what joins values",
      `${template}  X: { object: { a: { nested: { table: t, match: {}, order: [a], value: {}, | } } } }\n`,
      documents.template,
      "joinedBy",
    ],
    [
      "nothing more beside entries",
      `${template}  X: { nested: { table: t, match: {}, entries: {}, | } }\n`,
      documents.template,
      "",
    ],
    [
      "columns of an object's row",
      `${template}  X: { object: { a: { object: { b: { column: | } } } } }\n`,
      documents.template,
      columns,
    ],
    [
      "columns of children of children",
      `${template}  X: { nested: { table: shop.orders, fields: { a: { object: { b: { nested: { table: shop.customers, value: { column: | } } } } } } } }\n`,
      documents.template,
      child,
    ],
    [
      "their parent's columns",
      `${template}  X: { nested: { table: shop.customers, value: { nested: { table: shop.orders, match: { a: | } } } } }\n`,
      documents.template,
      child,
    ],
    [
      "the key of entries",
      `${template}  X: { nested: { table: shop.customers, entries: { key: | } } }\n`,
      documents.template,
      child,
    ],
    [
      "tables of children of children",
      `${template}  X: { nested: { table: a, value: { nested: { table: | } } } }\n`,
      documents.template,
      "shop.orders, shop.customers",
    ],
    [
      "types of a constant inside",
      `${template}  X: { object: { a: { constant: 1, type: | } } }\n`,
      documents.template,
      constants,
    ],
    ["what tells versions apart", `${template}dedupe: { by: [|] }\n`, documents.template, "At"],
    [
      "a schedule's keys",
      "kind: Schedule\nevery: month\n|",
      "x.schedule.yaml",
      "name, id, description, day, at, timezone, lag, catchup, overlap",
    ],
    [
      "a test's keys",
      "kind: Test\nday: '2026-03-08'\n|",
      "x.test.yaml",
      "name, extract, expect, description, today, parameters, given",
    ],
    ["the extract of a test", "kind: Test\nextract: gra|\n", "x.test.yaml", "granted"],
    ["the tables of a test", "kind: Test\nextract: granted\ngiven: { | }\n", "x.test.yaml", "shop.customers"],
    [
      "the columns of a test's rows",
      "kind: Test\nextract: granted\ngiven: { shop.customers: [{ phone: x, | }] }\n",
      "x.test.yaml",
      "customer_id, created_at, name",
    ],
    [
      "the columns of its file",
      "kind: Test\nextract: granted\nexpect: { rows: [{ | }] }\n",
      "x.test.yaml",
      "Customer ID, Phone",
    ],
    ["a product's warehouse", "kind: Project\nproducts: { x: { warehouse: | } }\n", "datafeed.yaml", "sample"],
    ["a product's templates", "kind: Project\nproducts: { x: { templates: [Orders, |] } }\n", "datafeed.yaml", "Customers"],
    ["a grant's template", "kind: Project\ngrants:\n  - template: |\n", "datafeed.yaml", "Orders, Customers"],
    ["a grant's fields", "kind: Project\ngrants:\n  - template: Customers\n    fields: [Phone, |]\n", "datafeed.yaml", "Name"],
    ["a grant's extracts", "kind: Project\ngrants:\n  - template: Customers\n    extracts: [|]\n", "datafeed.yaml", "granted"],
    [
      "who approved a grant",
      "kind: Project\nusers: { eve: { role: admin } }\ngrants:\n  - approvedBy: |\n",
      "datafeed.yaml",
      "eve",
    ],
    [
      "masking by class",
      "kind: Project\nmasking: { phone: full, | }\n",
      "datafeed.yaml",
      "identifier, name, email, address, account, recording, free-text, sensitive",
    ],
    ["masks", "kind: Project\nmasking: { phone: | }\n", "datafeed.yaml", "full, last4, redact"],
    [
      "types of warehouses",
      "kind: Connections\nwarehouses: { x: { type: | } }\n",
      "connections.yaml",
      "duckdb, postgres, redshift",
    ],
    ["a warehouse's type first", "kind: Connections\nwarehouses: { x: { | } }\n", "connections.yaml", "type"],
    [
      "keys by type",
      "kind: Connections\nwarehouses: { x: { type: duckdb, | } }\n",
      "connections.yaml",
      "path, views, folders, threads, memoryLimit, statementTimeout, maxQueries",
    ],
    [
      "how a secret is written",
      "kind: Connections\nwarehouses: { x: { type: postgres, password: | } }\n",
      "connections.yaml",
      "${env:WAREHOUSE_PASSWORD}",
    ],
    ["how a day is written", "kind: Project\ngrants:\n  - until: |\n", "datafeed.yaml", "2027-01-31"],
    ["keys by another type", "kind: Connections\ndestinations: { x: { type: file, | } }\n", "connections.yaml", "path"],
  ])("%s", (_name, yaml, path, labels) => {
    expect(labelsIn(yaml, path)).toBe(labels);
  });
});

describe("an empty file", () => {
  test.each<[path: string, labels: string]>([
    ["extracts/a.extract.yaml", "Extract of one window, Extract on a schedule, Extract on request"],
    ["extracts/a.schedule.yaml", "Schedule"],
    ["templates/a.template.yaml", "Template over a table"],
    ["datafeed.yaml", "Project"],
    ["connections.yaml", "Connections"],
  ])("%s offers a whole document", (path, labels) => {
    const snippets = completionsIn("|", path).filter(({ kind }) => kind === "snippet");
    expect(snippets.map(({ label }) => label).join(", ")).toBe(labels);
    expect(snippets.every(({ snippet }) => snippet)).toBe(true);
    expect(labelsIn("# a comment\n|", path)).toBe(labelsIn("|", path));
    expect(labelsIn("|", path)).toContain("kind");
  });

  test("names and choices are the project's", () => {
    const text = chosen("|", "Extract of one window", "extracts/web-chat.extract.yaml");
    expect(text).toContain("name: ${1:web-chat}\n");
    expect(text).toContain("product: ${2|retail,wholesale|}\n");
    expect(text).toContain("owner: ${3|dana,amy|}\n");
    expect(text).toContain('window: { start: "${5:2026-10-01}", end: "${6:2026-11-01}" }');
  });
});

describe("documents with errors", () => {
  test("a template with errors is offered, and its fields are known as far as they can be read", () => {
    const orders = "kind: Template\nname: Orders\nfields:\n  A: { column: a }\n  B: { nonsense: 1 }\n  C\n";
    const path = "templates/orders.template.yaml";
    const loaded = loadShop({ [path]: orders });
    const textOf = (file: string) => (file === path ? orders : undefined);
    const labels = (written: string) => {
      const { text, offset } = cursorIn(written);
      return complete({ path: documents.extract, text }, offset, loaded, { textOf }).map(
        ({ label, detail }) => `${label} ${detail}`,
      );
    };
    expect(labels("product: wholesale\ntemplate: |\n")).toEqual(["Customers undefined", "Orders has errors"]);
    expect(labels("template: Orders\nfields: [|]\n").slice(0, 2)).toEqual(["A string", "B string"]);
  });

  test("a project with errors is read as far as it can be", () => {
    const broken = "kind: Project\nusers: { amy: { role: nonsense } }\nproducts: { retail: { name: R } }\n";
    const loaded = loadShop({ "datafeed.yaml": broken });
    const { text, offset } = cursorIn("owner: |\n");
    const textOf = () => broken;
    expect(loaded.project).toBeUndefined();
    expect(complete({ path: documents.extract, text }, offset, loaded, { textOf }).map(({ label }) => label)).toEqual(["amy"]);
  });

  test("a rest that can't be parsed does not matter", () => {
    expect(labelsIn(`${start}fields: [Order ID, |\nfilter: { Paid: {\n  - x: [\n`)).toContain("Amount");
    expect(labelsIn("template: |\nproduct: retail\n%%%: [[[\n")).toBe("Orders");
  });
});

test("quotes that the author has opened are part of what is compared and replaced", () => {
  const [first] = completionsIn(`${start}fields: ['Am|']\n`);
  expect(first).toMatchObject({ filterText: "'Order ID", edit: { text: "'Order ID'" } });
});

test.each<[yaml: string, label: string, text: string]>([
  ["kind: Extract\nwin|", "window", 'kind: Extract\nwindow: { start: "$1", end: "$2" }'],
  ["window: |", "{ start, end }", 'window: { start: "$1", end: "$2" }'],
  ["window: { | }", "start", "window: { start:  }"],
  ["window: { start: | }", "2026-10-01", 'window: { start: "2026-10-01" }'],
  ["not|", "notify", "notify:\n  - "],
  ["notify: |", "to", "notify: [{ to: $0 }]"],
  ["out|", "output", "output:\n  "],
  ["output: { f|: csv }", "format", "output: { format: csv }"],
])("%s: %s is written", (yaml, label, text) => {
  expect(chosen(yaml, label)).toBe(text);
});

test("nothing is offered in comments and block scalars", () => {
  expect(labelsIn("kind: Extract # |\n")).toBe("");
  expect(labelsIn("kind: Extract\nready:\n  sql: ¦\n    select |\n")).toBe("");
});
