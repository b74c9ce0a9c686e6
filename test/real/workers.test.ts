import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Ledger, openLedger } from "../../runner/src/ledger/ledger.ts";
import { listOutputs } from "../../runner/src/ledger/list-outputs.ts";
import { listObligations } from "../../runner/src/ledger/list-runs.ts";
import { applyDocuments, daily, extractText, oweDay, workerContext } from "../daemon/worker-context.ts";
import { startPostgres, type TestPostgres } from "../support/embedded-postgres.ts";
import type { WorkerOrder } from "./worker-process.ts";

const program = fileURLToPath(new URL("worker-process.ts", import.meta.url));
const lease = { leaseMs: 10_000, heartbeatMs: 3_000 };
const parallel = 'schedule: { every: day, start: "2026-11-01", overlap: parallel }';
/** A few minutes of November apart, so that each day has some hundred rows. */
const rows = "select i::varchar, 'caller ' || i, timestamp '2026-11-01' + i * interval 4 minute from range(10800) t(i)";

let server: TestPostgres;
let folder: string;
let ledger: Ledger;
const processes: WorkerProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "datafeed-workers-"));
  server = await startPostgres();
  ledger = await openLedger(server.url);
});
afterEach(async () => {
  for (const process_ of processes.splice(0)) process_.kill("SIGKILL");
  await ledger[Symbol.asyncDispose]();
  await server.stop();
  await rm(folder, { recursive: true });
});

/** A worker in a process of its own. */
class WorkerProcess {
  readonly #child;
  readonly #waiting = new Map<string, () => void>();
  readonly lines: string[] = [];
  readonly ended: Promise<number | null>;

  constructor(changes: Partial<WorkerOrder> & { readonly extracts: string; readonly runner: string }) {
    const order: WorkerOrder = { folder, ledger: server.url, lease, rows, ...changes };
    const args = ["--disable-warning=ExperimentalWarning", program, JSON.stringify(order)];
    this.#child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    createInterface(this.#child.stdout).on("line", (line) => {
      this.lines.push(line);
      for (const [wanted, resolve] of this.#waiting) if (line.startsWith(wanted)) resolve();
    });
    this.ended = once(this.#child, "close").then(([code]) => code as number | null);
    processes.push(this);
  }

