import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchContext, Command, Variant } from "./variant.ts";

/** What one run took. CPU is the client's, user and system together. */
export interface Measurement {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly residentMb: number;
  readonly outputMb: number;
}

/** Runs a variant once in an empty folder. GNU time reports what each child used. */
export function measure(variant: Variant, context: Omit<BenchContext, "folder">): Measurement {
  const folder = mkdtempSync(join(tmpdir(), "datafeed-bench-"));
  try {
    const commands = variant.commands({ ...context, folder });
    if (variant.measuresItself) return ownMeasurement(commands);
    const runs = commands.map((command) => measureCommand(command, folder));
    return {
      wallSeconds: sum(runs.map((run) => run.wallSeconds)),
      cpuSeconds: sum(runs.map((run) => run.cpuSeconds)),
      residentMb: Math.max(...runs.map((run) => run.residentMb)),
      outputMb: sum(readdirSync(folder).map((file) => statSync(join(folder, file)).size)) / 1e6,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the last command says of itself; those before it make ready. */
function ownMeasurement(commands: readonly Command[]): Measurement {
  const printed = commands.map(([program, ...parameters]) => {
    const run = spawnSync(program, parameters, { encoding: "utf8" });
    if (run.status !== 0) throw new Error(`${program} ${parameters.join(" ")} failed: ${run.stderr}`);
    return run.stdout;
  });
  return JSON.parse(printed.at(-1) ?? "") as Measurement;
}

/** Runs a command once; what it prints goes nowhere. `folder` names where the report of GNU time is put. */
export function measureCommand([program, ...parameters]: Command, folder: string): Omit<Measurement, "outputMb"> {
  const report = `${folder}.time`;
  const started = performance.now();
  const run = spawnSync("/usr/bin/time", ["-o", report, "-f", "%U %S %M", program, ...parameters], { encoding: "utf8" });
  const wallSeconds = (performance.now() - started) / 1000;
  if (run.error !== undefined) throw new Error("The bench needs GNU time as /usr/bin/time.", { cause: run.error });
  if (run.status !== 0) throw new Error(`${program} ${parameters.join(" ")} failed: ${run.stderr}`);
  const [user = 0, system = 0, kilobytes = 0] = readFileSync(report, "utf8").trim().split(" ").map(Number);
  rmSync(report);
  return { wallSeconds, cpuSeconds: user + system, residentMb: kilobytes / 1024 };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
