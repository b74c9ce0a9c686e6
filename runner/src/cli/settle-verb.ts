import type { Command } from "commander";
import pc from "picocolors";
import type { Commands } from "../commands/commands.ts";
import { interruptSignal } from "./interrupt.ts";
import { openCommands } from "./open-commands.ts";
import { answerJson, say } from "./printer.ts";
import type { PlaceOptions } from "./server-options.ts";

/**
 * The action of a verb that changes one thing in the ledger: asks for it, answers programs with what came of it and people with a
 * line; without a tick where `changed` says that nothing had to be done.
 */
export function settles<Options extends PlaceOptions, View>(
  command: Command,
  work: (commands: Commands, subject: string, options: Options) => Promise<View>,
  words: (view: View) => string,
  changed: (view: View) => boolean = () => true,
): void {
  command.action(async (subject: string, options: Options) => {
    await using open = await openCommands(options, interruptSignal(), { questions: true, existing: true });
    const view = await work(open.commands, subject, options);
    answerJson(options.format, view);
    say(options.format, `${changed(view) ? pc.green("✔") : pc.dim("–")} ${words(view)}`);
  });
}
