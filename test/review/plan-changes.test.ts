import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { planChanges } from "../../runner/src/review/plan-changes.ts";
import { planMarkdown } from "../../runner/src/review/render/plan-markdown.ts";
import { changeOf, extract, project, Repository } from "./repository.ts";

let repository: Repository;

beforeEach(() => {
  repository = new Repository();
  repository.commit(project);
});
afterEach(() => repository[Symbol.dispose]());

const operator = (warehouse: string): string =>
  `kind: Connections\nwarehouses: { main: ${warehouse} }\ndestinations: { local: { type: file, path: out } }\n`;

/** What the plan says of one document when some files are written anew. */
async function changed(files: Readonly<Record<string, string | undefined>>, name = "calls") {
  repository.write(files);
  return changeOf(await repository.plan(), name);
}

const calls = (keys: Readonly<Record<string, string | undefined>>) => ({ "extracts/calls.extract.yaml": extract(keys) });
const text = (path: keyof typeof project, from: string, to: string) => {
  expect(project[path]).toContain(from);
  return { [path]: project[path].replace(from, to) };
};

describe("what counts as changed", () => {
  test("nothing: no document is listed, and none is compiled", async () => {
    const report = await repository.plan();
    expect(report).toMatchObject({ documents: [], unchanged: 3, findings: [], diagnostics: [] });
  });

  test("layout, comments and the order of keys are no change", async () => {
    const other = project["extracts/calls.extract.yaml"].split("\n").toReversed().join("\n# a remark\n");
    repository.write({ "extracts/calls.extract.yaml": undefined, "extracts/deep/other.extract.yaml": other });
    repository.write(
      text("templates/Calls.template.yaml", "{ column: queue, type: string }", "{ type: string, column: queue }"),
    );
    expect(await repository.plan()).toMatchObject({ documents: [], unchanged: 3, diagnostics: [] });
  });

  test("created: its columns, its query, and what will be there", async () => {
    const change = await changed({ "extracts/new.extract.yaml": extract({ name: "new", fields: "[Call ID, Queue]" }) }, "new");
    expect(change).toMatchObject({
      change: "created",
      file: "extracts/new.extract.yaml",
      owner: { head: "amy" },
      shared: { head: false },
      columns: {
        added: [
          { name: "Call ID", type: "uuid", position: 1 },
          { name: "Queue", position: 2 },
        ],
        breaking: [],
      },
      windows: { schedule: { head: expect.stringContaining("every day at 06:00") } },
      volume: { basis: "unknown", why: "nobody was asked" },
    });
    // The three dialects ask for it in the same words.
    expect(change?.sql).toMatchObject([{ warehouse: "main", dialect: "duckdb", dialectKnown: false }]);
  });

  test("created: what the documents say, but for values that personal data are compared with", async () => {
    const grants = `grants: [{ template: Calls, fields: [Caller], approvedBy: dana, reason: because, until: "2027-01-01" }]\n`;
    repository.commit({ "datafeed.yaml": project["datafeed.yaml"] + grants });
    const filter = '{ all: [{ Caller: { eq: "5550001" } }, { Seconds: { gt: 5 } }] }';
    const more = { filter, checks: "[{ rows: { min: 1 } }]", retention: "{ days: 30 }", template: "Copy" };
    repository.write({
      "extracts/new.extract.yaml": extract({ name: "new", ...more, template: "Calls" }),
      "templates/Copy.template.yaml": project["templates/Calls.template.yaml"].replace("name: Calls", "name: Copy"),
    });
    const report = await repository.plan();
    expect(report.diagnostics).toEqual([]);
    expect(changeOf(report, "new")?.values).toEqual([
      { path: ["filter"], head: "{ all: [ { Caller: { eq: (hidden) } }, { Seconds: { gt: 5 } } ] }" },
      { path: ["checks"], head: "[ { rows: { min: 1 } } ]" },
      { path: ["retention"], head: "{ days: 30 }" },
    ]);
    expect(changeOf(report, "Copy")?.values).toContainEqual({
      path: ["fields", "Caller"],
      head: "{ column: caller, type: string, pii: phone }",
    });
    expect(JSON.stringify(report)).not.toContain("5550001");
  });

  test("removed: its readers get nothing more", async () => {
    repository.write({ "extracts/calls.extract.yaml": undefined });
    const report = await repository.plan();
    expect(report.findings).toMatchObject([
      { code: "plan-breaking", severity: "warning", hint: "Tell the readers; there is nothing to write." },
    ]);
    expect(changeOf(report, "calls")).toMatchObject({
      change: "removed",
      file: "extracts/calls.extract.yaml",
      columns: { breaking: ["No new files come: the extract is removed."], removed: [], acknowledged: false },
    });
  });

  test("the whole project: every document is removed, and that there is none is an error", async () => {
    const base = repository.commit();
    repository.commit({ "datafeed.yaml": undefined });
    // It is planned where there is a project.
    repository.write({ "datafeed.yaml": project["datafeed.yaml"] });
    const report = await repository.plan({ base, head: "HEAD" });
    expect(report.documents.map(({ kind, change }) => [kind, change])).toEqual([
      ["Extract", "removed"],
      ["Template", "removed"],
      ["Schedule", "removed"],
    ]);
    expect(report.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["project-missing", "error"]]);
  });

  test("another name is a removal and a creation, unless the id is the same", async () => {
    repository.write(calls({ name: "other" }));
    const report = await repository.plan();
    expect(report.documents.map(({ name, change }) => [name, change])).toEqual([
      ["calls", "removed"],
      ["other", "created"],
    ]);
    expect(report.findings).toMatchObject([
      { code: "plan-breaking", severity: "warning", hint: expect.stringMatching(/`other` says the same.* give it an `id`/) },
    ]);
    repository.commit(calls({ id: "c1" }));
    const change = await changed(calls({ name: "other", id: "c1" }), "other");
    expect(change).toMatchObject({ change: "renamed", previousName: "calls" });
    expect(change?.columns?.breaking).toEqual(["File names begin with `other` in place of `calls`."]);
    expect(change?.sql).toBeUndefined();
  });

  test("of two that swap their names each is a rename", async () => {
    repository.commit({
      ...calls({ id: "one" }),
      "extracts/b.extract.yaml": extract({ name: "b", id: "two", fields: "[Queue]" }),
    });
    repository.write({
      ...calls({ id: "one", name: "b" }),
      "extracts/b.extract.yaml": extract({ name: "calls", id: "two", fields: "[Queue]" }),
    });
    const { documents } = await repository.plan();
    expect(documents.map(({ name, previousName }) => [name, previousName])).toEqual([
      ["b", "calls"],
      ["calls", "b"],
    ]);
  });

  test("what other parts of the plan tell is not repeated among the values", async () => {
    const change = await changed(
      calls({
        owner: "dana",
        shared: "true",
        fields: "[Call ID, Queue]",
        description: "All calls",
        retries: "{ max: 5 }",
        output: "{ to: bucket, empty: skip }",
      }),
    );
    expect(change).toMatchObject({
      change: "changed",
      owner: { base: "amy", head: "dana" },
      shared: { base: false, head: true },
      destination: { base: "local", head: "bucket" },
      values: [
        { path: ["description"], head: "All calls" },
        { path: ["retries", "max"], base: "3", head: "5" },
        { path: ["output", "empty"], base: "publish", head: "skip" },
      ],
    });
  });
});

