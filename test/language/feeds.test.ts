import { describe, expect, test } from "vitest";
import {
  complete,
  definition,
  hover,
  type LanguageContext,
  loadProject,
  quickFixes,
  references,
  symbols,
} from "../../runner/src/language.ts";
import { cursorIn, dedent } from "./cursor.ts";
import { shop } from "./shop.ts";

const now = "2026-11-21T12:00:00.000Z";
const context: LanguageContext = { today: now.slice(0, 10), timezone: "UTC", user: "dana" };
const path = "extracts/orders.feed.yaml";

const feed = `kind: Feed
name: order-events
product: retail
owner: amy
source: { lookback: 10m }
to: { broker: main, topic: orders }
key: Order ID
events:
  Ordered: { template: Orders, raise: insert }
  Paid: { template: Orders, raise: [insert, update], when: { Paid: { eq: true } }, after: Ordered, version: Ordered }
`;

const connections = {
  path: "connections.yaml",
  text: dedent(`
    kind: Connections
    warehouses: { sample: { type: duckdb } }
    destinations: { local: { type: file, path: out } }
    brokers: { main: { type: kafka, servers: [localhost:9092] }, backup: { type: kafka, servers: [localhost:9093] } }
    notifiers: { ops: { type: webhook, url: "https://ops.example" } }`),
  trusted: true,
};

function load(text = feed) {
  const texts = Object.entries(shop).map(([file, content]) => ({ path: file, text: dedent(content) }));
  const files = [...texts, { path, text }];
  return { files, project: loadProject({ files, connections }, { today: now.slice(0, 10) }) };
}
const { files, project } = load();

function labelsIn(written: string): string {
  const { text, offset } = cursorIn(written);
  return complete({ path, text }, offset, project, context)
    .map(({ label }) => label)
    .join(", ");
}

/** The feed with its text after a place replaced by a cursor. */
function at(from: string, to: string): string {
  expect(feed.split(from)).toHaveLength(2);
  return feed.replace(from, () => to);
}

test("the feed of these tests is sound", () => {
  expect(project.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "feed-repeated-data The event repeats what `Ordered` has told: `Ordered`, `Ordered local`, `Amount`, `Channel`, `Paid`, `Note: internal #1`, `Payload`.",
  ]);
});

describe("completion", () => {
  test.each<[name: string, written: string, labels: string]>([
    ["brokers of the connections", at("broker: main", "broker: |"), "main, backup"],
    ["templates that the product offers", at("Ordered: { template: Orders", "Ordered: { template: |"), "Orders"],
    ["the other events", at("after: Ordered", "after: |"), "Ordered"],
    ["fields that can be a key", at("key: Order ID", "key: |"), "Order ID, Channel, Note: internal #1"],
    ["what can happen to a feed", `${feed}notify: [{ to: ops, events: [|] }]\n`, "failure, late, recovery"],
    ["one kind of source", at("{ lookback: 10m }", "{ lookback: 10m, | }"), "every"],
    ["operators that fit the field of a filter", at("{ eq: true }", "{ | }"), "eq, ne, in, notIn, isNull, isNotNull"],
    ["known values of a filter's field", at("{ eq: true }", "{ eq: | }"), "true, false"],
    ["keys of an event by what raises it", at("raise: insert }", "raise: insert, | }"), "when, after, key"],
  ])("%s", (_, written, labels) => {
    expect(labelsIn(written)).toBe(labels);
  });

  test("fields of the event's template in a filter", () => {
    expect(labelsIn(at("{ Paid: { eq: true } }", "{ | }"))).toContain("Order ID");
    expect(labelsIn(at("{ Paid: { eq: true } }", "{ all: [{ | }] }"))).toContain("Channel");
  });

  test("fields that can tell versions apart", () => {
    expect(labelsIn(at("version: Ordered", "version: |"))).toContain("Amount");
    expect(labelsIn(at("version: Ordered", "version: |"))).not.toContain("Payload");
  });

  test("the keys of a new feed, required ones first", () => {
    expect(labelsIn("kind: Feed\n|")).toMatch(/^name, product, owner, source, to, key, events, /);
  });

  test.each([
    [
      "what a broker must have first",
      "main: { type: kafka, | }",
      /^servers, tls, ca, certificate, privateKey, sasl, compression/,
    ],
    [
      "how a client says who it is",
      "main: { type: kafka, servers: [], sasl: { mechanism: | } }",
      /^plain, scram-sha-256, scram-sha-512$/,
    ],
  ])("brokers in connections: %s", (_, written, labels) => {
    const { text, offset } = cursorIn(`kind: Connections\nbrokers:\n  ${written}\n`);
    const found = complete({ path: "connections.yaml", text }, offset, project, context);
    expect(found.map(({ label }) => label).join(", ")).toMatch(labels);
  });

  test("grants may name feeds", () => {
    const text = "kind: Project\ngrants:\n  - { template: Orders, extracts: [|] }\n";
    const cursor = cursorIn(text);
    const labels = complete({ path: "datafeed.yaml", text: cursor.text }, cursor.offset, project, context);
    expect(labels.map(({ label }) => label)).toEqual(["order-events"]);
  });
});

