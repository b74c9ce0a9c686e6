import type { Command } from "commander";
import pc from "picocolors";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { downloadOutput } from "../../execute/download-output.ts";
import { findOutput } from "../../ledger/find.ts";
import { latestOutput } from "../../ledger/list-outputs.ts";
import type { Output } from "../../ledger/records.ts";
import { type ProjectOptions, withExamples, withProject } from "../common-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { answerJson, say } from "../printer.ts";
import { Runtime } from "../runtime.ts";
import { extractUnknown, openSession, type Session } from "../session.ts";
import { formatBytes } from "../units.ts";

interface DownloadOptions extends ProjectOptions {
  readonly latest?: boolean;
}

export function configure(command: Command): void {
  withProject(
    command
      .argument("<id>", "an output's id, or its beginning; with --latest an extract's name")
      .argument("[folder]", "where to put the copy", ".")
      .option("--latest", "the newest output of an extract: by window, then by sequence; never an ad hoc one"),
  ).action(download);
  withExamples(command, [
    ["datafeed download 1ng0te ~/Downloads", "one output, its hash checked on the way"],
    ["datafeed download web-chat-weekly --latest", "the newest of an extract"],
  ]);
}

async function download(id: string, folder: string, options: DownloadOptions): Promise<void> {
  const signal = interruptSignal();
  const session = await openSession(options, signal);
  await using runtime = await Runtime.open(session);
  const output = options.latest === true ? await latest(runtime, session, id) : await findOutput(runtime.ledger, id);
  const files = await downloadOutput(output, runtime.destination(output.destination), folder, { signal });
  answerJson(options.format, { id: output.id, files, sha256: output.sha256, bytes: output.bytes, rows: output.rows });
  for (const file of files) say(options.format, `${pc.green("✔")} ${file}`);
  say(options.format, pc.dim(`${formatBytes(output.bytes)}, content as in the manifest`));
}

async function latest(runtime: Runtime, session: Session, extract: string): Promise<Output> {
  const output = await latestOutput(runtime.ledger, extract);
  if (output !== undefined) return output;
  const { extracts, unsound } = session.loaded;
  const names = [...extracts.keys(), ...unsound.flatMap(({ kind, name }) => (kind === "Extract" ? [name] : []))];
  if (!names.includes(extract)) throw extractUnknown(extract, names);
  throw new DatafeedError("output-unknown", `Extract "${extract}" has no published output.`, {
    hint: `Make one: datafeed run "${extract}"`,
  });
}
