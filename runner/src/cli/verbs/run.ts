import type { Command } from "commander";
import pc from "picocolors";
import type { RangeOptions } from "../../commands/choose-window.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { downloadOutput } from "../../execute/download-output.ts";
import { endedGrants } from "../../load/grants.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import { withExamples, withProject, withRange } from "../common-options.ts";
import { describeFailure, exitCodeOf, printFailure } from "../failure.ts";
import { interruptSignal } from "../interrupt.ts";
import { type NarrowOptions, narrowRequest, withNarrowing } from "../narrow-options.ts";
import { isRemote, openCommands } from "../open-commands.ts";
import { outcomeTable } from "../outcome-table.ts";
import { answerJson, note, say } from "../printer.ts";
import { outcomeAnswer, printFailures, type RunOutcome, runExtracts } from "../run-extracts.ts";
import { runRemotely } from "../run-remotely.ts";
import { Runtime } from "../runtime.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { findExtract, openSession, type Session, today, unsoundExtracts } from "../session.ts";
import { noteWhoWorks } from "../workers.ts";

interface RunOptions extends PlaceOptions, RangeOptions, NarrowOptions {
  readonly immediate?: boolean;
  readonly out?: string;
  readonly detach?: boolean;
}

export function configure(command: Command): void {
  withServer(
    withNarrowing(
      withRange(
        withProject(
          command
            .argument("[extract...]", "the extracts' names")
            .option("--immediate", "every immediate extract of the project")
            .option("--out <folder>", "also put a copy of each file here")
            .option("--detach", "leave it to the server, or to the daemon on this ledger, and do not wait"),
        ),
      ),
    ),
  ).action(run);
  withExamples(command, [
    ["datafeed run ixHelloExtract1", "its window; a scheduled extract takes its last closed one"],
    ["datafeed run web-chat-weekly --start 2026-05-01 --end 2026-05-02", "any other range, as an ad hoc run"],
    ["datafeed run --immediate", "every extract that has a window of its own"],
    ["datafeed run ixHelloExtract1 --out ~/Downloads", "with a copy in a folder"],
    ["datafeed run web-chat-weekly --fields 'Contact ID' --file-format ndjson", "less of it, in another format"],
    ["datafeed run ixHelloExtract1 --server https://datafeed.example.com", "on a server, with its progress"],
  ]);
}

async function run(names: readonly string[], options: RunOptions, command: Command): Promise<void> {
  const signal = interruptSignal();
  if (names.length === 0 && options.immediate !== true) command.error("error: name an extract, or say --immediate");
  if (options.detach === true || isRemote(options)) {
    await using open = await openCommands(options, signal, { questions: true });
    await runRemotely(open.commands, names, options, signal);
    if (open.local !== undefined) await noteWhoWorks(open.local.runtime.ledger);
    return;
  }
  const session = await openSession(options, signal);
  const extracts = chosenExtracts(session, names, options);
  const unsound = options.immediate === true ? unsoundExtracts(session) : undefined;
  if (extracts.length === 0) throw unsound ?? noneImmediate();
  noteEndedGrants(extracts);
  await using runtime = await Runtime.open(session, { ledger: options.ledger });
  const quiet = options.format === "json";
  const outcomes: RunOutcome[] = [];
  const copies: string[] = [];
  let failure: unknown = unsound;
  try {
    const narrow = narrowRequest(options);
    const asked = { range: options, ...(narrow === undefined ? {} : { narrow }) };
    await runExtracts(runtime, extracts, { root: session.texts.root, ...asked, signal, quiet }, outcomes);
  } finally {
    // One failure does not keep back the files of the others.
    if (options.out !== undefined) {
      await copyTo(options.out, runtime, outcomes, { signal, copies }).catch((error: unknown) => {
        if (!signal.aborted) failure = error;
      });
    }
    answerJson(options.format, {
      outcomes: outcomes.map((outcome) => outcomeAnswer(runtime, outcome)),
      ...(options.out === undefined ? {} : { copies }),
      ...(failure === undefined ? {} : { error: describeFailure(failure) }),
    });
    say(options.format, outcomeTable(runtime, outcomes));
    for (const file of copies) say(options.format, `${pc.green("✔")} copied to ${file}`);
    process.exitCode = printFailures(outcomes, quiet);
  }
  signal.throwIfAborted();
  if (failure !== undefined) process.exitCode = quiet ? exitCodeOf(failure) : printFailure(failure, false);
  // Said even when a copy failed, too.
  if (unsound !== undefined && unsound !== failure && !quiet) printFailure(unsound, false);
}

function noneImmediate(): DatafeedError {
  return new DatafeedError("extract-unknown", "No extract of the project is immediate: none has a window of its own.", {
    hint: "Name one: datafeed run NAME. A scheduled extract takes its last closed window.",
  });
}

/** What was in the clear yesterday and is masked today is not left for the reader of the file to find. */
function noteEndedGrants(extracts: readonly ResolvedExtract[]): void {
  for (const extract of extracts) {
    for (const { fields, until } of endedGrants(extract, today())) {
      const again = fields.length === 1 ? "it is masked again" : "they are masked again";
      note(pc.yellow(`! ${extract.name}: the grant for ${fields.join(", ")} ended on ${until}; ${again}.`));
    }
  }
}

function chosenExtracts(session: Session, names: readonly string[], options: RunOptions): readonly ResolvedExtract[] {
  const named = names.map((name) => findExtract(session, name));
  const immediate = [...session.loaded.extracts.values()].filter((extract) => extract.window !== undefined);
  return [...new Set([...named, ...(options.immediate === true ? immediate : [])])];
}

async function copyTo(
  folder: string,
  runtime: Runtime,
  outcomes: readonly RunOutcome[],
  { signal, copies }: { readonly signal: AbortSignal; readonly copies: string[] },
): Promise<void> {
  for (const { output } of outcomes) {
    if (output === undefined) continue;
    copies.push(...(await downloadOutput(output, runtime.destination(output.destination), folder, { signal })));
  }
}
