import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openFileDestination } from "../../runner/src/destination/file/file-destination.ts";
import { type Ledger, openLedger } from "../../runner/src/ledger/ledger.ts";
import { check } from "../soak/checker.ts";
import { startProxy } from "../soak/proxy.ts";
import { RunnerProcess } from "../soak/runner-process.ts";
import { makeScene, type Scene } from "../soak/scene.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { until } from "../support/until.ts";

/** A scene on PostgreSQL whose first runner reaches the ledger through a proxy. */
async function makeCutScene(minutes: number) {
  const stack = new AsyncDisposableStack();
  const [ledger, warehouse] = [await createTestDatabase(), await createTestDatabase()];
  stack.defer(() => ledger.drop());
  stack.defer(() => warehouse.drop());
  const out = await mkdtemp(join(tmpdir(), "datafeed-cut-"));
  stack.defer(() => rm(out, { recursive: true, force: true, maxRetries: 5 }));
  const scene = stack.use(
    await makeScene({
      ledgerUrl: ledger.url,
      warehouseUrl: warehouse.url,
      destination: { type: "file", path: out },
      minutes,
    }),
  );
  const proxy = stack.use(await startProxy({ host: ledger.host, port: ledger.port }));
  const behind = new URL(ledger.url);
  behind.port = String(proxy.port);
  return {
    scene,
    proxy,
    behindProxy: { ...scene, ledger: behind.href } satisfies Scene,
    destination: openFileDestination("local", { path: out }, out),
    ledger: stack.use(await openLedger(ledger.url)),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("a runner whose ledger is cut off publishes nothing more; another takes over, and the first goes on when it is back", async () => {
  await using world = await makeCutScene(240);
  const { scene, proxy, behindProxy, destination, ledger } = world;
  const cut = new RunnerProcess(behindProxy);
  const other = new RunnerProcess(scene);
  try {
    await comesToBe(async () => (await runsOf(ledger, cut)) > 3 && (await runsOf(ledger, other)) > 3);
    proxy.cut();
    // What was on its way may still arrive; after that the ledger hears nothing of it.
    await comesToBe(async () => (await underWay(ledger, cut)) === 0);
    const [before, ofOther] = [await runsOf(ledger, cut), await runsOf(ledger, other)];
    await comesToBe(async () => (await runsOf(ledger, other)) > ofOther + 10);
    expect((await check(scene, destination, false)).contradictions).toEqual([]);
    expect(await runsOf(ledger, cut)).toBe(before);
    proxy.heal();
    other.signal("SIGTERM");
    expect(await other.ended()).toBe(0);
    await comesToBe(async () => (await runsOf(ledger, cut)) > before);
    await comesToBe(async () => (await openWindows(ledger)) === 0 && (await destination.staged()).length === 0);
    cut.signal("SIGTERM");
    expect(await cut.ended()).toBe(0);
    expect((await check(scene, destination, true)).contradictions).toEqual([]);
  } finally {
    for (const runner of [cut, other]) if (runner.running) await runner.kill();
  }
});

test("a runner that is told to stop finishes what runs, or hands it over", async () => {
  await using world = await makeCutScene(60);
  const { scene, destination, ledger } = world;
  const first = new RunnerProcess(scene, {}, ["--shutdown-timeout", "1s"]);
  let second: RunnerProcess | undefined;
  try {
    await comesToBe(async () => (await runsOf(ledger, first)) > 5);
    const stoppedAt = performance.now();
    first.signal("SIGTERM");
    expect(await first.ended()).toBe(0);
    // Sooner than without that option; so long a busy machine may take.
    expect(performance.now() - stoppedAt).toBeLessThan(20_000);
    const { running } = await ledger.read((db) =>
      db
        .selectFrom("attempts")
        .select((column) => column.fn.countAll<number>().as("running"))
        .where("state", "=", "running")
        .executeTakeFirstOrThrow(),
    );
    expect(Number(running)).toBe(0);
    second = new RunnerProcess(scene);
    await comesToBe(async () => (await openWindows(ledger)) === 0 && (await destination.staged()).length === 0);
    second.signal("SIGTERM");
    expect(await second.ended()).toBe(0);
    expect((await check(scene, destination, true)).contradictions).toEqual([]);
  } finally {
    for (const runner of [first, second]) if (runner?.running) await runner.kill();
  }
});

/** What other processes do tells this one nothing: the ledger is asked. */
const comesToBe = (isSo: () => Promise<boolean>) => until(isSo, (so) => so, { mostMs: 240_000 });

async function runsOf(ledger: Ledger, { child }: RunnerProcess): Promise<number> {
  const { runs } = await ledger.read((db) =>
    db
      .selectFrom("attempts")
      .select((column) => column.fn.countAll<number>().as("runs"))
      .where("runner", "like", `%:${child.pid}:%`)
      .executeTakeFirstOrThrow(),
  );
  return Number(runs);
}

async function underWay(ledger: Ledger, { child }: RunnerProcess): Promise<number> {
  const { runs } = await ledger.read((db) =>
    db
      .selectFrom("attempts")
      .select((column) => column.fn.countAll<number>().as("runs"))
      .where("runner", "like", `%:${child.pid}:%`)
      .where("state", "=", "running")
      .executeTakeFirstOrThrow(),
  );
  return Number(runs);
}

async function openWindows(ledger: Ledger): Promise<number> {
  const { open } = await ledger.read((db) =>
    db
      .selectFrom("obligations")
      .select((column) => column.fn.countAll<number>().as("open"))
      .where("state", "in", ["owed", "running", "failed"])
      .executeTakeFirstOrThrow(),
  );
  return Number(open);
}
