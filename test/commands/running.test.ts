import { afterEach, describe, expect, test } from "vitest";
import type { Caller, Commands, RunProgress } from "../../runner/src/commands/commands.ts";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import { planOfOwed } from "../../runner/src/commands/local/plan-owed.ts";
import { reproduceOutput } from "../../runner/src/commands/local/reproduce.ts";
import { claim } from "../../runner/src/ledger/claim.ts";
import { findObligation } from "../../runner/src/ledger/find.ts";
import { endAttempt } from "../../runner/src/ledger/settle.ts";
import { engines } from "../ledger/ledger-engines.ts";
import { openEstate, type TestEstate } from "./estate.ts";

const signal = new AbortController().signal;
const amy: Caller = { user: "amy", role: "developer" };

let open: TestEstate;
afterEach(() => open[Symbol.asyncDispose]());

async function begin(engine: (typeof engines)[number] = "sqlite"): Promise<Commands> {
  open = await openEstate(engine);
  return localCommands(open.estate, amy);
}

/** What a worker does first. */
async function claimed(obligation: string) {
  const wish = { runner: "host:2", leaseMs: 10_000, exclusive: true, destination: "local", planHash: "p", definitionHash: "d" };
  return claim(open.ledger, { obligation, ...wish });
}

describe("a request for less", () => {
  test("is owed as what it is, and compiled with it by whoever runs it", async () => {
    const commands = await begin();
    const owed = await commands.dispatch({
      extract: "Shared-Calls",
      narrow: { fields: ["Channel"], filter: { Channel: { eq: "Voice" } }, format: "ndjson" },
    });
    expect(owed).toMatchObject({ extract: "shared-calls", kind: "Adhoc", state: "owed" });
    expect(open.woken).toHaveLength(1);
    const plan = planOfOwed(open.estate, await findObligation(open.ledger, owed.id));
    expect(plan.columns.map(({ name }) => name)).toEqual(["Channel"]);
    expect(plan.output).toMatchObject({ format: "ndjson", to: "local" });
    expect(plan.query.parameters.map(({ value }) => value)).toContain("Voice");
  });

  test("in another format keeps the compression that the extract chose, where it fits", async () => {
    const commands = await begin();
    const plan = async (extract: string, format: "json" | "parquet") => {
      const { id } = await commands.dispatch({ extract, narrow: { format } });
      return planOfOwed(open.estate, await findObligation(open.ledger, id)).output;
    };
    expect(await plan("amys-calls", "json")).toMatchObject({ format: "json", compress: "none" });
    expect(await plan("shared-calls", "json")).toMatchObject({ format: "json", compress: "zip" });
    expect(await plan("shared-calls", "parquet")).toMatchObject({ format: "parquet", compress: "none" });
  });

  test.each([
    ["unmask", { fields: [{ field: "Phone", mask: "last4" }] }],
    ["redirect", { to: "elsewhere" }],
    ["send SQL", { sql: "select 1" }],
    ["probe what is masked", { filter: { Phone: { startsWith: "+1" } } }],
  ])("can't %s", async (_, narrow) => {
    const commands = await begin();
    const request = { extract: "shared-calls", narrow: narrow as never };
    await expect(commands.dispatch(request)).rejects.toMatchObject({ code: "narrowing-refused" });
    await expect(commands.preview(request, signal)).rejects.toMatchObject({ code: "narrowing-refused" });
    expect((await commands.listOwed()).total).toBe(0);
  });

  test("shows nothing more than the file does", async () => {
    const commands = await begin();
    const all = await commands.preview({ extract: "shared-calls" }, signal);
    expect(all.columns.map(({ name }) => name)).toEqual(["Id", "At", "Channel", "Phone"]);
    expect(all.rows).toHaveLength(2);
    expect(JSON.stringify(all.rows)).not.toContain("5550100");
    const less = await commands.preview({ extract: "shared-calls", rows: 1, narrow: { fields: ["Phone", "Id"] } }, signal);
    expect(less).toMatchObject({ columns: [{ name: "Phone", mask: "full" }, { name: "Id" }], rows: [["***", 1]] });
    await expect(commands.preview({ extract: "shared-calls", rows: 1001 }, signal)).rejects.toMatchObject({
      code: "query-invalid",
    });
  });
});

