import { spawn } from "node:child_process";
import { DatafeedError, messageOf } from "../../../runner/src/errors/datafeed-error.ts";
import type { CommandLine } from "../launcher/command-line.ts";
import { endProcessTree } from "../launcher/end-process-tree.ts";
import { type Environment, environmentOfSession } from "../launcher/environment.ts";

export interface PlanRequest {
  readonly program: CommandLine;
  /** The project's folder, absolute. */
  readonly project: string;
  /** A branch or commit; undefined: where the change left the default branch. */
  readonly base: string | undefined;
  /** A file, as `--connections`; empty: as on the command line. */
  readonly connections: string;
  readonly env: Environment;
  /** Hears what it says on stderr, line by line. */
  log(line: string): void;
  readonly signal: AbortSignal;
}

/** The verb and its options. What it finds is read in the plan: it is no failure here. */
export function planArguments({ project, base, connections }: Pick<PlanRequest, "project" | "base" | "connections">) {
  return [
    ...["plan", "--format", "markdown", "--fail-on", "never", "--project", project],
    ...(base === undefined ? [] : ["--base", base]),
    ...(connections === "" ? [] : ["--connections", connections]),
  ];
}

/**
 * The plan of the working tree, as Markdown. Cancelled, its queries are cancelled with it. Errors: what `datafeed plan` says of
 * itself, by its codes; `plan-failed` where it says nothing; the signal's reason.
 */
export async function makePlan({ program, log, signal, env, ...request }: PlanRequest): Promise<string> {
  signal.throwIfAborted();
  const [file, ...before] = program;
  const args = [...before, ...planArguments(request)];
  // A group of its own, so that it can be ended with all that it starts.
  const child = spawn(file, args, {
    cwd: request.project,
    env: { ...environmentOfSession(env), NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    windowsHide: true,
  });
  const end = (): void => void endProcessTree(child, { ask: () => child.kill() });
  signal.addEventListener("abort", end, { once: true });
  try {
    const ended = new Promise<string | number>((resolve) => {
      child.once("error", (error) => resolve(messageOf(error)));
      child.once("close", (code, by) => resolve(by ?? code ?? "?"));
    });
    const [markdown, said, how] = await Promise.all([textOf(child.stdout), textOf(child.stderr), ended]);
    signal.throwIfAborted();
    for (const line of said.split("\n")) if (line.trim() !== "") log(line);
    if (how === 0 && markdown !== "") return markdown;
    throw failureIn(said, how);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** What `✖ code  message` and the lines below it say. */
export function failureIn(said: string, how: string | number): DatafeedError {
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  const at = lines.findIndex((line) => /^✖ [a-z0-9-]+ /.test(line));
  const [, code, message] = /^✖ (\S+)\s+(.*)$/.exec(lines[at] ?? "") ?? [];
  if (code === undefined || message === undefined) {
    const tooOld = /unknown command '?plan/.test(said);
    const hint = tooOld ? "Update it, or name another one in the setting datafeed.cli.path." : lines.at(-1);
    const text = tooOld ? "The project's datafeed is older than this extension needs: it has no `datafeed plan`." : undefined;
    return new DatafeedError(tooOld ? "cli-too-old" : "plan-failed", text ?? `\`datafeed plan\` ended with ${how}.`, {
      ...(hint !== undefined && { hint }),
    });
  }
  const hint = lines
    .slice(at + 1)
    .map((line) => line.trim().replace(/^→ /, ""))
    .join(" ");
  return new DatafeedError(code, message, hint === "" ? {} : { hint });
}
