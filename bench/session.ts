import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openLedger } from "../runner/src/ledger/ledger.ts";
import { type PipedCommands, pipedCommands } from "../runner/src/pipe/piped-commands.ts";
import { fillOutputs } from "./fill-outputs.ts";
import { manyExtracts, writeManyExtracts } from "./many-extracts.ts";
import { buildCli } from "./prepare.ts";
import { builtCli } from "./project.ts";

const outputs = 10_000;
const questionsARound = 20;

/**
 * What an editor waits for, on a project of 10,000 extracts with 10,000 outputs: from the start of a session to its hello, and
 * for a page of outputs from it, beside `datafeed outputs` as a process of its own. The report.
 */
export async function benchSession(rounds = 5): Promise<string> {
  buildCli();
  const folder = mkdtempSync(join(tmpdir(), "datafeed-bench-session-"));
  try {
    writeManyExtracts(folder);
    await fill(folder);
    const times = new Times();
    for (let round = 0; round < rounds; round++) {
      await times.take("`datafeed outputs --format json`, a process for each", () => verb(folder));
      await askSession(folder, times);
    }
    return times.report();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(folder: string): Promise<void> {
  await using ledger = await openLedger(join(folder, ".datafeed/ledger.sqlite"));
  await fillOutputs(ledger, [{ extract: "extract 0", owner: "bench", shared: true }], outputs);
}

async function verb(folder: string): Promise<void> {
  const args = [builtCli, "outputs", "--format", "json", "-C", folder];
  await promisify(execFile)(process.execPath, args, { maxBuffer: 1e8 });
}

async function askSession(folder: string, times: Times): Promise<void> {
  let child: ChildProcess | undefined;
  const desk = await times.take("session: from its start to hello", async () => {
    const spawned = spawn(process.execPath, [builtCli, "session", "-C", folder], { stdio: ["pipe", "pipe", "inherit"] });
    child = spawned;
    const commands: PipedCommands = pipedCommands({ input: spawned.stdout, output: spawned.stdin });
    await commands.hello();
    return commands;
  });
  await times.take("session: the first page of outputs", () => desk.listOutputs());
  for (let at = 0; at < questionsARound; at++) await times.take("session: a page of outputs", () => desk.listOutputs());
  await times.take("session: the first page of extracts", () => desk.listExtracts());
  for (let at = 0; at < questionsARound; at++) await times.take("session: a page of extracts", () => desk.listExtracts());
  appendFileSync(join(folder, "extracts/extract-7.extract.yaml"), "# changed\n");
  await times.take("session: a page of extracts after one has changed", () => desk.listExtracts());
  child?.stdin?.end();
  await once(child!, "exit");
}

/** How long things took, by name. */
class Times {
  readonly #all = new Map<string, number[]>();

  async take<Answer>(name: string, work: () => Promise<Answer>): Promise<Answer> {
    const begun = performance.now();
    const answer = await work();
    const known = this.#all.get(name) ?? [];
    known.push(performance.now() - begun);
    this.#all.set(name, known);
    return answer;
  }

  report(): string {
    const rows = [...this.#all].map(([name, ms]) => {
      const sorted = ms.toSorted((one, other) => one - other);
      const at = (share: number): string => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1);
      return `| ${name} | ${at(0.5)} | ${at(0.95)} |`;
    });
    const title = `${manyExtracts} extracts, ${outputs} outputs, ledger in SQLite`;
    return [`## Session: ${title}`, "", "| | median, ms | 95 of 100, ms |", "|---|---:|---:|", ...rows].join("\n");
  }
}
