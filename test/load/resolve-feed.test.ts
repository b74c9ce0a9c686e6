import { describe, expect, test } from "vitest";
import { explainFeed } from "../../runner/src/load/explain-feed.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import type { ResolvedFeed } from "../../runner/src/load/project-documents.ts";
import { analyzed, feedText } from "./feed-cases.ts";
import { projectWith, today } from "./load-cases.ts";

const connections = {
  path: "connections.yaml",
  text: [
    "kind: Connections",
    "warehouses: { sample: { type: duckdb } }",
    "destinations: { local: { type: file, path: out } }",
    "brokers: { main: { type: kafka, servers: [localhost:9092] } }",
    'notifiers: { ops: { type: webhook, url: "https://ops.example" } }',
  ].join("\n"),
  trusted: true,
};

function load(text: string, ...more: readonly { readonly path: string; readonly text: string }[]) {
  const { files } = projectWith({ path: "extracts/calls.feed.yaml", text }, ...more);
  return loadProject({ files, connections }, { today });
}

function resolve(text: string): ResolvedFeed {
  const { feeds, diagnostics } = load(text);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return feeds.get("calls")!;
}

describe("a feed that says little", () => {
  test("has its defaults filled in", () => {
    const { events, project: _, file, ...feed } = resolve(feedText());
    expect(file).toBe("extracts/calls.feed.yaml");
    expect(feed).toEqual({
      name: "calls",
      product: { id: "customer", name: "IXHello - Customer v1", warehouse: "sample" },
      owner: "amy",
      shared: false,
      enabled: true,
      source: { lookbackMs: 600_000, everyMs: 30_000 },
      snapshot: "none",
      broker: "main",
      topic: "calls",
      deadLetterTopic: "calls.dead-letter",
      tenant: "customer",
      delivery: "at-least-once",
      timestampFormat: "us",
      rememberMs: 90 * 86_400_000,
      lateAfterMs: 300_000,
      notify: [],
    });
    expect(events.map(({ type }) => type)).toEqual(["Created"]);
  });

  test("has a payload of all fields that are not hidden, as an extract that stands under its own name", () => {
    const [event] = resolve(feedText()).events;
    expect(event).toMatchObject({ type: "Created", raise: new Set(["insert"]), key: "ExternalId", holdMs: 3_600_000 });
    expect(event).not.toHaveProperty("version");
    expect(event?.extract).toMatchObject({
      name: "calls",
      timezone: "UTC",
      fields: [
        { field: "TenantId", as: "TenantId" },
        { field: "Call", as: "Call" },
      ],
      output: { format: "ndjson", compress: "none", order: "none" },
    });
    expect(event?.extract).not.toHaveProperty("filter");
  });
});

describe("events", () => {
  test("stand after the one that they follow, however they are written", () => {
    const { events } = resolve(
      feedText(
        "  Closed: { template: Analysis, raise: insert, after: Begun, key: ConversationExternalId }",
        "  Begun: { template: Calls, raise: insert }",
        analyzed,
      ),
    );
    expect(events.map(({ type }) => type)).toEqual(["Created", "Begun", "Closed", "Analyzed"]);
  });

  test("have the version that is named where updates raise them", () => {
    const { events } = resolve(
      feedText(
        "  Changed: { template: Calls, raise: [insert, update], version: createdAt }",
        "  Recoded: { template: Calls, raise: [insert, update], version: Duration }",
      ),
    );
    expect(events.map(({ version }) => version)).toEqual([undefined, "createdAt", "Duration"]);
  });

  test("are chosen by a filter over the template's fields, hidden ones too", () => {
    const { events } = resolve(feedText("  Long: { template: Calls, raise: insert, when: { Duration: { gte: 60 } } }"));
    expect(events[1]?.extract.filter).toEqual({ field: "Duration", operator: "gte", value: 60 });
  });
});