describe("what other documents and policy do to an extract", () => {
  test("its template: affected, with the query", async () => {
    repository.write(text("templates/Calls.template.yaml", "column: queue,", "column: queue_name,"));
    const report = await repository.plan();
    expect(changeOf(report, "calls")).toMatchObject({ change: "affected", because: ["template Calls"] });
    expect(changeOf(report, "calls")?.columns).toBeUndefined();
    expect(changeOf(report, "calls")?.sql?.[0]?.diff).toMatch(/^-.*"queue"[\s\S]*^\+.*"queue_name"/m);
    expect(changeOf(report, "Calls")).toMatchObject({
      kind: "Template",
      change: "changed",
      values: [{ path: ["fields", "Queue", "column"], base: "queue", head: "queue_name" }],
    });
  });

  test("its schedule", async () => {
    repository.write(text("extracts/nightly.schedule.yaml", '"06:00"', '"07:30"'));
    const report = await repository.plan();
    const change = changeOf(report, "calls");
    expect(change).toMatchObject({ change: "affected", because: ["schedule nightly"] });
    expect(change?.windows?.schedule.head).toContain("07:30");
    expect(change?.sql).toBeUndefined();
    expect(change?.values).toBeUndefined();
    expect(changeOf(report, "nightly")?.values).toEqual([{ path: ["at"], base: "06:00", head: "07:30" }]);
  });

  test("its schedule is of another kind: so are the names of its files", async () => {
    repository.write(text("extracts/nightly.schedule.yaml", "every: day", "every: week\nday: monday"));
    const report = await repository.plan();
    const change = changeOf(report, "calls");
    expect([change?.change, change?.sql]).toEqual(["affected", undefined]);
    expect(change?.columns?.breaking).toEqual(["File names hold `_Weekly_` in place of `_Daily_`."]);
    expect(report.findings.map(({ code }) => code)).toEqual(["plan-breaking"]);
  });

  test("a window in place of a schedule, and neither", async () => {
    const once = calls({ schedule: undefined, window: "{ start: 2026-03-01, end: 2026-04-01 }" });
    expect((await changed(once))?.columns?.breaking).toEqual(["File names hold `_RunOnce_` in place of `_Daily_`."]);
    const dispatched = calls({ schedule: undefined });
    expect((await changed(dispatched))?.columns?.breaking).toEqual(["File names hold `_Adhoc_` in place of `_Daily_`."]);
    repository.commit(dispatched);
    expect((await changed(calls({})))?.columns).toBeUndefined();
  });

  test("a template's lag is said once", async () => {
    const lag = project["templates/Calls.template.yaml"].replace("key:", "lag: 2h\nkey:");
    repository.commit(calls({ schedule: '{ every: day, at: "06:00" }' }));
    expect((await changed({ "templates/Calls.template.yaml": lag }))?.because).toEqual(["template Calls"]);
  });

  test("an earlier start moves no window", async () => {
    const from = (start: string) => calls({ schedule: `{ every: day, at: "06:00", start: "${start}" }` });
    repository.commit(from("2026-10-01"));
    repository.write(from("2026-09-01"));
    const markdown = planMarkdown(await repository.plan());
    expect(markdown).not.toContain("with other windows");
    expect(markdown).toContain("`datafeed backfill` makes what lies there");
  });

  test("defaults", async () => {
    const change = await changed(text("datafeed.yaml", "defaults: {", "defaults: { to: bucket,"));
    expect(change).toMatchObject({
      change: "affected",
      because: ["defaults"],
      destination: { base: "local", head: "bucket" },
      columns: { breaking: ["Files go to `bucket` in place of `local`."] },
    });
  });

  test("the product's warehouse", async () => {
    const change = await changed(text("datafeed.yaml", "warehouse: main", "warehouse: other"));
    expect(change).toMatchObject({ change: "affected", because: ["product ivr"] });
  });

  test("masking and grants, of what it reads alone", async () => {
    const fields = "[Call ID, Caller]";
    repository.commit(calls({ fields }));
    const masking = await changed(text("datafeed.yaml", "phone: last4", "phone: full"));
    expect(masking).toMatchObject({ change: "affected", because: ["masking of phone"] });
    expect(masking?.sql?.[0]?.diff).toContain("'***'");
    const grants = `grants: [{ template: Calls, fields: [Caller], approvedBy: dana, reason: because, until: "2027-01-01" }]\n`;
    const granted = await changed({ "datafeed.yaml": project["datafeed.yaml"] + grants });
    expect(granted).toMatchObject({ change: "affected", because: ["grant for Caller"] });
    repository.write({ ...calls({ fields: "[Call ID, Queue]" }) });
    repository.commit();
    const masked = project["datafeed.yaml"].replace("phone: last4", "phone: full");
    expect(await changed({ "datafeed.yaml": masked })).toBeUndefined();
  });

  test("a field put in the middle of a template moves the columns of `fields: all`, and of no other", async () => {
    repository.commit({ ...calls({ fields: "all" }), "extracts/some.extract.yaml": extract({ name: "some" }) });
    repository.write(text("templates/Calls.template.yaml", "  Queue:", "  Site: { column: site, type: string }\n  Queue:"));
    const report = await repository.plan();
    expect(changeOf(report, "calls")).toMatchObject({
      change: "affected",
      because: ["template Calls"],
      columns: {
        added: [{ name: "Site", field: "Site", type: "string", position: 3 }],
        reordered: [],
        breaking: ["Column `Site` is put in at position 3."],
      },
    });
    const some = changeOf(report, "some");
    expect([some?.sql, some?.columns]).toEqual([undefined, undefined]);
  });

  test("fields of a template in another order", async () => {
    repository.commit(calls({ fields: "all" }));
    const swapped = project["templates/Calls.template.yaml"].replace(/( {2}Queue:.*\n)( {2}Seconds:.*\n)/, "$2$1");
    repository.write({ "templates/Calls.template.yaml": swapped });
    const report = await repository.plan();
    expect(changeOf(report, "Calls")?.values).toEqual([
      { path: ["fields"], base: expect.stringMatching(/Queue, Seconds/), head: expect.stringMatching(/Seconds, Queue/) },
    ]);
    expect(changeOf(report, "calls")).toMatchObject({
      because: ["template Calls"],
      columns: { reordered: [expect.any(String)] },
    });
  });
});

