import type { Command } from "commander";
import pc from "picocolors";
import { deleteOutput } from "../../execute/delete-output.ts";
import { findOutput } from "../../ledger/find.ts";
import { type ProjectOptions, withExamples, withProject } from "../common-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { answerJson, say } from "../printer.ts";
import { Runtime } from "../runtime.ts";
import { openSession } from "../session.ts";

export function configure(command: Command): void {
  withProject(command.argument("<id...>", "ids of outputs, or their beginnings")).action(remove);
  withExamples(command, [
    ["datafeed delete 1ng0te 1ng0tf", "two outputs; their manifests stay, their windows are not owed again"],
  ]);
}

async function remove(ids: readonly string[], options: ProjectOptions): Promise<void> {
  await using runtime = await Runtime.open(await openSession(options, interruptSignal()));
  // All ids are looked up first: a wrong one deletes nothing.
  const outputs = await Promise.all(ids.map((id) => findOutput(runtime.ledger, id)));
  for (const output of outputs) {
    await deleteOutput(output, { ledger: runtime.ledger, destination: runtime.destination(output.destination) });
    say(options.format, `${pc.green("✔")} deleted ${output.path}`);
  }
  answerJson(options.format, { deleted: outputs.map(({ id, path }) => ({ id, path })) });
}
