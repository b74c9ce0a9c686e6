import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";

/** The programs that read what we write, none of them ours. */
export const programs = ["psql", "unzip", "zipinfo", "zip", "gzip", "jq", "python3", "sha256sum", "openssl"] as const;
export type Program = (typeof programs)[number];

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Given to the program's standard input. */
  readonly input?: string;
  /** Takes the program's standard output in place of the answer. */
  readonly outputFile?: string;
}

/** Runs a program to its end and answers what it printed. A failure of the program is an error with what it said. */
export async function run(program: Program, args: readonly string[], options: ProgramOptions = {}): Promise<string> {
  const file = options.outputFile === undefined ? undefined : openSync(options.outputFile, "wx");
  try {
    const child = spawn(program, args, {
      env: { ...process.env, LC_ALL: "C.UTF-8", PYTHONDONTWRITEBYTECODE: "1", ...options.env },
      stdio: ["pipe", file ?? "pipe", "pipe"],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
    child.stdin?.on("error", () => {});
    child.stdin?.end(options.input ?? "");
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (code !== 0) {
      throw new Error(
        `${program} ${args.join(" ").slice(0, 300)}\nended with ${code}: ${Buffer.concat([...out.slice(-1), ...err])}`,
      );
    }
    return Buffer.concat(out).toString();
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Runs one of the scripts in python/ and answers the JSON that it printed. */
export async function python<Facts>(script: string, args: readonly string[]): Promise<Facts> {
  return JSON.parse(await run("python3", [join(import.meta.dirname, "python", script), ...args])) as Facts;
}

/** What a program printed, a JSON value a line. */
export function jsonLines<Value>(text: string): Value[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Value);
}