describe("errors", () => {
  test("a head with errors is said, and compared with nothing", async () => {
    repository.write(calls({ owner: "nobody" }));
    const report = await repository.plan();
    expect(changeOf(report, "calls")).toMatchObject({ change: "changed", unsound: "head" });
    expect(report.diagnostics.map(({ code }) => code)).toEqual(["owner-unknown"]);
  });

  test("so is an extract whose template has errors now", async () => {
    repository.write(text("templates/Calls.template.yaml", "key: [Call ID]", "key: [Nothing]"));
    const report = await repository.plan();
    expect(changeOf(report, "calls")).toMatchObject({ change: "affected", unsound: "head" });
    expect(changeOf(report, "Calls")).toMatchObject({ change: "changed", unsound: "head" });
  });

  test("a base with errors that are mended", async () => {
    repository.commit(calls({ owner: "nobody" }));
    repository.write(calls({}));
    const report = await repository.plan();
    expect(changeOf(report, "calls")).toMatchObject({ change: "changed", unsound: "base" });
    expect(report.diagnostics).toEqual([]);
  });

  test("errors that were there before are no change, but they are said", async () => {
    repository.commit(calls({ owner: "nobody" }));
    const report = await repository.plan();
    expect(report.documents).toEqual([]);
    expect(report.diagnostics).toHaveLength(1);
  });

  test("a query that can't be made for the warehouse is a diagnostic; for another one nobody needs it", async () => {
    const source =
      "source: { sql: { duckdb: 'select * from calls where started_at >= :window_start and started_at < :window_end' } }";
    repository.write(text("templates/Calls.template.yaml", "source: { table: calls }", source));
    const connections = { option: join(repository.root, "operator.yaml") };
    repository.write({ "operator.yaml": operator("{ type: postgres, host: localhost, database: a, user: b }") });
    const report = await repository.plan({ connections });
    expect(report.diagnostics).toMatchObject([
      { code: "compile-dialect-missing", severity: "error", file: "extracts/calls.extract.yaml" },
    ]);
    expect(changeOf(report, "calls")?.sql).toBeUndefined();
    repository.write({ "operator.yaml": operator("{ type: duckdb, path: a.duckdb }") });
    const duckdb = await repository.plan({ connections });
    expect(duckdb.diagnostics).toEqual([]);
    expect(changeOf(duckdb, "calls")?.sql).toMatchObject([{ dialect: "duckdb", dialectKnown: true }]);
    const unknown = await repository.plan();
    expect(unknown.diagnostics).toEqual([]);
    expect(changeOf(unknown, "calls")?.sql).toMatchObject([{ dialect: "duckdb", dialectKnown: false }]);
  });
});

