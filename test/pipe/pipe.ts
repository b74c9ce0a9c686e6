import { PassThrough } from "node:stream";
import { type PipedCommands, pipedCommands } from "../../runner/src/pipe/piped-commands.ts";
import type { SessionCommands } from "../../runner/src/pipe/protocol.ts";
import { type PipeOptions, servePipe } from "../../runner/src/pipe/serve-pipe.ts";

export const hello = { protocol: 1, version: "0.1.0", node: "24.0.0", project: "/project", pid: 42 };

/** Both sides of a pipe in one process: what is asked on one side is answered by `commands` on the other. */
export interface TestPipe {
  readonly desk: PipedCommands;
  /** What the session reads, and what it writes. */
  readonly requests: PassThrough;
  readonly answers: PassThrough;
  readonly oddLines: string[];
  /** Ends the session as a signal of the system does. */
  readonly stop: AbortController;
  /** When the session has ended. */
  readonly served: Promise<void>;
}

export function openPipe(commands: Partial<SessionCommands>, options: Partial<PipeOptions> = {}): TestPipe {
  const requests = new PassThrough();
  const answers = new PassThrough();
  const oddLines: string[] = [];
  const stop = new AbortController();
  const served = serve(commands, { input: requests, output: answers, signal: stop.signal, ...options });
  // A process that has ended has closed its streams.
  void served.then(() => answers.end());
  const desk = pipedCommands({ input: answers, output: requests, onOddLine: (line) => oddLines.push(line) });
  return { desk, requests, answers, oddLines, stop, served };
}

/** The session's side alone. */
export function serve(
  commands: Partial<SessionCommands>,
  options: Pick<PipeOptions, "input" | "output"> & Partial<PipeOptions>,
): Promise<void> {
  const { signal } = new AbortController();
  return servePipe({ commands: commands as SessionCommands, hello: () => hello, signal, ...options });
}

/** Resolves when a signal is aborted, with its reason. */
export function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    signal.addEventListener("abort", () => resolve(signal.reason));
  });
}

/** Everything that comes. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