test("a filter by a part of a field is told where it lies, one by a name that is nearly right which is near", () => {
  const calls = projectWith().files.find(({ path }) => path === "templates/Calls.template.yaml")!;
  const agent = "      Agent: { object: { AgentName: { column: agent, type: string, pii: name } } }\n";
  const hints = (when: string) =>
    load(feedText(`  Long: { template: Calls, raise: insert, when: { ${when}: { isNull: true } } }`), {
      ...calls,
      text: calls.text + agent,
    })
      .diagnostics.filter(({ code }) => code === "field-unknown")
      .map(({ hint }) => hint);
  expect(hints("CallerNumber")).toEqual(["It is a part of `Call`; add a hidden field for it to the template."]);
  expect(hints("AgentName")).toEqual(["It is a part of `Call.Agent`; add a hidden field for it to the template."]);
  expect(hints("Duratoin")).toEqual(["Did you mean `Duration`?"]);
});

test("a moment without an offset is UTC, and one with an offset becomes UTC", () => {
  expect(resolve(feedText('snapshot: "2026-01-01"')).snapshot).toEqual({ from: "2026-01-01T00:00:00Z" });
  expect(resolve(feedText('snapshot: "2026-01-01T00:00+01:00"')).snapshot).toEqual({ from: "2025-12-31T23:00:00Z" });
  expect(resolve(feedText("snapshot: all")).snapshot).toBe("all");
});

test("a feed and an extract can't share a name: grants and rights know both by it", () => {
  const extract = {
    path: "extracts/Calls.extract.yaml",
    text: "kind: Extract\nname: Calls\nproduct: customer\nowner: amy\ntemplate: Calls\n",
  };
  const { feeds, extracts, diagnostics, unsound } = load(feedText(), extract);
  expect(feeds.size).toBe(0);
  expect([...extracts.keys()]).not.toContain("Calls");
  expect(unsound.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["Extract Calls", "Feed calls"]);
  expect(diagnostics.map(({ message }) => message)).toEqual([
    "The name `Calls` is taken by a Feed, extracts/calls.feed.yaml:2:7; case does not count.",
    "The name `calls` is taken by an Extract, extracts/Calls.extract.yaml:2:7; case does not count.",
  ]);
});

test("a grant may name a feed, whose filter may then compare the field, and whose sharing is told of", () => {
  const policy = projectWith().files.find(({ path }) => path === "datafeed.yaml")!;
  const grant =
    "  - { template: Calls, fields: [Call], extracts: [calls], approvedBy: dana, reason: r, until: '2027-01-31' }\n";
  const granted = { ...policy, text: policy.text + grant };
  const { diagnostics, feeds } = load(feedText("shared: true"), granted);
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "shared-pii The feed is shared, and everybody in Acme can read personal data in its event `Created`: `Call`.",
  ]);
  expect(feeds.get("calls")?.project.grants).toHaveLength(2);
});

test("a feed that waits for datafeed.yaml is counted", () => {
  const { diagnostics } = load(feedText(), { path: "datafeed.yaml", text: "kind: Project\n" });
  expect(diagnostics.map(({ message }) => message)).toContain(
    "1 extract and 1 feed are held back until datafeed.yaml holds a project without errors.",
  );
});

test("a feed that is explained reads as the same feed", () => {
  const written = feedText(
    'snapshot: "2026-01-01T00:00+01:00"',
    "notify: [{ to: ops, events: [late] }]",
    "remember: 36h",
    "  Long: { template: Calls, raise: [insert, update], when: { any: [{ Duration: { gte: 60 } }, { id: { lt: 3 } }] }, key: id, version: createdAt }",
    analyzed,
  );
  const feed = load(written).feeds.get("calls");
  const again = load(explainFeed(feed!).yaml).feeds.get("calls");
  expect(again).toEqual(feed);
  expect(explainFeed(feed!).value).toMatchObject({
    source: { lookback: "10m", every: "30s" },
    snapshot: "2025-12-31T23:00:00Z",
    to: { broker: "main", topic: "calls", deadLetter: "calls.dead-letter" },
    remember: "36h",
    events: {
      Long: { raise: ["insert", "update"], version: "createdAt", key: "id" },
      Analyzed: { after: "Created", hold: "1h" },
    },
  });
});
