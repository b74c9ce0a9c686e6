import { type Command, Option } from "commander";
import { spareMemory } from "../../daemon/spare-memory.ts";
import { protocolVersion } from "../../pipe/protocol.ts";
import { servePipe } from "../../pipe/serve-pipe.ts";
import { version } from "../../version.ts";
import { withExamples } from "../common-options.ts";
import { EditorSession } from "../editor/editor-session.ts";
import { describeFailure } from "../failure.ts";
import { cancel, interruptSignal } from "../interrupt.ts";
import { withLedger } from "../server-options.ts";
import { projectFolder } from "../session.ts";

interface SessionOptions {
  readonly project: string;
  readonly connections?: string;
  readonly ledger?: string;
}

export function configure(command: Command): void {
  withLedger(
    command
      .addOption(new Option("-C, --project <folder>", "the project's folder").default(".").env("DATAFEED_PROJECT"))
      .option("--connections <file>", "warehouses and destinations to use (or DATAFEED_CONNECTIONS)"),
  ).action(session);
  withExamples(command, [
    ["datafeed session -C shop", "what an editor starts: JSON-RPC 2.0, one message a line, until stdin ends"],
    ["datafeed session -C shop < requests.jsonl", "questions of a script, answered as they are done"],
  ]);
}

/**
 * Answers until stdin ends. Then nobody waits for previews any more, and they end; runs are finished first, so that an editor
 * that is closed loses nothing. A signal, or the editor's wish, ends those, too.
 */
async function session(options: SessionOptions): Promise<void> {
  // It lives as long as the editor.
  spareMemory();
  const signal = interruptSignal();
  await using editor = new EditorSession({ ...options, format: "text" });
  await servePipe({
    input: process.stdin,
    output: process.stdout,
    commands: editor.commands,
    hello: () => {
      // What the first question will need is dear to load: who asks for a name has it first.
      setImmediate(() => editor.prepare());
      const { pid, versions } = process;
      return { protocol: protocolVersion, version, node: versions.node, project: projectFolder(options), pid };
    },
    signal,
    onStop: cancel,
    describe: describeFailure,
  });
  const cancelling = new Promise<void>((resolve) => {
    const end = (): void => resolve(editor.cancelRuns());
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
  });
  await Promise.race([editor.settled(), cancelling.then(() => editor.settled())]);
  signal.throwIfAborted();
}
