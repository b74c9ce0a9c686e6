import pc from "picocolors";
import { saveOutput } from "../client/save-output.ts";
import type { RangeOptions } from "../commands/choose-window.ts";
import type { Commands, OutputView, OwedView } from "../commands/commands.ts";
import { formatBytes, formatCount } from "../commands/units.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { exitCode } from "./exit-code.ts";
import { describeFailure, printFailure } from "./failure.ts";
import { type NarrowOptions, narrowRequest } from "./narrow-options.ts";
import { otherParts } from "./output-table.ts";
import { answerJson, note, say } from "./printer.ts";
import {
  dispatchAll,
  type FollowedOutcome,
  followAll,
  followedAnswer,
  printFollowedFailures,
  publishedAnswer,
} from "./run-on-server.ts";
import { windowText } from "./run-table.ts";
import type { PlaceOptions } from "./server-options.ts";
import { table } from "./table.ts";

export interface RemoteRunOptions extends PlaceOptions, RangeOptions, NarrowOptions {
  readonly immediate?: boolean;
  readonly out?: string;
  readonly detach?: boolean;
}

/** `run` where others do the work: asks for it, then follows it unless `--detach` was said. */
export async function runRemotely(
  commands: Commands,
  names: readonly string[],
  options: RemoteRunOptions,
  signal: AbortSignal,
): Promise<void> {
  const { format } = options;
  const extracts = [...new Set([...names, ...(options.immediate === true ? await immediateOnes(commands) : [])])];
  if (extracts.length === 0) throw new DatafeedError("extract-unknown", "No extract of the server is immediate.");
  const { owed, refused } = await dispatchAll(commands, extracts, options, narrowRequest(options));
  if (options.detach === true) return answerOwed(owed, refused, options);

  const outcomes: FollowedOutcome[] = [...refused];
  const copies: string[] = [];
  let failure: unknown;
  try {
    await followAll(commands, owed, outcomes, { signal, quiet: format === "json" });
  } finally {
    if (options.out !== undefined) {
      // One failure does not keep back the files of the others.
      await copyAll(commands, outcomes, options.out, copies, signal).catch((error: unknown) => {
        if (!signal.aborted) failure = error;
      });
    }
    answerJson(format, {
      outcomes: format === "json" ? await Promise.all(outcomes.map((each) => publishedAnswer(commands, each))) : [],
      ...(options.out === undefined ? {} : { copies }),
      ...(failure === undefined ? {} : { error: describeFailure(failure) }),
    });
    if (!signal.aborted || outcomes.length > 0) say(format, outcomeTable(outcomes));
    for (const file of copies) say(format, `${pc.green("✔")} copied to ${file}`);
    if (format === "text") printFollowedFailures(outcomes);
    if (outcomes.some(({ error }) => error !== undefined)) process.exitCode = exitCode.failed;
  }
  if (failure === undefined) return;
  process.exitCode = format === "json" ? exitCode.failed : printFailure(failure, false);
}

/** Every immediate extract that the caller may know of. */
async function immediateOnes(commands: Commands): Promise<readonly string[]> {
  const names: string[] = [];
  for (let page = 1; ; page++) {
    const { items, total } = await commands.listExtracts({ kind: "immediate", page, pageSize: 200 });
    names.push(...items.map(({ name }) => name));
    if (items.length === 0 || names.length >= total) return names;
  }
}

function answerOwed(owed: readonly OwedView[], refused: readonly FollowedOutcome[], { format }: PlaceOptions): void {
  answerJson(format, { owed, refused: refused.map(followedAnswer) });
  for (const each of owed) say(format, `${each.id}  ${each.extract}  ${windowText(each)}  ${each.state}`);
  if (format === "text") {
    printFollowedFailures(refused);
    for (const { id } of owed.slice(0, 1)) note(`${pc.cyan("→")} datafeed logs ${id} --follow, or datafeed cancel ${id}`);
  }
  if (refused.length > 0) process.exitCode = exitCode.failed;
}

async function copyAll(
  commands: Commands,
  outcomes: readonly FollowedOutcome[],
  folder: string,
  copies: string[],
  signal: AbortSignal,
): Promise<void> {
  for (const { output } of outcomes) {
    if (output !== undefined) copies.push(...(await saveOutput(commands, output, folder, { signal })));
  }
}

function outcomeTable(outcomes: readonly FollowedOutcome[]): string {
  const published = outcomes.flatMap(({ output }) => (output === undefined ? [] : [output]));
  if (published.length === 0) return "No file was published.";
  return table(published, [
    { title: "ID", value: (output: OutputView) => output.id },
    { title: "EXTRACT", value: (output) => output.extract, least: 12 },
    { title: "ROWS", value: (output) => formatCount(output.rows), align: "right" },
    { title: "SIZE", value: (output) => formatBytes(output.bytes), align: "right" },
    { title: "FILE", value: (output) => output.path + otherParts(output), least: 20 },
  ]);
}