  /** When it has said something that begins so. */
  async said(wanted: string): Promise<void> {
    if (this.lines.some((line) => line.startsWith(wanted))) return;
    await Promise.race([
      new Promise<void>((resolve) => this.#waiting.set(wanted, resolve)),
      this.ended.then((code) => {
        throw new Error(`the worker ended with ${code} before it said "${wanted}": ${this.lines.join(" | ")}`);
      }),
    ]);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async stop(): Promise<number | null> {
    this.kill("SIGTERM");
    return this.ended;
  }
}

async function owe(extracts: string, names: readonly string[], days: readonly number[]): Promise<void> {
  const { context, parts } = workerContext({ ledger, folder, extracts, rows });
  await applyDocuments(context);
  await parts[Symbol.asyncDispose]();
  for (const name of names) for (const day of days) await oweDay(ledger, name, day);
}

const published = async () => (await listObligations(ledger)).filter(({ state }) => state === "published").length;

/** The ledger is looked at as a person would, now and then; word of what is published is sent to nobody. */
async function untilPublished(count: number): Promise<void> {
  const deadline = performance.now() + 60_000;
  while ((await published()) < count) {
    if (performance.now() > deadline) throw new Error(`${await published()} of ${count} windows are published`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Ledger and files alone: each window published once, whole, and nobody's file about. */
async function contradictions(): Promise<readonly string[]> {
  const { items } = await listOutputs(ledger, { states: ["decided", "published", "deleted"] }, { limit: 1000 });
  const files = new Set((await readdir(join(folder, "out"))).filter((name) => name !== ".staging"));
  const found: string[] = [];
  const windows = new Set<string>();
  for (const output of items) {
    const window = `${output.extract} ${output.window.start}`;
    if (windows.has(window)) found.push(`${window} is published twice`);
    windows.add(window);
    if (output.state !== "published") found.push(`${output.path} is ${output.state}`);
    for (const { path, sha256 } of output.parts) {
      const content = await readFile(join(folder, "out", path));
      if (createHash("sha256").update(content).digest("hex") !== sha256) found.push(`${path} is not what was decided`);
      files.delete(path);
    }
    files.delete(output.manifestPath);
  }
  for (const file of files) found.push(`${file} is nobody's`);
  return found;
}

describe("two workers on one ledger", () => {
  const extracts = extractText("a", daily);

  it("take over within 15 s what the other had begun when it was killed", async () => {
    await owe(extracts, ["a"], [16]);
    const dying = new WorkerProcess({ extracts, runner: "host:1", at: { point: "encoded", does: "hang" } });
    await dying.said("at encoded");
    const other = new WorkerProcess({ extracts, runner: "host:2" });
    await other.said("ready");
    const killedAt = performance.now();
    dying.kill("SIGKILL");
    await other.said("published");
    const seconds = (performance.now() - killedAt) / 1000;
    console.log(`taken over and published after ${seconds.toFixed(1)} s`);
    expect(seconds).toBeLessThan(15);
    await untilPublished(1);
    expect(await other.stop()).toBe(0);
    // Staging is upkeep's to clear.
    expect(await contradictions()).toEqual([]);
  });

  it("do not hear the one that was paused past its lease", async () => {
    await owe(extracts, ["a"], [16]);
    const short = { leaseMs: 4_000, heartbeatMs: 500 };
    const at = { point: "before-decide", does: "stop" } as const;
    const paused = new WorkerProcess({ extracts, runner: "host:1", at, lease: short });
    await paused.said("at before-decide");
    const other = new WorkerProcess({ extracts, runner: "host:2" });
    await other.said("published");
    paused.kill("SIGCONT");
    await paused.said("failed");
    expect(paused.lines.at(-1)).toMatch(/^failed \S+ lease-lost$/);
    expect(paused.lines.join(" ")).not.toContain("published");
    expect([await paused.stop(), await other.stop()]).toEqual([0, 0]);
    expect(await contradictions()).toEqual([]);
  });

  it("keep a warehouse's cap together", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const texts = names.map((name) => extractText(name, parallel)).join("");
    const days = Array.from({ length: 12 }, (_, index) => 16 + index);
    await owe(texts, names, days);
    const workers = [1, 2].map(
      (number) => new WorkerProcess({ extracts: texts, runner: `host:${number}`, concurrency: 8, maxQueries: 3 }),
    );
    await untilPublished(60);
    for (const worker of workers) expect(await worker.stop()).toBe(0);
    const attempts = await ledger.read((db) =>
      db
        .selectFrom("attempts")
        .leftJoin("outputs", "outputs.id", "attempts.id")
        // A place is held from the claim to the decision: before it the query is closed.
        .select(["attempts.runner", "attempts.started_at", "attempts.ended_at", "outputs.created_at as decided_at"])
        .execute(),
    );
    const edges = attempts.flatMap(({ started_at, ended_at, decided_at }) => [
      { at: Date.parse(started_at), change: 1 },
      { at: Date.parse(decided_at ?? ended_at ?? ""), change: -1 },
    ]);
    let running = 0;
    let most = 0;
    for (const { change } of edges.sort((one, other) => one.at - other.at || one.change - other.change)) {
      running += change;
      most = Math.max(most, running);
    }
    expect(most).toBeLessThanOrEqual(3);
    expect(new Set(attempts.map(({ runner }) => runner)).size).toBe(2);
    expect(await contradictions()).toEqual([]);
  });

  it("go on when the ledger's server was restarted in the middle", async () => {
    const names = ["a", "b", "c", "d"];
    const texts = names.map((name) => extractText(name, parallel)).join("");
    const days = Array.from({ length: 12 }, (_, index) => 16 + index);
    await owe(texts, names, days);
    const workers = [1, 2].map((number) => new WorkerProcess({ extracts: texts, runner: `host:${number}`, maxQueries: 2 }));
    await untilPublished(6);
    await server.restart();
    const left = async () => (await listObligations(ledger)).filter(({ state }) => state !== "published");
    // What was decided when the server went is completed by upkeep, which is no part of this: it is looked at, not waited for.
    const deadline = performance.now() + 60_000;
    const decided = async () =>
      (await ledger.read((db) => db.selectFrom("attempts").select("id").where("state", "=", "decided").execute())).length;
    while ((await left()).length > (await decided())) {
      if (performance.now() > deadline) throw new Error(`${(await left()).length} windows are left`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    for (const worker of workers) expect(await worker.stop()).toBe(0);
    const found = (await contradictions()).filter((line) => !line.endsWith("is decided"));
    expect(found).toEqual([]);
  });
});