test("a follower hears of figures when they have grown, and not ten times a second", async () => {
  const commands = await begin();
  const { id } = await commands.dispatch({ extract: "amys-calls" });
  const attempt = await claimed(id);
  const told = (rows: number) =>
    open.emit({ type: "progress", extract: "amys-calls", run: attempt.id, rows, bytes: 70, elapsedMs: 5 } as never);
  const seen: (number | undefined)[] = [];
  for await (const { rows } of commands.follow(id, signal)) {
    seen.push(rows);
    if (rows === undefined && seen.length === 1) told(7);
    if (rows !== 7) continue;
    // Not waits: figures that come one after another in time are what is tried.
    for (const [at, read] of [7, 7, 8, 9].entries()) setTimeout(() => told(read), at * 20);
    setTimeout(() => void commands.cancel(id), 100);
  }
  expect(seen).toEqual([undefined, 7, undefined]);
});

describe.each(engines)("what is owed, on %s", (engine) => {
  test("is followed through its tries to its file", async () => {
    const commands = await begin(engine);
    const { id } = await commands.dispatch({ extract: "amys-calls" });
    const seen: RunProgress[] = [];
    let attempt = "";
    for await (const progress of commands.follow(id.slice(0, 11), signal)) {
      seen.push(progress);
      if (progress.state === "owed" && seen.length === 1) {
        attempt = (await claimed(id)).id;
        open.emit({ type: "started", extract: "amys-calls", run: attempt } as never);
      } else if (progress.state === "running" && progress.rows === undefined) {
        open.emit({ type: "progress", extract: "amys-calls", run: attempt, rows: 7, bytes: 70, elapsedMs: 5 } as never);
      } else if (progress.rows === 7) {
        const run = await open.ledger.read((db) =>
          db.selectFrom("attempts").select("epoch").where("id", "=", attempt).executeTakeFirstOrThrow(),
        );
        const gone = { id: attempt, obligation: id, epoch: run.epoch } as never;
        const error = { code: "warehouse-unreachable", message: "away" };
        await endAttempt(open.ledger, gone, { state: "failed", obligation: "owed", retryInMs: 0, error });
        open.emit({ type: "failed", extract: "amys-calls", run: attempt, error } as never);
      } else if (progress.error?.code === "warehouse-unreachable") {
        await open.publish("amys-calls");
      }
    }
    expect(seen.map(({ state, last }) => [state, last])).toEqual([
      ["owed", false],
      ["running", false],
      ["running", false],
      ["owed", false],
      ["published", true],
    ]);
    expect(seen.at(-1)?.output).toMatchObject({ extract: "amys-calls", rows: 2 });
  });

  test("is cancelled before it begins and while it runs, and tried again", async () => {
    const commands = await begin(engine);
    const { id } = await commands.dispatch({ extract: "amys-calls" });
    expect(await commands.cancel(id, "not needed")).toMatchObject({ id, state: "cancelled" });
    await expect(commands.cancel(id)).rejects.toMatchObject({ code: "run-closed" });
    expect(await commands.retry(id)).toMatchObject({ id, state: "owed", tries: 0 });
    const attempt = await claimed(id);
    expect(await commands.cancel(attempt.id)).toMatchObject({ id, state: "cancelled" });
    expect(open.interrupted).toEqual([attempt.id]);
    expect(await commands.run(attempt.id)).toMatchObject({ state: "cancelled", error: { code: "run-cancelled" } });
  });

  test("of a schedule is skipped, not cancelled", async () => {
    const commands = await begin(engine);
    await commands.pause("shared-daily");
    await commands.resume("shared-daily", { skip: true });
    const range = { start: "2026-11-16", end: "2026-11-19" };
    const { windows } = await commands.backfill({ extract: "shared-daily", ...range });
    expect(windows.map(({ kind, why }) => [kind, why])).toEqual(Array.from({ length: 3 }, () => ["Daily", "skipped"]));
    const [owed] = (await commands.listOwed({ sort: "window" })).items;
    expect((await commands.schedule("shared-daily")).owed).toBe(3);
    await expect(commands.cancel(owed!.id)).rejects.toMatchObject({ code: "window-owed" });
    expect(await commands.skip("shared-daily", { start: "2026-11-16", end: "2026-11-18" }, "no data")).toEqual({ skipped: 2 });
    expect((await commands.schedule("shared-daily")).owed).toBe(1);
    expect((await commands.status()).owed).toEqual({ owed: 1, running: 0, failed: 0 });
  });

  test("is that window again when its range is asked for, however old; any other range is ad hoc", async () => {
    const commands = await begin(engine);
    await commands.pause("shared-daily");
    await commands.resume("shared-daily", { skip: true });
    await commands.backfill({ extract: "shared-daily", start: "2026-11-16", end: "2026-11-17" });
    const [owed] = (await commands.listOwed()).items;
    const old = { extract: "shared-daily", start: "2026-11-16", end: "2026-11-17" };
    expect(await commands.dispatch(old)).toMatchObject({ id: owed!.id, kind: "Daily" });
    const attempt = await claimed(owed!.id);
    await endAttempt(open.ledger, attempt, { state: "skipped", obligation: "skipped", rows: 0 });
    const again = await commands.dispatch(old);
    expect(again).toMatchObject({ kind: "Daily", state: "owed" });
    expect(again.id).not.toBe(owed!.id);
    expect((await claimed(again.id)).sequence).toBe(attempt.sequence + 1);
    expect(await commands.dispatch({ ...old, narrow: { format: "json" } })).toMatchObject({ kind: "Adhoc" });
    // What was skipped at a stretch is no window, nor is half a day.
    expect(await commands.dispatch({ ...old, start: "2026-11-17", end: "2026-11-19" })).toMatchObject({ kind: "Adhoc" });
    expect(await commands.dispatch({ ...old, end: "2026-11-16T12:00" })).toMatchObject({ kind: "Adhoc" });
  });
});

