import type { Command } from "commander";
import pc from "picocolors";
import { saveOutput } from "../../client/save-output.ts";
import { formatBytes } from "../../commands/units.ts";
import { withExamples, withProject } from "../common-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { openCommands } from "../open-commands.ts";
import { answerJson, say } from "../printer.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";

interface DownloadOptions extends PlaceOptions {
  readonly latest?: boolean;
}

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .argument("<id>", "an output's id, or its beginning; with --latest an extract's name")
        .argument("[folder]", "where to put the copy", ".")
        .option("--latest", "the newest output of an extract: by window, then by sequence; never an ad hoc one"),
    ),
  ).action(download);
  withExamples(command, [
    ["datafeed download 1ng0te ~/Downloads", "one output, its hash checked on the way"],
    ["datafeed download web-chat-weekly --latest", "the newest of an extract"],
  ]);
}

async function download(id: string, folder: string, options: DownloadOptions): Promise<void> {
  const signal = interruptSignal();
  await using open = await openCommands(options, signal, { existing: true });
  const output = options.latest === true ? await open.commands.latest(id) : await open.commands.output(id);
  const files = await saveOutput(open.commands, output, folder, { signal });
  answerJson(options.format, { id: output.id, files, sha256: output.sha256, bytes: output.bytes, rows: output.rows });
  for (const file of files) say(options.format, `${pc.green("✔")} ${file}`);
  say(options.format, pc.dim(`${formatBytes(output.bytes)}, content as in the manifest`));
}
