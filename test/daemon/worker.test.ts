import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { cancelRun } from "../../runner/src/ledger/cancel.ts";
import { claim } from "../../runner/src/ledger/claim.ts";
import { attemptsIn } from "../../runner/src/ledger/find.ts";
import { listRuns } from "../../runner/src/ledger/list-runs.ts";
import { readLog } from "../../runner/src/ledger/run-log.ts";
import { MemoryWarehouse } from "../execute/memory-warehouse.ts";
import { engines } from "../ledger/ledger-engines.ts";
import { daily, extractText } from "./worker-context.ts";
import { openScene, type SceneOptions, type WorkerScene } from "./worker-scene.ts";

const columns = ["id", "caller"];
const rows = [["a", "one"]] as const;
const patience = AbortSignal.timeout(600_000);

/** A warehouse whose queries wait until they are let go, or ended. */
class SlowWarehouse extends MemoryWarehouse {
  readonly waiting: (() => void)[] = [];
  most = 0;

  constructor() {
    super(columns, rows, {
      before: (_row, signal) =>
        new Promise((resolve, reject) => {
          this.waiting.push(resolve);
          this.most = Math.max(this.most, this.open);
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        }),
    });
  }

  letGo(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

async function slowScene(options: SceneOptions): Promise<WorkerScene & { readonly slow: SlowWarehouse }> {
  const slow = new SlowWarehouse();
  return Object.assign(await openScene({ warehouse: () => slow, ...options }), { slow });
}

const states = async (scene: WorkerScene, extract?: string) => (await scene.obligations(extract)).map(({ state }) => state);
const all = (scene: WorkerScene, state: string, extract?: string) => async () =>
  (await states(scene, extract)).every((one) => one === state);
const runs = async (scene: WorkerScene) => (await attemptsIn(scene.ledger, ["running"])).length;

async function expectLastLine(scene: WorkerScene, run: string, words: RegExp): Promise<void> {
  await scene.until(async () => words.test((await readLog(scene.ledger, run)).at(-1)?.message ?? ""));
}

describe.each(engines)("a worker on %s", (engine) => {
  it("publishes what is owed, by its documents, and writes a log of each run", async () => {
    await using scene = await openScene({ engine, extracts: extractText("a", daily) + extractText("b", daily, "chats") });
    await scene.owe("a", 16);
    await scene.worker();
    await scene.until(all(scene, "published"));
    for (const day of [17, 18]) await scene.owe("a", day);
    await scene.owe("b", 16);
    await scene.until(all(scene, "published"));
    const files = (await readdir(join(scene.folder, "out"))).filter((name) => name.endsWith(".csv"));
    expect(files).toHaveLength(4);
    const { items } = await listRuns(scene.ledger, { extract: "a" }, { limit: 10 });
    expect(items[0]).toMatchObject({ state: "published", commit: "c0ffee", runner: "host:1", warehouse: "memory" });
    const first = items.find(({ windowStart }) => windowStart === "2026-11-16T00:00:00.000Z") ?? expect.unreachable();
    await scene.until(async () => (await readLog(scene.ledger, first.id)).length >= 5);
    const lines = (await readLog(scene.ledger, first.id)).map(({ level, message }) => `${level} ${message}`);
    expect(lines).toEqual([
      expect.stringMatching(
        /^info a, Daily 2026-11-16T00:00:00.000Z to .*try 1 of 4; asked for by schedule; runner host:1; commit c0ffee/,
      ),
      "info the query is sent to memory",
      "info read to the end: 1 rows, 16 bytes before compression",
      expect.stringMatching(/^info decided on, SHA-256 [0-9a-f]{64}$/),
      expect.stringMatching(/^info published a_P_Daily.*csv: 1 rows, 16 bytes$/),
    ]);
  });

  it("says in the log which columns are masked again because a grant has ended", async () => {
    await using scene = await openScene({ engine, extracts: extractText("a", daily).replace("Caller", "Day") });
    await scene.owe("a", 16);
    await scene.worker();
    await scene.until(all(scene, "published"));
    const run = (await listRuns(scene.ledger, {}, { limit: 1 })).items[0] ?? expect.unreachable();
    await scene.until(async () => (await readLog(scene.ledger, run.id)).length >= 5);
    const warnings = (await readLog(scene.ledger, run.id)).filter(({ level }) => level === "warn");
    expect(warnings.map(({ message }) => message)).toEqual(['"Day" is masked again: its grant ended on 2026-01-31']);
  });

  it("shares the work and the caps with others", { timeout: 60_000 }, async () => {
    const names = ["a", "b", "c", "d"];
    await using scene = await slowScene({
      engine,
      maxQueries: 3,
      extracts: names.map((name) => extractText(name, `${daily.slice(0, -1)}, overlap: parallel }`)).join(""),
    });
    for (const name of names) for (const day of [16, 17, 18]) await scene.owe(name, day);
    for (const id of ["host:1", "host:2", "host:3"])
      await scene.worker({ concurrency: 8 }, { runner: { id, version: "0.1.0" } });
    await scene.until(async () => scene.slow.waiting.length === 3);
    await scene.until(async () => {
      expect(await runs(scene)).toBeLessThanOrEqual(3);
      scene.slow.letGo();
      return (await states(scene)).every((state) => state === "published");
    });
    expect(scene.slow.most).toBe(3);
    expect(scene.slow.queries).toBe(12);
  });
});

describe("a worker", () => {
  it("runs an extract's windows one after another, or side by side where the author says so", async () => {
    await using scene = await slowScene({
      maxQueries: 8,
      extracts:
        extractText("queued", daily) + extractText("side", 'schedule: { every: day, start: "2026-11-16", overlap: parallel }'),
    });
    for (const day of [16, 17, 18]) for (const name of ["queued", "side"]) await scene.owe(name, day);
    await scene.worker();
    await scene.until(async () => scene.slow.waiting.length === 4);
    const running = (await attemptsIn(scene.ledger, ["running"])).map(({ extract }) => extract).sort();
    expect(running).toEqual(["queued", "side", "side", "side"]);
    await scene.until(async () => {
      scene.slow.letGo();
      return (await states(scene)).every((state) => state === "published");
    });
  });

  it("does the most urgent first", async () => {
    await using scene = await slowScene({ extracts: ["a", "b", "c"].map((name) => extractText(name, daily)).join("") });
    for (const name of ["a", "b", "c"]) await scene.owe(name, 16);
    await scene.ledger.write((db) =>
      db
        .updateTable("obligations")
        .set({ urgent_at: scene.ledger.now(-60_000) })
        .where("extract", "=", "c")
        .execute(),
    );
    await scene.worker({ concurrency: 1 });
    await scene.until(async () => scene.slow.waiting.length === 1);
    expect((await attemptsIn(scene.ledger, ["running"])).map(({ extract }) => extract)).toEqual(["c"]);
  });

  it("comes back to what is most urgent, however long the backlog", async () => {
    const names = Array.from({ length: 200 }, (_, index) => `b${index}`);
    await using scene = await openScene({
      engine: "postgres",
      extracts: [...names, "fresh"].map((name) => extractText(name, daily)).join(""),
      warehouse: () => new MemoryWarehouse(columns, rows),
    });
    for (const name of names) await scene.owe(name, 16);
    const worker = await scene.worker({ concurrency: 4 });
    await scene.until(async () => scene.events.some(({ type }) => type === "claimed"));
    scene.pass(-3_600_000);
    await scene.owe("fresh", 16);
    const claims = () => scene.events.filter(({ type }) => type === "claimed").map(({ extract }) => extract);
    const before = claims().length;
    scene.pass(3_600_000);
    worker.wake();
    await scene.until(async () => claims().includes("fresh"));
    // What the page of that moment still held, and what was claimed while it was made owed.
    expect(claims().indexOf("fresh") - before).toBeLessThanOrEqual(80);
  });

  it("keeps a place for the other warehouses when one is slow", async () => {
    const slow = new SlowWarehouse();
    await using scene = await openScene({
      maxQueries: 8,
      extracts:
        extractText("slow", 'schedule: { every: day, start: "2026-11-16", overlap: parallel }') +
        extractText("b", daily, "chats"),
      warehouse: (name) => (name === "memory" ? slow : new MemoryWarehouse(columns, rows)),
    });
    for (const day of [16, 17, 18, 19]) await scene.owe("slow", day);
    await scene.worker({ concurrency: 3 });
    await scene.until(async () => slow.waiting.length === 2);
    await scene.owe("b", 16);
    await scene.until(all(scene, "published", "b"));
    expect(slow.waiting).toHaveLength(2);
  });

  it("leaves to others what it does not have, or has in another version", async () => {
    await using scene = await openScene({ extracts: extractText("a", daily) + extractText("b", daily) });
    for (const name of ["a", "b"]) await scene.owe(name, 16);
    await scene.ledger.write((db) =>
      db.updateTable("extracts").set({ definition_hash: "newer" }).where("name", "=", "a").execute(),
    );
    await scene.worker();
    await scene.until(all(scene, "published", "b"));
    expect(await states(scene, "a")).toEqual(["owed"]);
  });

  it("takes nothing while documents ask for a newer runner", async () => {
    await using scene = await openScene({ extracts: extractText("a", daily) });
    await scene.owe("a", 16);
    const asked = Promise.withResolvers<void>();
    let minRunner = "9.0.0";
    await scene.worker(
      {},
      {
        documents: () => {
          asked.resolve();
          return { ...scene.documents, project: { ...scene.documents.project!, minRunner } };
        },
      },
    );
    await asked.promise;
    expect(await states(scene)).toEqual(["owed"]);
    minRunner = "0.1.0";
    await scene.until(all(scene, "published"));
  });

  it("fails at once what does not compile, and says why", async () => {
    await using scene = await openScene({ extracts: extractText("a") });
    await scene.owe("a", 16, { kind: "Adhoc", narrowing: '{"fields":["Nothing"]}' });
    await scene.worker();
    await scene.until(all(scene, "failed"));
    expect((await scene.obligations())[0]?.error?.code).toBe("narrowing-refused");
    expect(scene.events).toContainEqual(expect.objectContaining({ type: "failed", extract: "a" }));
  });

  it("runs less of an extract where a request asks for less", async () => {
    await using scene = await openScene({ extracts: extractText("a") });
    await scene.owe("a", 16, { kind: "Adhoc", narrowing: '{"fields":["Caller"],"format":"ndjson"}' });
    await scene.worker();
    await scene.until(all(scene, "published"));
    expect((await readdir(join(scene.folder, "out"))).filter((name) => name.endsWith(".ndjson"))).toHaveLength(1);
  });

  it("puts off what it lacks a connection for, and notes it", async () => {
    await using scene = await openScene({
      extracts: extractText("a", daily),
    });
    await scene.owe("a", 16);
    await scene.worker({}, { warehouse: () => Promise.reject(new DatafeedError("secret-missing", "PGPASSWORD is not set")) });
    await scene.until(async () => (await scene.obligations())[0]?.error?.code === "secret-missing");
    expect((await scene.obligations())[0]).toMatchObject({ state: "owed", tries: 0, nextTryAt: "2026-11-20T12:01:00.000Z" });
  });

  it("tries again what failed, after its pause by the ledger's clock", async () => {
    let broken = true;
    await using scene = await openScene({
      extracts: extractText("a", `${daily}\nretries: { max: 1, backoff: 10m }`),
      warehouse: () =>
        new MemoryWarehouse(columns, rows, {
          before: () => {
            if (broken) throw new Error("the network");
          },
        }),
    });
    await scene.owe("a", 16);
    await scene.worker();
    await scene.until(async () => (await scene.obligations())[0]?.tries === 1 && (await runs(scene)) === 0);
    const [{ nextTryAt } = expect.unreachable()] = await scene.obligations();
    const pauseMs = Date.parse(nextTryAt) - Date.parse("2026-11-20T12:00:00.000Z");
    expect(pauseMs).toBeGreaterThanOrEqual(450_000);
    expect(pauseMs).toBeLessThanOrEqual(750_000);
    broken = false;
    scene.pass(pauseMs - 1);
    expect(await states(scene)).toEqual(["owed"]);
    scene.pass(1);
    await scene.until(all(scene, "published"));
    const { items } = await listRuns(scene.ledger);
    const log = await readLog(scene.ledger, items.at(-1)?.id ?? "");
    expect(log.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^it is tried again in \d+ s$/));
  });

  it("ends a run that takes longer than its extract allows", async () => {
    await using scene = await slowScene({ extracts: extractText("a", `${daily}\ntimeout: 1s\nretries: { max: 0 }`) });
    await scene.owe("a", 16);
    await scene.worker();
    await scene.until(all(scene, "failed"));
    expect((await scene.obligations())[0]?.error?.code).toBe("run-timeout");
    expect(scene.slow.open).toBe(0);
  });

  it("ends a run that somebody cancels: here at once, elsewhere by its heartbeat", async () => {
    await using scene = await slowScene({ extracts: extractText("a", daily) + extractText("b", daily) });
    for (const name of ["a", "b"]) await scene.owe(name, 16);
    const worker = await scene.worker({}, { lease: { leaseMs: 10_000, heartbeatMs: 50 } });
    await scene.until(async () => scene.slow.waiting.length === 2);
    const [here, elsewhere] = await attemptsIn(scene.ledger, ["running"]);
    for (const attempt of [here, elsewhere]) await cancelRun(scene.ledger, attempt?.id ?? "", { by: "dana" });
    worker.interrupt(here?.id ?? "");
    await scene.until(async () => scene.slow.open === 0);
    expect(await states(scene)).toEqual(["failed", "failed"]);
    for (const attempt of [here, elsewhere]) await expectLastLine(scene, attempt?.id ?? "", /^Cancelled by dana; nothing was/);
    expect(await readdir(join(scene.folder, "out")).catch(() => [])).not.toContainEqual(expect.stringMatching(/csv$/));
  });

  it("takes over what a dead runner had begun", async () => {
    await using scene = await openScene({ extracts: extractText("a", daily) });
    const { id } = await scene.owe("a", 16);
    await claim(scene.ledger, {
      obligation: id,
      runner: "dead:1",
      leaseMs: 10_000,
      exclusive: true,
      destination: "local",
      planHash: "p",
      definitionHash: "d",
      mostTries: 4,
    });
    await scene.worker();
    scene.pass(10_001);
    await scene.until(all(scene, "published"));
    expect(scene.events).toContainEqual(expect.objectContaining({ type: "discarded" }));
  });
});

describe("a worker that stops", () => {
  it("finishes what runs, and takes nothing new", async () => {
    await using scene = await slowScene({ extracts: extractText("a", daily) + extractText("b", daily) });
    await scene.owe("a", 16);
    const worker = await scene.worker({ concurrency: 1 });
    await scene.until(async () => scene.slow.waiting.length === 1);
    await scene.owe("b", 16);
    const stopped = worker.stop(patience);
    scene.slow.letGo();
    await stopped;
    expect(await states(scene, "a")).toEqual(["published"]);
    expect(await states(scene, "b")).toEqual(["owed"]);
    await worker.stop(patience);
  });

  it("hands over at the deadline what still runs: owed at once, no try counted", async () => {
    await using scene = await slowScene({ extracts: extractText("a", daily) });
    await scene.owe("a", 16);
    const worker = await scene.worker();
    await scene.until(async () => scene.slow.waiting.length === 1);
    await worker.stop(AbortSignal.abort());
    expect((await scene.obligations())[0]).toMatchObject({ state: "owed", tries: 0, nextTryAt: "2026-11-20T12:00:00.000Z" });
    expect(scene.slow.open).toBe(0);
    expect(scene.events).toContainEqual(expect.objectContaining({ type: "cancelled", handedOver: true }));
    await expectLastLine(scene, (await listRuns(scene.ledger)).items[0]?.id ?? "", /^handed over to another runner/);
  });
});

describe("readiness", () => {
  const ready = (sql: string, rest = "") => `${daily}\nready: { sql: "${sql}", every: 1m, timeout: 2h${rest} }`;
  const loaded = "select max(loaded) >= :window_end from (values (timestamptz '2026-11-17 00:00:00+00')) log(loaded)";

  it("is asked of the warehouse with the window's bounds: what is there runs, what is not waits", async () => {
    await using scene = await openScene({ extracts: extractText("a", ready(loaded)) });
    for (const day of [16, 17]) await scene.owe("a", day);
    await scene.worker();
    await scene.until(async () => (await states(scene)).includes("published"));
    await scene.until(async () => (await scene.obligations())[1]?.nextTryAt === "2026-11-20T12:01:00.000Z");
    const [there, missing] = await scene.obligations();
    expect(there).toMatchObject({ state: "published", readyAt: "2026-11-20T12:00:00.000Z" });
    expect(missing).toMatchObject({ state: "owed", tries: 0 });
    expect(missing).not.toHaveProperty("readyAt");
  });

  it.each([
    { after: "fail", state: "failed", code: "not-ready" },
    { after: "skip", state: "skipped", code: "not-ready" },
    { after: "run", state: "published", code: undefined },
  ])("ends by its timeout: $after", async ({ after, state, code }) => {
    await using scene = await openScene({ extracts: extractText("a", ready("select false", `, then: ${after}`)) });
    await scene.owe("a", 16);
    await scene.worker();
    await scene.until(async () => (await scene.obligations())[0]?.nextTryAt === "2026-11-20T12:01:00.000Z");
    scene.pass(7_199_999);
    await scene.until(async () => (await scene.obligations())[0]?.nextTryAt === "2026-11-20T14:00:59.999Z");
    expect(await states(scene)).toEqual(["owed"]);
    scene.pass(60_000);
    await scene.until(all(scene, state));
    expect((await scene.obligations())[0]?.error?.code).toBe(code);
  });

  it("that the warehouse refuses fails the window at once", async () => {
    await using scene = await openScene({ extracts: extractText("a", ready("select nothing from nowhere")) });
    await scene.owe("a", 16);
    await scene.worker();
    await scene.until(all(scene, "failed"));
    expect((await scene.obligations())[0]?.error?.code).toBe("warehouse-sql-refused");
  });

  it("is not asked for a request", async () => {
    await using scene = await openScene({ extracts: extractText("a", ready("select false")) });
    await scene.owe("a", 16, { kind: "Adhoc" });
    await scene.worker();
    await scene.until(all(scene, "published"));
  });
});