describe("filters", () => {
  test("are shown value by value", async () => {
    repository.commit(calls({ filter: "{ all: [{ Queue: { in: [a, b] } }, { Seconds: { gt: 5 } }] }" }));
    const change = await changed(
      calls({ filter: "{ all: [{ Queue: { in: [a, c] } }, { Started: { isNotNull: true } }, { Seconds: { gt: 5 } }] }" }),
    );
    expect(change?.values).toEqual([
      { path: ["filter", "all", 0, "Queue", "in"], base: "[ a, b ]", head: "[ a, c ]" },
      { path: ["filter", "all", 1], head: "{ Started: { isNotNull: true } }" },
    ]);
    expect(change?.sql?.[0]?.diff).toContain("IS NOT NULL");
  });

  test("show no value that personal data are compared with", async () => {
    const grants = `grants: [{ template: Calls, fields: [Caller], approvedBy: dana, reason: because, until: "2027-01-01" }]\n`;
    repository.commit({
      "datafeed.yaml": project["datafeed.yaml"] + grants,
      ...calls({ filter: '{ Caller: { eq: "5550001" } }' }),
    });
    repository.write(calls({ filter: '{ Caller: { eq: "5550002" } }' }));
    const report = await repository.plan();
    expect(JSON.stringify(report)).not.toMatch(/555000[12]/);
    expect(changeOf(report, "calls")?.values).toEqual([{ path: ["filter"], base: "(hidden)", head: "(hidden), another one" }]);
  });
});

