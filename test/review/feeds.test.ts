import { describe, expect, test } from "vitest";
import { planText } from "../../runner/src/cli/plan-text.ts";
import { planMarkdown } from "../../runner/src/review/render/plan-markdown.ts";
import { changed, edited, type Files, planOf } from "./exposure/two-states.ts";

const feed = `kind: Feed
name: call-events
product: calls
owner: amy
source: { lookback: 10m }
to: { broker: main, topic: calls }
key: ID
events:
  Created: { template: Heads, raise: insert }
  Said: { template: Words, raise: [insert, update], when: { Service: { eq: chat } }, after: Created, version: At }
`;

const templates: Files = {
  "connections.yaml": `kind: Connections
warehouses: { main: { type: duckdb, path: main.duckdb }, second: { type: duckdb, path: second.duckdb } }
destinations: { local: { type: file, path: out }, lake: { type: file, path: lake } }
brokers: { main: { type: kafka, servers: [localhost:9092] } }
`,
  "templates/heads.template.yaml": `kind: Template
name: Heads
source: { table: reporting.calls }
time: { field: At }
key: [ID]
fields:
  ID: { column: id, type: uuid }
  At: { column: began, type: instant, hidden: true }
  Service: { column: service, type: string }
  Number: { column: ani, type: string, pii: phone }
`,
  "templates/words.template.yaml": `kind: Template
name: Words
source: { table: reporting.calls }
time: { field: At }
key: [ID]
fields:
  ID: { column: id, type: uuid }
  At: { column: began, type: instant, hidden: true }
  Service: { column: service, type: string, hidden: true }
  Words: { column: words, type: string, pii: free-text }
`,
};
const path = "extracts/calls.feed.yaml";
const before = changed({ ...templates, [path]: feed });

async function plan(edits: Parameters<typeof edited>[0]) {
  const report = await planOf(before, edited(edits, { ...templates, [path]: feed }));
  const change = report.documents.find(({ kind }) => kind === "Feed");
  return { report, change, codes: report.findings.map(({ code, severity }) => `${severity} ${code}`) };
}

describe("what becomes of a feed", () => {
  test("nothing", async () => {
    const { report } = await plan({});
    expect(report.documents).toEqual([]);
    expect(report.unchanged).toBe(6);
  });

  test("created: its events, their payloads, and nothing exposed that masks hide", async () => {
    const { documents, findings } = await planOf(changed(templates), before);
    expect(documents).toHaveLength(1);
    expect(documents[0]).toMatchObject({
      kind: "Feed",
      change: "created",
      destination: { head: "calls of main" },
      columns: {
        added: [
          { name: "Created.ID", type: "uuid" },
          { name: "Created.Service" },
          { name: "Created.Number", pii: "phone", mask: "last4" },
          { name: "Said.ID" },
          { name: "Said.Words", pii: "free-text", mask: "full" },
        ],
        breaking: [],
      },
      sql: [{ event: "Created" }, { event: "Said" }],
    });
    expect(documents[0]).not.toHaveProperty("exposures");
    expect(findings).toEqual([]);
  });

  test("a filter's value beside personal data is in no plan", async () => {
    const granted = edited(
      { "datafeed.yaml": [["extracts: [words]", "extracts: [words, call-events]"]] },
      {
        ...templates,
        [path]: feed
          .replace("Service: { eq: chat }", "Number: { eq: '5551234' }")
          .replace("Said: { template: Words", "Said: { template: Heads"),
      },
    );
    const policy = granted["datafeed.yaml"]!.replace(
      "grants:\n",
      "grants:\n  - { template: Heads, fields: [Number], extracts: [call-events], approvedBy: dana, reason: r, until: '2027-06-30' }\n",
    );
    const report = await planOf(changed(templates), { ...granted, "datafeed.yaml": policy });
    expect(report.documents.map(({ kind }) => kind)).toContain("Feed");
    expect(JSON.stringify(report) + planText(report) + planMarkdown(report)).not.toContain("5551234");
  });

  test("changed by its template alone: affected, and who reads a field by name breaks", async () => {
    const { change, codes } = await plan({
      "templates/heads.template.yaml": [
        ["  Service: { column: service, type: string }\n", ""],
        ["column: id, type: uuid", "column: id, type: string"],
      ],
    });
    expect(change).toMatchObject({
      change: "affected",
      because: ["template Heads"],
      columns: {
        removed: [{ name: "Created.Service" }],
        breaking: ["Column `Created.Service` is removed.", "Column `Created.ID` is `string` in place of `uuid`."],
      },
    });
    expect(codes).toEqual(["error plan-breaking"]);
  });

  test("removed: its readers get no new events", async () => {
    const report = await planOf(before, changed(templates));
    expect(report.documents).toMatchObject([{ kind: "Feed", change: "removed", columns: { removed: [] } }]);
    expect(report.findings).toMatchObject([{ code: "plan-breaking", severity: "warning" }]);
  });

  test("renamed without an id: it is removed and created, and the way to keep it is told", async () => {
    const { report } = await plan({ [path]: [["name: call-events", "name: calls-live"]] });
    expect(report.documents.map(({ change, name }) => `${change} ${name}`)).toEqual([
      "removed call-events",
      "created calls-live",
    ]);
    expect(report.findings[0]?.hint).toContain("give it `id: call-events`");
    const kept = await plan({ [path]: [["name: call-events", "name: calls-live\nid: call-events"]] });
    expect(kept.codes).toEqual(["warning plan-breaking"]);
  });
});

