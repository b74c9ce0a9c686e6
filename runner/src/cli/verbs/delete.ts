import type { Command } from "commander";
import pc from "picocolors";
import { deleteOutput } from "../../execute/delete-output.ts";
import { findOutput } from "../../ledger/find.ts";
import { type ProjectOptions, withExamples, withProject } from "../common-options.ts";
import { describeFailure, exitCodeOf, type Failure, formatFailure } from "../failure.ts";
import { interruptSignal } from "../interrupt.ts";
import { answerJson, say } from "../printer.ts";
import { Runtime } from "../runtime.ts";
import { openSession } from "../session.ts";

interface Named {
  readonly id: string;
  readonly path: string;
}

export function configure(command: Command): void {
  withProject(command.argument("<id...>", "ids of outputs, or their beginnings")).action(remove);
  withExamples(command, [
    ["datafeed delete 1ng0te 1ng0tf", "two outputs; their manifests stay, their windows are not owed again"],
  ]);
}

async function remove(ids: readonly string[], options: ProjectOptions): Promise<void> {
  const signal = interruptSignal();
  await using runtime = await Runtime.open(await openSession(options, signal));
  // All ids are looked up first: a wrong one deletes nothing.
  const outputs = await Promise.all(ids.map((id) => findOutput(runtime.ledger, id)));
  const deleted: Named[] = [];
  const failed: (Named & { readonly error: Failure })[] = [];
  try {
    // By id: one that was named twice is one output.
    for (const output of new Map(outputs.map((each) => [each.id, each])).values()) {
      signal.throwIfAborted();
      const { id, path } = output;
      try {
        await deleteOutput(output, { ledger: runtime.ledger, destination: runtime.destination(output.destination) });
        deleted.push({ id, path });
        say(options.format, `${pc.green("✔")} deleted ${path}`);
      } catch (error) {
        const failure = describeFailure(error);
        failed.push({ id, path, error: failure });
        if (options.format === "text") process.stderr.write(formatFailure(failure));
        process.exitCode = Math.max(Number(process.exitCode ?? 0), exitCodeOf(error));
      }
    }
  } finally {
    answerJson(options.format, { deleted, failed });
  }
}