describe("data checks", () => {
  test("are shown value by value, in templates and extracts", async () => {
    repository.commit(calls({ checks: "[{ rows: { min: 1 } }, { accepted: { Queue: [a] } }]" }));
    const change = await changed(calls({ checks: "[{ rows: { min: 5 } }, { accepted: { Queue: [a, b] }, severity: warn }]" }));
    expect(change?.values).toEqual([
      { path: ["checks", 0, "rows", "min"], base: "1", head: "5" },
      { path: ["checks", 1, "accepted", "Queue"], base: "[ a ]", head: "[ a, b ]" },
      { path: ["checks", 1, "severity"], head: "warn" },
    ]);
    expect(change?.sql).toBeUndefined();
  });

  test("show no value that personal data are compared with", async () => {
    const grants = `grants: [{ template: Calls, fields: [Caller], approvedBy: dana, reason: because, until: "2027-01-01" }]\n`;
    repository.commit({
      "datafeed.yaml": project["datafeed.yaml"] + grants,
      ...calls({ checks: '[{ accepted: { Caller: ["5550001"] } }]' }),
    });
    repository.write(calls({ checks: '[{ accepted: { Caller: ["5550002"] } }]' }));
    const report = await repository.plan();
    expect(JSON.stringify(report)).not.toMatch(/555000[12]/);
    expect(changeOf(report, "calls")?.values).toEqual([{ path: ["checks"], base: "(hidden)", head: "(hidden), another one" }]);
  });
});

