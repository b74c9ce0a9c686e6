import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { faultPoints } from "../../runner/src/execute/faults.ts";
import { attemptsIn } from "../../runner/src/ledger/find.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { allWindows, CrashRunner, contradictions, fillWarehouse, type Scene } from "./crash-scene.ts";

/** SOAK=20 does everything twenty times; SOAK_LEDGER=postgres keeps the ledger there. */
const soak = Number(process.env["SOAK"] ?? 1);
const engine = process.env["SOAK_LEDGER"] ?? "sqlite";
const child = fileURLToPath(new URL("crash-child.ts", import.meta.url));
const minutes = 60_000 * (1 + soak);

let origin: string;
let scene: Scene;
let clear = async () => {};
beforeAll(async () => {
  origin = await mkdtemp(join(tmpdir(), "datafeed-crash-"));
  await fillWarehouse(origin);
});
beforeEach(() => renew());
afterEach(() => clear());
afterAll(() => rm(origin, { recursive: true }));

/** What a runner that comes too late may say: its decision was completed by another, or nobody hears it any more. */
const afterwards = ["published", "lease-lost", "obligation-closed"];

/** A folder and a ledger with nothing published. */
async function renew(): Promise<void> {
  await clear();
  const folder = await mkdtemp(join(tmpdir(), "datafeed-crash-"));
  await cp(origin, folder, { recursive: true });
  const database = engine === "postgres" ? await createTestDatabase() : undefined;
  scene = { folder, ledger: database?.url ?? join(folder, "ledger.sqlite") };
  clear = async () => {
    clear = async () => {};
    await rm(folder, { recursive: true });
    await database?.drop();
  };
}

/** A runner in a process of its own. */
function start(...args: readonly string[]) {
  const process_ = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", child, scene.folder, scene.ledger, ...args],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  let errors = "";
  process_.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  process_.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = once(process_, "close").then(([code, signal]) => ({ code, signal, output, errors }));
  const working = new Promise<void>((resolve) => {
    process_.stdout.once("data", () => resolve());
    process_.once("close", () => resolve());
  });
  return { process: process_, ended, working };
}

/** What recovery does once the leases of the dead have ended. */
async function recoverFully(runner: CrashRunner): Promise<void> {
  do await runner.recover();
  while ((await attemptsIn(runner.ledger, ["running", "decided"])).length > 0);
}

/** Recovers, publishes what is still owed of these windows, and looks at what came of it. */
async function finish(owed: readonly number[]): Promise<void> {
  await using runner = await CrashRunner.open(scene);
  await recoverFully(runner);
  expect(await contradictions(scene, "recovery")).toEqual([]);
  await runner.publishAll(owed);
  expect(await contradictions(scene, "end", owed)).toEqual([]);
}

describe.each(Array.from({ length: soak }, (_, round) => round))("round %i: a runner", (round) => {
  describe.each(faultPoints)("at %s", (point) => {
    // One more than the index, so that `part-published` meets the output in parts first.
    const window = (faultPoints.indexOf(point) + 1 + round) % allWindows.length;

    it("is killed: the window is published once by the next", { timeout: minutes }, async () => {
      const { signal, errors } = await start(point, "SIGKILL", String(window)).ended;
      expect({ signal, errors }).toEqual({ signal: "SIGKILL", errors: "" });
      expect(await contradictions(scene, "crash")).toEqual([]);
      await finish([window]);
    });

    it("is stopped, replaced, and goes on: it changes nothing", { timeout: minutes }, async () => {
      const late = start(point, "SIGSTOP", String(window));
      await stopped(late.process.pid);
      await finish([window]);
      late.process.kill("SIGCONT");
      const { code, errors, output } = await late.ended;
      expect({ code, errors }).toEqual({ code: 0, errors: "" });
      expect(afterwards).toContain(output.split("\n").at(-2));
      expect(await contradictions(scene, "crash")).toEqual([]);
      // What it made before it heard that it was too late goes with the next recovery.
      await finish([window]);
    });
  });

  it("is killed at random moments, again and again", { timeout: minutes }, async () => {
    for (let kills = 0; kills < 6; ) {
      const runner = start();
      await runner.working;
      // Not a wait: the moment of the kill is what is random.
      const timer = setTimeout(() => runner.process.kill("SIGKILL"), Math.random() * 500);
      const { signal, code, errors } = await runner.ended;
      clearTimeout(timer);
      expect({ ended: signal ?? code, errors }).toEqual({ ended: signal === null ? 0 : "SIGKILL", errors: "" });
      expect(await contradictions(scene, "crash")).toEqual([]);
      if (signal === null) await renew();
      else kills++;
    }
    await finish(allWindows);
  });
});

/** Waits until the system says that the process stands still. */
async function stopped(pid: number | undefined): Promise<void> {
  const run = promisify(execFile);
  while (!(await run("ps", ["-o", "state=", "-p", String(pid)])).stdout.startsWith("T"));
}
