import type { Command } from "commander";
import pc from "picocolors";
import type { Commands, DeleteOptions as Wish } from "../../commands/commands.ts";
import { withExamples, withProject } from "../common-options.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { type Failure, formatFailure } from "../failure.ts";
import { interruptSignal } from "../interrupt.ts";
import { mendOf } from "../mend.ts";
import { openCommands } from "../open-commands.ts";
import { answerJson, say } from "../printer.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";

interface DeleteOptions extends PlaceOptions {
  readonly force?: boolean;
  readonly reason?: string;
}

interface Named {
  readonly id: string;
  readonly path: string;
}

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .argument("<id...>", "ids of outputs, or their beginnings")
        .option(
          "--force",
          "what days of daily exports are answered by, too: those days are gone then; for admins, with --reason",
        )
        .option("--reason <text>", "with --force: why, for the audit log"),
    ),
  ).action(remove);
  withExamples(command, [
    ["datafeed delete 1ng0te 1ng0tf", "two outputs; their manifests stay, their windows are not owed again"],
    ['datafeed delete 1ng0te --force --reason "names of visitors in it"', "what a day is answered by: 410 from now on"],
  ]);
}

async function remove(ids: readonly string[], options: DeleteOptions): Promise<void> {
  const { force = false, reason } = options;
  const wish = { force, ...(reason === undefined ? {} : { reason }) };
  const signal = interruptSignal();
  await using open = await openCommands(options, signal, { existing: true });
  // All ids are looked up first: a wrong one deletes nothing.
  const outputs = await Promise.all(ids.map((id) => open.commands.output(id)));
  const deleted: Named[] = [];
  const failed: (Named & { readonly error: Failure })[] = [];
  try {
    // By id: one that was named twice is one output.
    for (const { id, path } of new Map(outputs.map((each) => [each.id, each])).values()) {
      signal.throwIfAborted();
      const failure = await failureOf(open.commands, id, wish);
      if (failure === undefined) {
        deleted.push({ id, path });
        say(options.format, `${pc.green("✔")} deleted ${path}`);
      } else {
        failed.push({ id, path, error: failure });
        if (options.format === "text") process.stderr.write(formatFailure(failure));
        process.exitCode = Math.max(Number(process.exitCode ?? 0), exitCodeOf(failure));
      }
    }
  } finally {
    answerJson(options.format, { deleted, failed });
  }
}

/** Deletes one; why it could not be. */
async function failureOf(commands: Commands, id: string, wish: Wish): Promise<Failure | undefined> {
  const [answer] = await commands.delete([id], wish);
  if (answer?.error === undefined) return undefined;
  const hint = mendOf(answer.error.code);
  return { ...answer.error, ...(hint === undefined ? {} : { hint }) };
}

function exitCodeOf({ code }: Failure): ExitCode {
  return code === "unexpected-failure" ? exitCode.unexpected : exitCode.failed;
}
