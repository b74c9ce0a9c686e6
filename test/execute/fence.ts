import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { destinationSteps } from "../../runner/src/destination/steps.ts";
import { deleteOutput } from "../../runner/src/execute/delete-output.ts";
import { faultPoints } from "../../runner/src/execute/faults.ts";
import { attemptsIn } from "../../runner/src/ledger/find.ts";
import { listOutputs } from "../../runner/src/ledger/list-outputs.ts";
import { createTestDatabase } from "../support/test-database.ts";
import {
  allWindows,
  CrashRunner,
  contradictions,
  endLeases,
  fillWarehouse,
  type Place,
  publishedFolder,
  type Scene,
} from "./crash-scene.ts";

/** Repeats everything so many times. */
const soak = Number(process.env["SOAK"] ?? 1);
const child = fileURLToPath(new URL("crash-child.ts", import.meta.url));
const minutes = 60_000 * (1 + soak);

/** What a runner that comes too late may say: its decision was completed by another, or nobody hears it any more. */
const afterwards = ["published", "lease-lost", "obligation-closed"];

/** Steps that only a large file has: the window of one. */
const largeOnly = ["upload-begun", "part-uploaded", "half-uploaded"];

/** A place of its own for each scene; `renew` makes it, empty. */
export interface Grounds {
  readonly type: Place["type"];
  readonly ledger: "sqlite" | "postgres";
  renew(): Promise<Place>;
}

/** Kills and stops runners at every step, of a run and of the destination, and at random moments (docs/decisions/0004, 0008). */
export function proveFence(grounds: Grounds): void {
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

  /** A folder, a place and a ledger with nothing published. */
  async function renew(): Promise<void> {
    await clear();
    const folder = await mkdtemp(join(tmpdir(), "datafeed-crash-"));
    await cp(origin, folder, { recursive: true });
    const database = grounds.ledger === "postgres" ? await createTestDatabase() : undefined;
    scene = { folder, ledger: database?.url ?? join(folder, "ledger.sqlite"), place: await grounds.renew() };
    clear = async () => {
      clear = async () => {};
      await rm(folder, { recursive: true });
      await database?.drop();
    };
  }

  /** Recovers, publishes what is still owed of these windows, and looks at what came of it. */
  async function finish(owed: readonly number[]): Promise<void> {
    await using runner = await CrashRunner.open(scene);
    await endLeases(scene);
    await recoverFully(runner);
    expect(await contradictions(scene, "recovery")).toEqual([]);
    await runner.publishAll(owed);
    expect(await contradictions(scene, "end", owed)).toEqual([]);
  }

  /** Deletes what was published, as a person would. */
  async function deleteAll(): Promise<readonly string[]> {
    await using runner = await CrashRunner.open(scene);
    const { ledger, destination } = runner;
    const { items } = await listOutputs(ledger, {}, { limit: 100 });
    for (const output of items) await deleteOutput(output, { ledger, destination });
    return items.flatMap(({ parts }) => parts.map(({ path }) => join(publishedFolder(scene), path)));
  }

  const steps: readonly string[] = destinationSteps[grounds.type];
  const points = [...faultPoints, ...steps];
  describe.each(Array.from({ length: soak }, (_, round) => round))("round %i: a runner", (round) => {
    describe.each(points)("at %s", (point) => {
      // One more than the index, so that `part-published` meets the output in parts first.
      const window = largeOnly.includes(point) ? 0 : (points.indexOf(point) + 1 + round) % allWindows.length;

      it("is killed: the window is published once by the next", { timeout: minutes }, async () => {
        const { signal, errors } = await start(scene, point, "SIGKILL", String(window)).ended;
        expect({ signal, errors }).toEqual({ signal: "SIGKILL", errors: "" });
        expect(await contradictions(scene, "crash")).toEqual([]);
        await finish([window]);
      });

      it("is stopped, replaced, and goes on: it changes nothing", { timeout: minutes }, async () => {
        const late = start(scene, point, "SIGSTOP", String(window));
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

    const publishing = ["after-decide", ...steps.slice(steps.indexOf("file-uploaded") + 1), "part-published"];
    it.each(publishing)("that was stopped at %s brings no deleted file back", { timeout: minutes }, async (point) => {
      const window = point === "staging-half-removed" || round % 2 === 1 ? 2 : 0;
      const late = start(scene, point, "SIGSTOP", String(window));
      await stopped(late.process.pid);
      await finish([window]);
      const deleted = await deleteAll();
      expect(deleted.length).toBeGreaterThan(0);
      late.process.kill("SIGCONT");
      const { code, errors } = await late.ended;
      expect({ code, errors }).toEqual({ code: 0, errors: "" });
      expect(deleted.filter((file) => existsSync(file))).toEqual([]);
    });

    it("is killed at random moments, again and again", { timeout: minutes }, async () => {
      for (let kills = 0; kills < 6; ) {
        const runner = start(scene);
        await runner.working;
        // Not a wait: the moment of the kill is what is random.
        const timer = setTimeout(() => runner.process.kill("SIGKILL"), Math.random() * 500);
        const { signal, code, errors } = await runner.ended;
        clearTimeout(timer);
        expect({ ended: signal ?? code, errors }).toEqual({ ended: signal === null ? 0 : "SIGKILL", errors: "" });
        expect(await contradictions(scene, "crash")).toEqual([]);
        await endLeases(scene);
        if (signal === null) await renew();
        else kills++;
      }
      await finish(allWindows);
    });
  });
}

/** A runner in a process of its own. */
function start(scene: Scene, ...args: readonly string[]) {
  const process_ = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", child, JSON.stringify(scene), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
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

/** Waits until the system says that the process stands still. Errors: when it has ended before. */
async function stopped(pid: number | undefined): Promise<void> {
  const run = promisify(execFile);
  while (!(await run("ps", ["-o", "state=", "-p", String(pid)])).stdout.startsWith("T"));
}
