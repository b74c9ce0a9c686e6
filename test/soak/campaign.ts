import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Destination } from "../../runner/src/destination/destination.ts";
import { faultPoints } from "../../runner/src/execute/faults.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { check, type Verdict } from "./checker.ts";
import { leaseSeconds, RunnerProcess } from "./runner-process.ts";
import type { Scene } from "./scene.ts";

/** What is done to the runners. */
export interface CampaignOptions {
  /** Kills at random moments, of whichever runner. */
  readonly randomKills: number;
  /** Kills at each named step. */
  readonly namedKills: number;
  /** Runners paused past their lease and resumed; they live on. */
  readonly pauses: number;
  /** How many run at a time. */
  readonly runners: number;
  readonly seed: number;
  readonly say?: (line: string) => void;
}

/** What was done and what was seen. */
export interface CampaignResult extends Verdict {
  readonly kills: number;
  readonly pauses: number;
  readonly seconds: number;
}

/** Kills and pauses the runners of a scene, then lets one work everything off. Throws when it never comes to rest. */
export async function campaign(scene: Scene, destination: Destination, options: CampaignOptions): Promise<CampaignResult> {
  const began = performance.now();
  const chance = dice(options.seed);
  const say = options.say ?? (() => {});
  const contradictions = new Set<string>();
  let kills = 0;
  const note = async (settled: boolean): Promise<Verdict> => {
    const verdict = await check(scene, destination, settled);
    for (const line of verdict.contradictions) contradictions.add(settled ? line : `on the way: ${line}`);
    return verdict;
  };

  for (let round = 0; round < options.namedKills; round++) {
    for (const point of faultPoints) {
      await dieAt(scene, point, 1 + Math.floor(chance() * 3));
      kills++;
    }
    say(`killed at each of ${faultPoints.length} steps (${round + 1} of ${options.namedKills})`);
    await note(false);
  }

  const runners: RunnerProcess[] = [];
  try {
    let pauses = 0;
    const rounds = options.randomKills + options.pauses;
    for (let round = 0; round < rounds; round++) {
      while (runners.filter(({ running }) => running).length < options.runners) runners.push(new RunnerProcess(scene));
      const living = runners.filter(({ running }) => running);
      await setTimeout(300 + chance() * 1_700);
      const victim = living[Math.floor(chance() * living.length)];
      if (victim === undefined) throw new Error("no runner is left");
      // A round is one or the other: killed at once, a paused runner could not try what it may not do any more.
      if (isShare(options.pauses, round, rounds)) {
        await pause(victim);
        pauses++;
      } else {
        await victim.kill();
        kills++;
      }
      if (round % 25 === 24) {
        const { published, windows } = await note(false);
        say(`${kills} kills, ${published} of ${windows} windows published`);
      }
    }
    if (!runners.some(({ running }) => running)) runners.push(new RunnerProcess(scene));
    await comeToRest(scene, destination, runners.find(({ running }) => running)!);
    for (const runner of runners.filter(({ running }) => running)) runner.signal("SIGTERM");
    for (const runner of runners) await runner.ended();
    // One that was paused may have staged something after all had come to rest: that goes with the next recovery.
    const last = new RunnerProcess(scene);
    runners.push(last);
    await comeToRest(scene, destination, last);
    last.signal("SIGTERM");
    for (const runner of runners) {
      const code = await runner.ended();
      if (code !== 0 && code !== null) contradictions.add(`a runner ended with ${code}: ${runner.lines.slice(-3).join(" | ")}`);
    }
    const verdict = await note(true);
    const seconds = (performance.now() - began) / 1000;
    return { ...verdict, contradictions: [...contradictions], kills, pauses, seconds };
  } finally {
    for (const runner of runners.filter(({ running }) => running)) await runner.kill();
  }
}

/** Whether this round of so many is one of the share, which is spread evenly and comes out exactly. */
function isShare(share: number, round: number, rounds: number): boolean {
  return Math.floor(((round + 1) * share) / rounds) > Math.floor((round * share) / rounds);
}

/** Holds a runner until its leases are over and others have its work, and lets it go on until it has said something. */
async function pause(runner: RunnerProcess): Promise<void> {
  runner.signal("SIGSTOP");
  await setTimeout(leaseSeconds * 1000 + 1_500);
  const said = runner.nextLine(3_000);
  runner.signal("SIGCONT");
  await said;
}

/** A runner that kills itself when it comes to a step for the n-th time. */
async function dieAt(scene: Scene, point: string, nth: number): Promise<void> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "dying-runner.ts"), JSON.stringify({ ...scene, point, nth })],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  if (signal !== "SIGKILL") throw new Error(`the runner that was to die at ${point} ended with ${code ?? signal}`);
}

/** Waits until there were windows, nothing is owed, and nothing is left in staging. */
async function comeToRest(scene: Scene, destination: Destination, runner: RunnerProcess): Promise<void> {
  await using ledger = await openLedger(scene.ledger);
  const deadline = performance.now() + 600_000;
  for (;;) {
    if (!runner.running) throw new Error(`the last runner ended: ${runner.lines.slice(-5).join("\n")}`);
    const states = await ledger.read((db) => db.selectFrom("obligations").select("state").execute());
    const open = states.filter(({ state }) => state === "owed" || state === "running").length;
    // Where all were killed before they had begun, there is no window yet.
    if (states.length > 0 && open === 0 && (await destination.staged()).length === 0) return;
    if (performance.now() > deadline)
      throw new Error(`${open} obligations are still open:\n${runner.lines.slice(-20).join("\n")}`);
    // The ledger of another process tells nobody; a checker may look once a second.
    await setTimeout(1_000);
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