describe("hover", () => {
  const said = (word: string, text = feed): string => {
    const offset = text.indexOf(word) + word.length - 1;
    return hover({ path, text }, offset, project, now)?.markdown ?? "";
  };

  test("says what a feed's words name", () => {
    expect(said("name: order-events")).toContain("Events: `Ordered` of `Orders`, `Paid` of `Orders`");
    expect(said("broker: main")).toContain("Broker `main` of the connections: `kafka`");
    expect(said("after: Ordered")).toContain("Event `Ordered`");
    expect(said("key: Order ID")).toContain("Field `Order ID`");
    expect(said("when: { Paid")).toContain("Field `Paid`");
    expect(said("{ eq")).toContain("is of type `boolean`");
    expect(said("lookback")).toContain("So far back each look goes");
  });
});

describe("navigation", () => {
  const placesOf = (word: string) => {
    const offset = feed.indexOf(word) + word.length - 1;
    return [...references({ path, text: feed }, offset, files)].map(
      ({ file, range }) => `${file}:${range.start.line}:${range.start.column}`,
    );
  };

  test("finds the events of a template, and the fields that a feed names", () => {
    expect(placesOf("template: Orders")).toEqual(
      expect.arrayContaining([`${path}:9:24`, `${path}:10:21`, "templates/orders.template.yaml:2:7"]),
    );
    expect(placesOf("key: Order ID")).toEqual(
      expect.arrayContaining([`${path}:7:6`, "templates/orders.template.yaml:6:7", "templates/orders.template.yaml:8:3"]),
    );
    expect(placesOf("version: Ordered")).toContain("templates/orders.template.yaml:9:3");
    expect(placesOf("when: { Paid")).toContain("templates/orders.template.yaml:13:3");
  });

  test("finds an event by its type", () => {
    expect(placesOf("after: Ordered")).toEqual([`${path}:9:3`, `${path}:10:91`]);
    const found = definition({ path, text: feed }, feed.indexOf("after: Ordered") + 9, project, files);
    expect(found?.range.start).toMatchObject({ line: 9, column: 3 });
  });

  test("leads from a grant to the feed that it names, and to the broker", () => {
    const text = "kind: Project\ngrants: [{ template: Orders, extracts: [order-events] }]\n";
    expect(definition({ path: "datafeed.yaml", text }, text.indexOf("order-events") + 2, project, files)).toMatchObject({
      file: path,
    });
    const broker = definition({ path, text: feed }, feed.indexOf("broker: main") + 9, project, files);
    expect(broker).toMatchObject({ file: "connections.yaml" });
  });
});

describe("quick fixes", () => {
  test.each<[code: string, from: string, to: string, mended: string]>([
    ["broker-undeclared", "broker: main", "broker: mian", "broker: main"],
    ["feed-after", "after: Ordered", "after: Orderd", "after: Ordered"],
    ["field-unknown", "key: Order ID", "key: Oder ID", "key: Order ID"],
    ["template-unknown", "Ordered: { template: Orders", "Ordered: { template: Order", "Ordered: { template: Orders"],
    ["feed-raise", "raise: insert }", "raise: update }", "raise: [insert, update] }"],
    ["feed-source", "{ lookback: 10m }", "{ every: 1m }", "{ every: 1m, lookback: 10m }"],
    ["key-unused", "raise: insert }", "raise: insert, hold: 1h }", "raise: insert }"],
    ["filter-value", "{ eq: true }", "{ eq: 'true' }", "{ eq: true }"],
  ])("%s", (code, from, to, mended) => {
    const text = at(from, to);
    const loaded = load(text).project;
    const diagnostic = loaded.diagnostics.find((each) => each.code === code && each.file === path)!;
    expect(loaded.diagnostics.map((each) => each.code)).toContain(code);
    const [fix] = quickFixes({ path, text }, diagnostic, loaded, context);
    const edits = (fix?.edits ?? []).toSorted((one, other) => other.start - one.start);
    const result = edits.reduce((done, edit) => done.slice(0, edit.start) + edit.text + done.slice(edit.end), text);
    expect(result).toBe(at(from, mended));
  });

  test("no title repeats what a filter compares with", () => {
    const text = at("Paid: { eq: true }", "Paid: { eq: secret-word }");
    const loaded = load(text).project;
    const titles = loaded.diagnostics
      .flatMap((each) => quickFixes({ path, text }, each, loaded, context))
      .map(({ title }) => title);
    expect(titles.join()).not.toContain("secret-word");
  });
});

test("the outline shows the events", () => {
  const [document] = symbols({ path, text: feed });
  expect(document).toMatchObject({ name: "order-events", detail: "Feed" });
  expect(document?.children.find(({ name }) => name === "events")?.children.map(({ name }) => name)).toEqual([
    "Ordered",
    "Paid",
  ]);
});