describe("an output", () => {
  test("is reproduced in a folder that goes, and the ledger is only read", async () => {
    const commands = await begin();
    const { id } = await open.publish("amys-calls");
    const found = await reproduceOutput(open.estate, id, { signal });
    expect(found).toMatchObject({ equal: true, samePlan: true, published: { rows: 2 }, now: { rows: 2 } });
    expect((await commands.listRuns()).total).toBe(1);
    await open.ledger.write((db) => db.updateTable("outputs").set({ definition_hash: "other" }).where("id", "=", id).execute());
    await expect(reproduceOutput(open.estate, id, { signal })).rejects.toMatchObject({ code: "definition-changed" });
  });
});

describe("lists", () => {
  test("of extracts and schedules ask the ledger as often for a hundred as for one", async () => {
    const commands = await begin();
    const few = await asked(() => commands.listSchedules({ pageSize: 1 }));
    expect(await asked(() => commands.listSchedules({ pageSize: 100 }))).toBe(few);
    expect(few).toBeLessThan(6);
    const one = await asked(() => commands.listExtracts({ pageSize: 1 }));
    expect(await asked(() => commands.listExtracts({ pageSize: 100 }))).toBe(one);
  });

  test.each([
    ["a page before the first", { page: 0 }],
    ["a page too large", { pageSize: 1001 }],
    ["half a page", { pageSize: 0.5 }],
    ["an order that there is not", { sort: "-sha256" }],
  ])("refuse %s", async (_, query) => {
    const commands = await begin();
    for (const list of [
      commands.listExtracts,
      commands.listSchedules,
      commands.listRuns,
      commands.listOwed,
      commands.listOutputs,
    ]) {
      await expect(list(query)).rejects.toMatchObject({ code: "query-invalid" });
    }
  });

  test("go by page in either order", async () => {
    const commands = await begin();
    const names = async (query: object) => (await commands.listExtracts(query)).items.map(({ name }) => name);
    expect(await names({ sort: "-name", pageSize: 2 })).toEqual(["shared-daily", "shared-calls"]);
    expect(await names({ sort: "-name", pageSize: 2, page: 2 })).toEqual(["amys-calls"]);
    expect(await names({ kind: "scheduled" })).toEqual(["shared-daily"]);
    expect(await names({ search: "CALLS", owner: "amy" })).toEqual(["amys-calls", "shared-calls"]);
  });

  test("of schedules go by state, and by when the next run is due; what has none comes last", async () => {
    await begin();
    const commands = localCommands(open.estate, { user: "ada", role: "admin" });
    const sorted = async (sort: string) => (await commands.listSchedules({ sort })).items;
    const due = (await sorted("next")).map(({ nextRuns }) => nextRuns[0]!.due);
    expect(due).toHaveLength(2);
    expect(due).toEqual(due.toSorted());
    await commands.pause("shared-daily", "the warehouse is being moved");
    const names = async (sort: string) => (await sorted(sort)).map(({ extract }) => extract);
    expect(await names("next")).toEqual(["bens-weekly", "shared-daily"]);
    expect(await names("-next")).toEqual(["shared-daily", "bens-weekly"]);
    expect(await names("state")).toEqual(["bens-weekly", "shared-daily"]);
    expect(await names("-state")).toEqual(["shared-daily", "bens-weekly"]);
  });
});

/** How many questions the ledger is asked meanwhile. */
async function asked(work: () => Promise<unknown>): Promise<number> {
  const { ledger } = open;
  const read = ledger.read.bind(ledger);
  let count = 0;
  ledger.read = (question) => {
    count += 1;
    return read(question);
  };
  await work();
  ledger.read = read;
  return count;
}
