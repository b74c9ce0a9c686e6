import { describe, expect, it } from "vitest";
import { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { recover } from "../../runner/src/execute/recover.ts";
import { notRepeated, retryIn } from "../../runner/src/execute/retries.ts";
import type { RunContext } from "../../runner/src/execute/run-context.ts";
import { handOver, runTimeout } from "../../runner/src/execute/run-errors.ts";
import { runObligation } from "../../runner/src/execute/run-obligation.ts";
import { cancelRun } from "../../runner/src/ledger/cancel.ts";
import { findAttempt } from "../../runner/src/ledger/find.ts";
import { listObligations } from "../../runner/src/ledger/list-runs.ts";
import { requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { MemoryWarehouse } from "./memory-warehouse.ts";
import { columns, openWorld, plan, rows } from "./world.ts";

const retries = { max: 2, backoffMs: 60_000 };
const daily = { ...plan, kind: "Daily" } as const;
const lost = new DatafeedError("warehouse-connection-lost", "gone");

/** A world with a window that is owed; `run` tries it. */
async function owed(kind: "Daily" | "Adhoc" = "Daily") {
  const world = await openWorld();
  const asked = { ...daily, kind };
  const { id } = await requestObligation(world.ledger, {
    extract: plan.extract,
    kind,
    window: plan.window,
    requester: "schedule",
    definitionHash: plan.definitionHash,
  });
  const obligation = async () => (await listObligations(world.ledger)).find((one) => one.id === id) ?? expect.unreachable();
  const run = async (warehouse: MemoryWarehouse, changes: Partial<RunContext> = {}) =>
    runObligation(asked, world.context(warehouse, changes), await obligation(), { retries });
  return { world, obligation, run, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

/** A warehouse that waits after its first row until the query is ended, and says so by `reached`. */
function hanging() {
  const reached = Promise.withResolvers<void>();
  const warehouse = new MemoryWarehouse(columns, rows, {
    before: (row, signal) => {
      if (row === 0) return;
      reached.resolve();
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
    },
  });
  return { warehouse, reached: reached.promise };
}

const breaking = (error: Error) =>
  new MemoryWarehouse(columns, rows, {
    before: () => {
      throw error;
    },
  });

describe("a failed run", () => {
  it("is tried again after growing pauses, until its tries are used up", async () => {
    await using scene = await owed();
    const pauses: number[] = [];
    for (const tries of [1, 2]) {
      const result = await scene.run(breaking(lost));
      expect(result).toMatchObject({ state: "failed", error: lost });
      const { state, nextTryAt, ...rest } = await scene.obligation();
      expect({ state, ...rest }).toMatchObject({ state: "owed", tries, error: { code: lost.code } });
      pauses.push(Date.parse(nextTryAt) - Date.parse(await scene.world.ledger.time()));
      expect(result).toMatchObject({ retryInMs: pauses.at(-1) });
      scene.world.pass(pauses.at(-1) ?? 0);
    }
    expect(pauses[0]).toBeGreaterThanOrEqual(45_000);
    expect(pauses[0]).toBeLessThanOrEqual(75_000);
    expect(pauses[1]).toBeGreaterThanOrEqual(90_000);
    expect(pauses[1]).toBeLessThanOrEqual(150_000);
    await scene.run(breaking(lost));
    expect(await scene.obligation()).toMatchObject({ state: "failed", tries: 3 });
  });

  it("publishes with a later try", async () => {
    await using scene = await owed();
    await scene.run(breaking(lost));
    expect(await scene.run(new MemoryWarehouse(columns, rows))).toMatchObject({ state: "published" });
    expect(await scene.obligation()).toMatchObject({ state: "published" });
    expect((await scene.world.files()).length).toBe(2);
  });

  it("is not tried again when the next try would end the same", async () => {
    await using scene = await owed();
    await scene.run(new MemoryWarehouse(columns, [rows[0], rows[0]]));
    expect(await scene.obligation()).toMatchObject({ state: "failed", tries: 1, error: { code: "format-duplicate-key" } });
  });
});

describe("the pause before the next try", () => {
  it("doubles up to six hours, a quarter shorter or longer", () => {
    const pause = (tries: number, random: number) => retryIn(lost, tries, { max: 100, backoffMs: 60_000 }, () => random);
    expect([1, 2, 3].map((tries) => pause(tries, 0.5))).toEqual([60_000, 120_000, 240_000]);
    expect([pause(1, 0), pause(1, 1)]).toEqual([45_000, 75_000]);
    expect(pause(90, 0.9999)).toBe(21_600_000);
  });

  it("is not there without a further try", () => {
    expect(retryIn(lost, 1, { max: 0, backoffMs: 1 })).toBeUndefined();
    expect(retryIn(new DatafeedError("compile-value", ""), 1, retries)).toBeUndefined();
    for (const code of Object.keys(notRepeated)) expect(retryIn(new DatafeedError(code, ""), 1, retries)).toBeUndefined();
    expect(retryIn(new RangeError("nobody foresaw it"), 1, retries)).toBeDefined();
  });
});

describe("a run that is stopped", () => {
  it.each(["Daily", "Adhoc"] as const)("for a runner that ends is owed at once, the try uncounted: %s", async (kind) => {
    await using scene = await owed(kind);
    const { warehouse, reached } = hanging();
    const controller = new AbortController();
    const running = scene.run(warehouse, { signal: controller.signal });
    await reached;
    controller.abort(handOver);
    expect(await running).toMatchObject({ state: "cancelled" });
    const { state, tries, nextTryAt, createdAt } = await scene.obligation();
    expect({ state, tries, nextTryAt }).toEqual({ state: "owed", tries: 0, nextTryAt: createdAt });
    expect(warehouse.open).toBe(0);
    expect(await scene.world.files()).toEqual([]);
  });

  it("because its time is up has failed, and is tried again", async () => {
    await using scene = await owed();
    const { warehouse, reached } = hanging();
    const controller = new AbortController();
    const running = scene.run(warehouse, { signal: controller.signal });
    await reached;
    controller.abort(runTimeout("calls", 60_000));
    expect(await running).toMatchObject({ state: "failed", error: { code: "run-timeout" } });
    expect(await scene.obligation()).toMatchObject({ state: "owed", tries: 1, error: { code: "run-timeout" } });
  });

  it("by somebody elsewhere hears of it by its heartbeat", async () => {
    await using scene = await owed();
    const { warehouse, reached } = hanging();
    const running = scene.run(warehouse, { lease: { leaseMs: 10_000, heartbeatMs: 20 } });
    await reached;
    const [attempt] = await scene.world.ledger.read((db) => db.selectFrom("attempts").select("id").execute());
    await cancelRun(scene.world.ledger, attempt?.id ?? "", { by: "dana" });
    expect(await running).toEqual({ state: "cancelled", run: attempt?.id });
    expect(await scene.obligation()).toMatchObject({ state: "failed", error: { code: "run-cancelled" } });
    expect(await scene.world.files()).toEqual([]);
    expect(scene.world.events.at(-1)).toMatchObject({ type: "cancelled" });
  });

  it("tells the ledger how far it is", async () => {
    await using scene = await owed();
    const { warehouse, reached } = hanging();
    const controller = new AbortController();
    const running = scene.run(warehouse, { lease: { leaseMs: 10_000, heartbeatMs: 10 }, signal: controller.signal });
    await reached;
    const [{ id } = expect.unreachable()] = await scene.world.ledger.read((db) =>
      db.selectFrom("attempts").select("id").execute(),
    );
    await expect.poll(async () => (await findAttempt(scene.world.ledger, id)).progress).toMatchObject({ rows: 1 });
    controller.abort(handOver);
    await running;
    await recover({ ledger: scene.world.ledger, destinations: new Map([["local", scene.world.destination]]) });
  });
});