describe("what readers break by", () => {
  test.each([
    ["another topic", "topic: calls", "topic: all-calls", "Events go to the topic `all-calls` in place of `calls`."],
    ["an event that comes no more", /^ {2}Said.*\n/m, "", "Events of the type `Said` come no more."],
    ["fewer reasons to raise one", /\[insert, update\](.*), version: At/, "insert$1", "Changed rows raise `Said` no more."],
    [
      "another form of times",
      "key: ID",
      "key: ID\ntimestampFormat: iso",
      "The time of events has the form `iso` in place of `us`.",
    ],
  ])("%s", async (_, from, to, reason) => {
    const head = feed.replace(from, to);
    expect(head).not.toBe(feed);
    const report = await planOf(before, changed({ ...templates, [path]: head }));
    expect(report.documents[0]?.columns?.breaking).toEqual([reason]);
    expect(report.findings.map(({ code }) => code)).toContain("plan-breaking");
    const said = await planOf(before, changed({ ...templates, [path]: `${head}breaking: true\n` }));
    expect(said.findings.map(({ code }) => code)).not.toContain("plan-breaking");
  });

  test("`breaking: true` without a break is told of", async () => {
    const { codes } = await plan({ [path]: [["owner: amy", "owner: amy\nbreaking: true"]] });
    expect(codes).toEqual(["warning plan-breaking-stale"]);
  });
});

