import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Command } from "commander";
import pc from "picocolors";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { hasErrors } from "../../errors/diagnostic.ts";
import { defaultContacts, defaultSeed } from "../../sample/generate-sample.ts";
import { type ProjectOptions, withExamples, withProject } from "../common-options.ts";
import { count } from "../diagnostics.ts";
import { interruptSignal } from "../interrupt.ts";
import { locate, outcomeTable } from "../outcome-table.ts";
import { answerJson, say } from "../printer.ts";
import { runSteps } from "../progress.ts";
import { feedIntoFile, firstEvents } from "../quickstart-feed.ts";
import { outcomeAnswer, printFailures, type RunOutcome, runExtracts } from "../run-extracts.ts";
import type { FeedOutcome } from "../run-feed-here.ts";
import { Runtime } from "../runtime.ts";
import { fillSample, sampleFile } from "../sample-warehouse.ts";
import { openSession, type Session, showDiagnostic } from "../session.ts";

/** The example of the documentation, and that of `datafeed init`. */
const favourites = ["ixHelloExtract1", "contacts-april"];

export function configure(command: Command): void {
  withProject(command).action(quickstart);
  withExamples(command, [["datafeed quickstart", "in a checkout of this repository, or after `datafeed init`"]]);
}

async function quickstart(options: ProjectOptions): Promise<void> {
  const signal = interruptSignal();
  const quiet = options.format === "json";
  const session = await openSession(options, signal);
  const file = sampleFile(session.texts.root);
  if (!existsSync(file)) {
    await fillSample({ type: "duckdb", file }, { contacts: defaultContacts, seed: defaultSeed, quiet }, signal);
  }
  await runSteps([{ title: "documents", work: async () => soundDocuments(session) }], { quiet });
  await using runtime = await Runtime.open(session);
  const extracts = [...session.loaded.extracts.values()].filter((extract) => extract.window !== undefined);
  const outcomes: RunOutcome[] = [];
  const [feed] = session.loaded.feeds.values();
  const eventsFile = feed === undefined ? "" : join(session.texts.root, "out", `${feed.name}.ndjson`);
  let events: FeedOutcome | undefined;
  try {
    await runExtracts(runtime, extracts, { root: session.texts.root, range: {}, signal, quiet }, outcomes);
    if (feed !== undefined) events = await feedIntoFile(feed, eventsFile, { runtime, signal, once: true, quiet });
    if (events?.result.state === "cancelled") signal.throwIfAborted();
  } finally {
    const ran = outcomes.map((outcome) => outcomeAnswer(runtime, outcome));
    const sent =
      events === undefined ? {} : { feed: { feed: feed?.name, file: eventsFile, ...events.result, sent: events.sent } };
    answerJson(options.format, { outcomes: ran, ...sent });
    say(options.format, `\n${outcomeTable(runtime, outcomes)}\n`);
    process.exitCode = printFailures(outcomes, quiet);
  }
  if (feed !== undefined && events?.result.state === "done")
    say(options.format, `${await firstEvents(feed, eventsFile, events)}\n`);
  say(options.format, nextSteps(session, conversationFiles(runtime, session, outcomes)));
}

function soundDocuments(session: Session): string {
  if (hasErrors(session.diagnostics)) {
    const errors = session.diagnostics.filter((each) => each.severity === "error");
    throw new DatafeedError("documents-unsound", errors.map((each) => showDiagnostic(session, each)).join("\n"));
  }
  const { extracts, feeds, templates } = session.loaded;
  const sound = [count(extracts.size, "sound extract"), ...(feeds.size === 0 ? [] : [count(feeds.size, "feed")])];
  return [...sound, count(templates.size, "template")].join(", ");
}

/** A pattern for the documents of conversations that were just made below this folder; undefined when there are none. */
function conversationFiles(runtime: Runtime, { loaded }: Session, outcomes: readonly RunOutcome[]): string | undefined {
  const [made] = outcomes.flatMap(({ extract, output }) => {
    const isDocument = loaded.extracts.get(extract)?.template.name === "BotConversations" && output?.path.endsWith(".json");
    return isDocument ? [output] : [];
  });
  if (made === undefined) return undefined;
  const folder = relative(process.cwd(), dirname(locate(runtime, made)));
  return folder.startsWith("..") ? undefined : join(folder, `${made.extract}*.json`);
}

/** Commands to try on what this project has, in words that work where the person is: under npm, or with datafeed installed. */
function nextSteps(session: Session, conversations: string | undefined): string {
  const extracts = [...session.loaded.extracts.values()];
  const favourite = favourites.find((name) => session.loaded.extracts.has(name));
  const immediate = favourite ?? extracts.find(({ window }) => window !== undefined)?.name;
  const [feed] = session.loaded.feeds.keys();
  const scheduled = extracts.find(({ schedule }) => schedule?.every === "week") ?? extracts.find(({ schedule }) => schedule);
  const datafeed = process.env["npm_lifecycle_event"] === undefined ? "datafeed" : "npm run -s datafeed --";
  const steps = [
    ...(immediate === undefined
      ? []
      : [
          [`preview ${inQuotes(immediate)}`, "the first rows, masked"],
          [`sql ${inQuotes(immediate)}`, "the query behind the file"],
        ]),
    ...(scheduled === undefined ? [] : [[`run ${inQuotes(scheduled.name)}`, "a scheduled extract: its last closed window"]]),
    ...(conversations === undefined ? [] : [[`metrics ${conversations}`, "how the conversations of a day went"]]),
    ...(feed === undefined ? [] : [[`feed run ${inQuotes(feed)} --sink stdout --once`, "an event feed, without a broker"]]),
    ["new", "an extract of your own"],
    ["verify", "the files are still what their manifests say"],
  ].map(([verb = "", what = ""]) => [`${datafeed} ${verb}`, what] as const);
  const widest = Math.max(...steps.map(([line]) => line.length));
  return [pc.bold("Try next:"), ...steps.map(([line, what]) => `  ${pc.cyan(line.padEnd(widest))}  ${pc.dim(what)}`)].join(
    "\n",
  );
}

/** A name as a shell takes it for one word. */
function inQuotes(name: string): string {
  return name.includes(" ") ? `"${name}"` : name;
}
