import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Plan } from "../../runner/src/compile/plan.ts";
import type { Faults } from "../../runner/src/execute/faults.ts";
import { checkFailure, runChecks } from "../../runner/src/execute/run-checks.ts";
import type { RunContext } from "../../runner/src/execute/run-context.ts";
import type { RunEvent } from "../../runner/src/execute/run-event.ts";
import { runObligation } from "../../runner/src/execute/run-obligation.ts";
import { runPlan } from "../../runner/src/execute/run-plan.ts";
import { findAttempt, findObligation } from "../../runner/src/ledger/find.ts";
import { requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import type { DocumentCheck } from "../../schemas/generated/documents.ts";
import manifestSchema from "../../schemas/manifest.schema.json" with { type: "json" };
import { type Contacts, checkedPlan, contacts, openContacts } from "./checked-contacts.ts";
import { openWorld, type World } from "./world.ts";

const never = new AbortController().signal;
const validManifest = new Ajv2020({ strict: false }).compile(manifestSchema);
const voice = { accepted: { Channel: ["Voice", "SMS"] } } satisfies DocumentCheck;

/** What fails on a day, and what is said of it. */
const failing: readonly (readonly [name: string, day: number, check: DocumentCheck, says: string])[] = [
  [
    "a NULL",
    2,
    { notNull: ["Channel"] },
    "`notNull: Channel` failed: 1 row without a value of `Channel`; Contact ID, Part: (`b`, `1`)",
  ],
  [
    "another value",
    2,
    { accepted: { Turns: [1, 3] }, name: "turns" },
    "`turns` failed: 1 row with another `Turns` than `1` or `3`; Contact ID, Part: (`b`, `1`)",
  ],
  [
    "more than ten rows, in the order of the key",
    3,
    voice,
    "`accepted: Channel` failed: 12 rows with another `Channel` than `Voice` or `SMS`; Contact ID, Part: (`n1`, `1`), (`n10`, `10`), (`n11`, `11`), (`n12`, `12`), (`n2`, `2`), (`n3`, `3`), (`n4`, `4`), (`n5`, `5`), (`n6`, `6`), (`n7`, `7`), …",
  ],
  [
    "values that are shared, without showing what is masked",
    2,
    { unique: ["Phone"] },
    "`unique: Phone` failed: 2 rows with the same `Phone` as another; Contact ID, Part: (`a`, `1`), (`b`, `1`)",
  ],
  ["too few rows", 4, { rows: { min: 1 } }, "`rows` failed: no row where at least 1 are expected"],
  ["too many rows", 3, { rows: { min: 2, max: 12 } }, "`rows` failed: 13 rows where 2 to 12 are expected"],
  [
    "rows that end too early",
    3,
    { fresh: { field: "Started", within: "1h" } },
    "`fresh: Started` failed: no row with `Started` from 2026-03-03T23:00:00.000Z on",
  ],
  [
    "an empty window that should be fresh",
    4,
    { fresh: { field: "Started", within: "7d" } },
    "`fresh: Started` failed: no row with `Started` from 2026-02-26T00:00:00.000Z on",
  ],
  [
    "what SQL finds, by the keys of the extract's own rows",
    2,
    {
      name: "many turns",
      sql: 'select id as "Contact ID", part as "Part", phone from reporting.contacts where turns > :most and started < :window_end',
    },
    "`many turns` failed: 1 row in the answer to its SQL; Contact ID, Part: (`b`, `1`)",
  ],
  [
    "what SQL finds, without what only has the name of a key",
    2,
    { sql: 'select phone as "Contact ID", part as "Part" from reporting.contacts where phone is not null' },
    "`sql` failed: 2 rows in the answer to its SQL",
  ],
  [
    "what SQL finds, without its columns where it has no key",
    2,
    { sql: 'select phone, id as "Contact ID" from reporting.contacts where phone is not null' },
    "`sql` failed: 2 rows in the answer to its SQL",
  ],
];

describe.each(["duckdb", "postgres"] as const)("data checks on %s", (dialect) => {
  let source: Contacts;
  beforeAll(async () => {
    source = await openContacts(dialect);
  });
  afterAll(() => source?.[Symbol.asyncDispose]());
  const planOf = (day: number, ...checks: DocumentCheck[]): Plan => checkedPlan(source.warehouse, day, checks);

  it.each<[name: string, day: number, check: DocumentCheck, found: number]>([
    ["values that are there", 2, { notNull: ["Started", "Part"] }, 0],
    ["NULL among accepted values", 2, voice, 0],
    ["NULLs that are equal", 2, { unique: ["Turns"] }, 0],
    ["values that are unique together", 2, { unique: ["Phone", "Turns"] }, 0],
    ["as many rows as expected", 2, { rows: { min: 3, max: 3 } }, 3],
    ["no rows where none are expected", 4, { rows: { max: 0 } }, 0],
    ["a value that is new enough", 2, { fresh: { field: "Started", within: "30m" } }, 1],
    ["values of an empty window", 4, { notNull: ["Channel"] }, 0],
    ["SQL that finds nothing", 2, { sql: "select 1 where :window_end < :window_start" }, 0],
  ])("pass %s", async (_, day, check, found) => {
    const [result] = await runChecks(planOf(day, check), source.warehouse, never);
    expect(result).toMatchObject({ severity: "error", passed: true, found });
  });

  it.each(failing)("fail by %s", async (_, day, check, says) => {
    const plan = planOf(day, check);
    const failure = checkFailure(plan, await runChecks(plan, source.warehouse, never));
    expect(failure?.message).toBe(`Extract contacts: the check ${says}`);
  });

  it("run by themselves, in the order in which they are written", async () => {
    const results = await runChecks(planOf(3, voice, { rows: { min: 1 } }), source.warehouse, never);
    expect(results.map(({ name, passed, found }) => [name, passed, found])).toEqual([
      ["accepted: Channel", false, 12],
      ["rows", true, 13],
    ]);
    expect(await runChecks(checkedPlan(source.warehouse, 3, []), source.warehouse, never)).toEqual([]);
  });

  it("an answer without a number is no count of none", async () => {
    const plan = planOf(2, { rows: { max: 0 } });
    const counts = ["select null::bigint", "select 1 where false"].map((sql) => ({ sql, parameters: [] }));
    for (const count of counts) {
      const answered = runChecks({ ...plan, checks: { ...plan.checks!, counts: [count] } }, source.warehouse, never);
      await expect(answered).rejects.toMatchObject({ code: "check-uncounted" });
    }
  });
});

describe.each(["duckdb", "postgres"] as const)("a run with data checks on %s", (dialect) => {
  let source: Contacts;
  let world: World;
  beforeAll(async () => {
    source = await openContacts(dialect);
  });
  afterAll(() => source?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  const planOf = (day: number, ...checks: DocumentCheck[]): Plan => checkedPlan(source.warehouse, day, checks);
  const run = (plan: Plan, changes: Partial<RunContext> = {}) =>
    runPlan(plan, world.context(source.warehouse, changes), { requester: "amy" });
  /** Why a run failed: code and message. */
  async function failure(plan: Plan, changes: Partial<RunContext> = {}): Promise<string> {
    const result = await run(plan, changes);
    if (result.state !== "failed" || result.run === undefined) return expect.unreachable(JSON.stringify(result));
    expect(await world.files()).toEqual([]);
    const { state, error } = await findAttempt(world.ledger, result.run);
    expect(state).toBe("failed");
    return `${error?.code}: ${error?.message}`;
  }
  async function manifest(): Promise<{ readonly checks?: readonly Record<string, unknown>[] }> {
    const file = (await world.files()).find((name) => name.endsWith(".manifest")) ?? expect.unreachable("no manifest");
    const value = JSON.parse(await readFile(join(world.folder, "out", file), "utf8"));
    expect(validManifest(value), JSON.stringify(validManifest.errors)).toBe(true);
    return value;
  }

  it("names every failed check, and asks for nothing of the rows", async () => {
    const reached: string[] = [];
    const faults: Faults = { reach: (point) => void reached.push(point) };
    const says = await failure(
      planOf(2, { notNull: ["Channel"] }, { rows: { min: 9 } }, { notNull: ["Turns"], severity: "warn" }),
      { faults },
    );
    expect(says).toBe(
      "check-failed: Extract contacts: the check `notNull: Channel` failed: 1 row without a value of `Channel`; Contact ID, Part: (`b`, `1`); the check `rows` failed: 3 rows where at least 9 are expected",
    );
    expect(reached).not.toContain("first-rows");
    expect(reached).not.toContain("before-decide");
    expect(world.events.map(({ type }) => type)).toEqual(["queued", "claimed", "started", "failed"]);
  });

  it.each(["csv", "json", "ndjson", "parquet"] as const)("publishes with warnings (%s)", async (format) => {
    const warn = { notNull: ["Channel"], severity: "warn" } satisfies DocumentCheck;
    const result = await run(
      checkedPlan(source.warehouse, 2, [warn, { rows: { min: 1 } }], { output: { format, compress: "none" } }),
    );
    expect(result.state).toBe("published");
    expect(world.events).toContainEqual(
      expect.objectContaining({
        type: "checked",
        checks: 2,
        warnings: ["the check `notNull: Channel` failed: 1 row without a value of `Channel`; Contact ID, Part: (`b`, `1`)"],
      }),
    );
    expect((await manifest()).checks).toEqual([
      {
        name: "notNull: Channel",
        kind: "notNull",
        severity: "warn",
        passed: false,
        found: 1,
        finding: "1 row without a value of `Channel`",
        keys: [["b", "1"]],
      },
      {
        name: "rows",
        kind: "rows",
        severity: "error",
        passed: true,
        found: 3,
        finding: "3 rows where at least 1 are expected",
      },
    ]);
  });

  it("checks a template's checks in each of its extracts, what is not selected and what a filter leaves alone", async () => {
    const template = { ...contacts, checks: [{ notNull: ["Channel"] }] } as unknown as typeof contacts;
    const more = { template, fields: ["Contact ID"] };
    expect(await failure(checkedPlan(source.warehouse, 2, [], more))).toContain("`notNull: Channel` failed: 1 row");
    const filter = { field: "Contact ID", operator: "ne", value: "b" } as const;
    expect((await run(checkedPlan(source.warehouse, 2, [], { ...more, filter }))).state).toBe("published");
  });

  it.each<[name: string, sql: string]>([
    ["names a column that is not there", "select nothing from reporting.contacts"],
    ["is no SELECT", "delete from reporting.contacts returning 1"],
    ["reads a table that is not there", 'select 1 as "Contact ID" from reporting.nowhere'],
  ])("says which check's SQL %s", async (_, sql) => {
    const says = await failure(planOf(2, { rows: { min: 1 } }, { sql, name: "mine" }));
    expect(says).toMatch(/^warehouse-sql-refused: Extract contacts, the check `mine`: /);
  });

  it("is owed again after a failure and published when the data are right", async () => {
    const plan = planOf(2, { rows: { max: 2 } });
    const owed = await requestObligation(world.ledger, {
      extract: plan.extract,
      kind: plan.kind,
      window: plan.window,
      requester: "schedule",
      definitionHash: plan.definitionHash,
    });
    const options = { retries: { max: 1, backoffMs: 60_000 } };
    const first = await runObligation(plan, world.context(source.warehouse), owed, options);
    expect(first).toMatchObject({ state: "failed", retryInMs: expect.any(Number) });
    const again = await findObligation(world.ledger, owed.id);
    expect(again).toMatchObject({ state: "owed", error: { code: "check-failed" } });
    world.pass(120_000);
    const right = await runObligation(planOf(2, { rows: { max: 3 } }), world.context(source.warehouse), again, options);
    expect(right.state).toBe("published");
    expect((await findObligation(world.ledger, owed.id)).state).toBe("published");
  });

  it.each([0, 20, 100])("stop when the run is stopped after %i ms, whatever is being asked then", async (ms) => {
    const long = "select count(*) from generate_series(1, 100000) a(i), generate_series(1, 100000) b(j) where i * j < 0";
    const stop = new AbortController();
    const onEvent = ({ type }: RunEvent): void => {
      // Somewhere on the way: opening, asking the first question, deep in a long one. Which of them does not matter.
      if (type === "started") setTimeout(() => stop.abort(), ms);
    };
    const plan = planOf(2, { rows: { min: 1 } }, { sql: `select 1 where (${long}) > 0` });
    expect((await run(plan, { signal: stop.signal, onEvent })).state).toBe("cancelled");
    expect(await world.files()).toEqual([]);
  });
});

it("says the same of Redshift", async () => {
  await using source = await openContacts("redshift");
  for (const day of [2, 3, 4]) {
    const ofDay = failing.filter((one) => one[1] === day);
    const plan = checkedPlan(
      source.warehouse,
      day,
      ofDay.map(([, , check]) => check),
    );
    const failure = checkFailure(plan, await runChecks(plan, source.warehouse, never));
    expect(failure?.message).toBe(`Extract contacts: ${ofDay.map(([, , , says]) => `the check ${says}`).join("; ")}`);
  }
});

describe("the snapshot of data checks", () => {
  it("is that of the rows: what comes after the checks is neither checked nor read", async () => {
    await using source = await openContacts("postgres");
    await using world = await openWorld();
    const faults: Faults = {
      reach: async (point) => {
        if (point === "columns-matched")
          await source.change?.("insert into reporting.contacts values ('d', 1, '2026-03-02T10:00Z', 'Fax')");
      },
    };
    const plan = checkedPlan(source.warehouse, 2, [voice]);
    const result = await runPlan(plan, world.context(source.warehouse, { faults }), { requester: "amy" });
    expect(result).toMatchObject({ state: "published", output: { rows: 3 } });
    expect((await runChecks(plan, source.warehouse, never))[0]).toMatchObject({ passed: false, keys: [["d", "1"]] });
  });

  it("shows a key on one line, whatever it holds", async () => {
    await using source = await openContacts("postgres");
    await source.change?.(
      "insert into reporting.contacts values (E'x\\n\\u001b[31m' || repeat('y', 100), 1, '2026-03-05T10:00Z')",
    );
    await using world = await openWorld();
    const result = await runPlan(
      checkedPlan(source.warehouse, 5, [{ notNull: ["Channel"] }]),
      world.context(source.warehouse),
      { requester: "amy" },
    );
    expect(result).toMatchObject({ state: "failed", error: { message: expect.stringMatching(/: \(`x \[31my+…`, `1`\)$/) } });
  });
});