describe("what is sent again, or otherwise", () => {
  const again = async (from: string, to: string): Promise<readonly string[]> => {
    const { report } = await plan({ [path]: [[from, to]] });
    return report.findings
      .filter(({ code }) => code === "plan-feed-again")
      .map(({ message, range }) => `${range?.start.line} ${message}`);
  };

  test("a new id: the feed begins anew", async () => {
    expect(await again("name: call-events", "name: call-events\nid: one")).toEqual([
      "3 `call-events`: it is known as `one` in place of `call-events`: it begins anew without a position, and its events have other ids.",
    ]);
    expect(await again("name: call-events", "name: call-events\nid: call-events")).toEqual([]);
  });

  test("another kind of source: its position can't be carried over", async () => {
    const postgres = "{ type: postgres, host: db, database: calls, user: reader, password: p, ssl: disable }";
    const connections = before["connections.yaml"]!.replace("{ type: duckdb, path: main.duckdb }", postgres);
    const files = { ...before, "connections.yaml": connections };
    const report = await planOf(files, { ...files, [path]: feed.replace("lookback: 10m", "changes: datafeed.changes") });
    expect(report.diagnostics).toEqual([]);
    expect(report.findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "plan-feed-again `call-events`: its source is `datafeed.changes` in place of `lookback`, and its position can't be carried over.",
    ]);
    expect(report.documents[0]?.values).toContainEqual({ path: ["source", "changes"], head: "datafeed.changes" });
  });

  test("another topic: readers find nothing of before", async () => {
    expect(await again("topic: calls", "topic: all-calls")).toEqual([
      "6 `call-events`: its events go to `all-calls` of `main`, where readers find nothing of what was sent before.",
    ]);
  });

  test("another version: other ids of the same rows", async () => {
    expect(await again("raise: insert }", "raise: [insert, update], version: At }")).toEqual([
      "9 `call-events`: the version of `Created` is another one, and so are the ids of its events: what is sent again does not look like a repeat.",
    ]);
  });
});

describe("personal data in events", () => {
  test("a readable field is an exposure of its event, in the words of topics", async () => {
    const { report, codes } = await plan({
      "templates/heads.template.yaml": [
        ["Number: { column: ani, type: string, pii: phone }", "Number: { column: ani, type: string }"],
      ],
    });
    const [exposure] = report.documents.find(({ kind }) => kind === "Feed")?.exposures ?? [];
    expect(exposure).toMatchObject({
      event: "Created",
      column: "Created.Number",
      pii: "phone",
      how: "class-removed",
      readers: "whoever reads the topic `calls` of the broker `main`",
    });
    expect(codes).toContain("error plan-exposure");
    expect(planMarkdown(report)).toContain("Created.Number");
  });

  test("a grant that the change brings along counts for nothing", async () => {
    const grant = "extracts: [words], approvedBy";
    const policy = before["datafeed.yaml"]!.replace(
      "grants:\n",
      `grants:\n  - { template: Words, fields: [Words], extracts: [call-events], approvedBy: dana, reason: r, until: "2027-06-30" }\n`,
    );
    expect(policy).toContain(grant);
    const report = await planOf(before, { ...before, "datafeed.yaml": policy });
    expect(report.documents).toMatchObject([{ kind: "Feed", change: "affected", because: ["grant for Words"] }]);
    expect(report.documents[0]?.exposures).toMatchObject([{ event: "Said", byOwnPolicy: true, how: "grant-added" }]);
    expect(report.findings.map(({ code }) => code)).toContain("plan-own-grant");
  });

  test("what is readable already is, in another topic, for other people", async () => {
    const granted = (text: string): Files => ({
      ...before,
      [path]: text,
      "datafeed.yaml": before["datafeed.yaml"]!.replace(
        "grants:\n",
        `grants:\n  - { template: Words, fields: [Words], extracts: [call-events], approvedBy: dana, reason: r, until: "2027-06-30" }\n`,
      ),
    });
    const report = await planOf(granted(feed), granted(feed.replace("topic: calls", "topic: everybody")));
    expect(report.documents[0]?.exposures).toMatchObject([
      { event: "Said", how: "destination", readers: "whoever reads the topic `everybody` of the broker `main`" },
    ]);
    const wider = await planOf(granted(feed), granted(feed.replace("when: { Service: { eq: chat } }, ", "")));
    expect(wider.documents[0]?.exposures).toMatchObject([{ event: "Said", how: "more-rows" }]);
    const [place] = wider.findings.filter(({ code }) => code === "plan-exposure");
    expect(place).toMatchObject({ file: path, severity: "warning" });
  });

  test("an owner whom the change brings along is told of", async () => {
    const { codes } = await plan({
      [path]: [["owner: amy", "owner: eve"]],
      "datafeed.yaml": [["bob: { role: developer }", "bob: { role: developer }, eve: { role: developer }"]],
    });
    expect(codes).toContain("error plan-owner");
  });
});
