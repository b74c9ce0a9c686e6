import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a process took, and what it printed. */
export interface Timed {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly residentMb: number;
  readonly stdout: string;
}

/** Runs a program under GNU time while the servers, which are children of this process, go on. Errors: when it fails. */
export async function timed(program: string, args: readonly string[]): Promise<Timed> {
  const folder = mkdtempSync(join(tmpdir(), "datafeed-bench-time-"));
  const report = join(folder, "time");
  try {
    const began = performance.now();
    const child = spawn("/usr/bin/time", ["-o", report, "-f", "%U %S %M", program, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const [code] = (await once(child, "close")) as [number | null];
    const wallSeconds = (performance.now() - began) / 1000;
    if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}: ${stderr.slice(-2000)}`);
    const [user = 0, system = 0, kilobytes = 0] = readFileSync(report, "utf8").trim().split(" ").map(Number);
    return { wallSeconds, cpuSeconds: user + system, residentMb: kilobytes / 1024, stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