test("a plan ends when it is told to", async () => {
  repository.write(calls({ fields: "[Call ID]" }));
  const { base, head } = await repository.states();
  const told = planChanges(base, head, {
    now: "2026-11-21T12:00:00.000Z",
    count: "no",
    signal: AbortSignal.abort(new Error("enough")),
  });
  await expect(told).rejects.toThrow("enough");
});

describe("a query for each dialect, of which the repository's own connections name one", () => {
  const shared = "a.started_at >= :window_start and a.started_at < :window_end";
  const query = (columns: string): string => `select a.call_id, a.started_at, ${columns} from calls a where ${shared}`;
  const template = (name: string, texts: Readonly<Record<string, string>>): string => `kind: Template
name: ${name}
source: { sql: ${JSON.stringify(texts)} }
time: { field: Started }
key: [Call ID]
fields:
  Call ID: { column: call_id, type: uuid }
  Started: { column: started_at, type: instant }
  Channel: { column: z, type: string }
`;
  const extractOfIt = extract({ name: "by-dialect", template: "ByDialect", fields: "[Call ID, Started, Channel]" });
  const authors = operator("{ type: duckdb, path: a.duckdb }");
  const harmless = query("a.queue as z");

  test("a new template that leaks in the other one alone", async () => {
    repository.commit({ "connections.yaml": authors });
    const texts = { postgres: query("a.caller as z"), duckdb: harmless };
    repository.write({
      "templates/ByDialect.template.yaml": template("ByDialect", texts),
      "extracts/by-dialect.extract.yaml": extractOfIt,
    });
    const report = await repository.plan();
    expect(report.diagnostics).toEqual([]);
    const change = changeOf(report, "by-dialect");
    expect(change?.exposures).toMatchObject([{ column: "Channel", pii: "phone", from: ["calls.caller"] }]);
    expect(change?.sql).toMatchObject([
      { dialect: "duckdb", dialectKnown: true },
      { dialect: "postgres", dialectKnown: false, diff: expect.stringContaining("a.caller as z") },
    ]);
    expect(report.findings.map(({ code }) => code)).toContain("plan-exposure");
  });

  test("a template that comes to leak by a subquery in the other one", async () => {
    repository.commit({
      "connections.yaml": authors,
      "templates/ByDialect.template.yaml": template("ByDialect", { postgres: harmless, duckdb: harmless }),
      "extracts/by-dialect.extract.yaml": extractOfIt,
    });
    const leak = query("(select b.caller from calls b where b.call_id = a.call_id) as z");
    repository.write({ "templates/ByDialect.template.yaml": template("ByDialect", { postgres: leak, duckdb: harmless }) });
    const change = changeOf(await repository.plan(), "by-dialect");
    expect(change?.exposures).toMatchObject([{ column: "Channel", pii: "phone", from: ["calls.caller"] }]);
    expect(change?.sql).toMatchObject([
      { dialect: "postgres", dialectKnown: false, diff: expect.stringContaining("b.caller") },
    ]);
    repository.write({ "operator.yaml": authors });
    const trusted = await repository.plan({ connections: { option: join(repository.root, "operator.yaml") } });
    expect(changeOf(trusted, "by-dialect")?.exposures).toBeUndefined();
  });

  test("a text that one dialect has none of is read by nobody", async () => {
    repository.write({
      "connections.yaml": authors,
      "templates/ByDialect.template.yaml": template("ByDialect", { duckdb: harmless }),
      "extracts/by-dialect.extract.yaml": extractOfIt,
    });
    const change = changeOf(await repository.plan(), "by-dialect");
    expect(change?.sql).toMatchObject([{ dialect: "duckdb", dialectKnown: true }]);
    expect(change?.exposures).toBeUndefined();
  });
});
