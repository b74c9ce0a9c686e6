import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import pc from "picocolors";
import { loadFeedClients, openFeedFile, openFeedTopics } from "../../../connect/open-feed-sink.ts";
import { DatafeedError } from "../../../errors/datafeed-error.ts";
import type { FeedTarget } from "../../../feeds/feed-key.ts";
import { instantOf, parseDateTime } from "../../../load/date-time.ts";
import type { ResolvedFeed } from "../../../load/project-documents.ts";
import { withExamples, withProject } from "../../common-options.ts";
import { exitCode } from "../../exit-code.ts";
import { describeFailure, formatFailure } from "../../failure.ts";
import { interruptSignal } from "../../interrupt.ts";
import { isRemote } from "../../open-commands.ts";
import { answerJson, say } from "../../printer.ts";
import { type FeedOutcome, failureOf, runFeedHere } from "../../run-feed-here.ts";
import { Runtime } from "../../runtime.ts";
import { type PlaceOptions, withServer } from "../../server-options.ts";
import { findFeed, inForce, openSession } from "../../session.ts";
import { streamToStdout } from "../../stdout-feed.ts";

interface FeedRunOptions extends PlaceOptions {
  readonly sink: FeedTarget;
  readonly once?: boolean;
  readonly from?: string;
  readonly withHeaders?: boolean;
  readonly fresh?: boolean;
}

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .description("Run a feed here, until Ctrl-C: to its topic, or for trying to the terminal or a file.")
        .argument("<feed>", "a feed's name")
        .addOption(
          new Option("--sink <sink>", "kafka, stdout, or file:PATH").argParser(sinkOf).default({ to: "broker" }, "kafka"),
        )
        .option("--once", "end when nothing is unread")
        .option(
          "--from <time>",
          "with stdout or a file: history from here on, whatever the feed says: 2026-03-17, in UTC",
          momentOf,
        )
        .option("--fresh", "with a file: begin anew, and remove what it holds")
        .option("--with-headers", "with stdout or a file: each line with the record's key and headers"),
    ),
  ).action(run);
  withExamples(command, [
    ["datafeed feed run conversation-events --sink stdout --once", "what it would send, without a broker"],
    ["datafeed feed run conversation-events --sink file:events.ndjson", "into a file, with a position of its own"],
    ["datafeed feed run conversation-events", "to its topic, going on where it stands"],
  ]);
}

async function run(name: string, options: FeedRunOptions, command: Command): Promise<void> {
  const { sink: target, from } = options;
  if (isRemote(options)) {
    throw new DatafeedError("feed-run-on-server", "A server's daemon runs its feeds by itself.", {
      hint: `datafeed feed status "${name}" says how it stands; without --server the feed is run here.`,
    });
  }
  if (target.to === "broker" && (from !== undefined || options.withHeaders === true)) {
    command.error("error: --from and --with-headers go with --sink stdout or file:PATH");
  }
  if (target.to !== "file" && options.fresh === true) command.error("error: --fresh goes with --sink file:PATH");
  const signal = interruptSignal();
  const session = await openSession(options, signal);
  const written = findFeed(session, name);
  const feed: ResolvedFeed = from === undefined ? written : { ...written, snapshot: { from } };
  await using runtime = await Runtime.open(session, { ledger: options.ledger, questions: true });
  const context = { runtime, signal, once: options.once === true, quiet: options.format === "json" };
  const withHeaders = options.withHeaders === true;
  if (target.to === "stdout") return finish(feed, await streamToStdout(feed, context, withHeaders), options, signal);
  const file = target.to === "file" ? { path: target.path, fresh: options.fresh === true, withHeaders } : undefined;
  if (target.to === "broker") await loadFeedClients(inForce(session), feed);
  const sink = target.to === "file" ? openFeedFile(feed, target, withHeaders) : openFeedTopics(inForce(session), feed);
  finish(
    feed,
    await runFeedHere(feed, sink, {
      ...{ ...context, ledger: runtime.ledger, isNew: from !== undefined },
      ...(file !== undefined && { file }),
    }),
    options,
    signal,
  );
}

/** Says what became of it; on stdout only where no events are. */
function finish(feed: ResolvedFeed, outcome: FeedOutcome, options: FeedRunOptions, signal: AbortSignal): void {
  const { result, ...counts } = outcome;
  if (options.sink.to !== "stdout") {
    answerJson(options.format, { feed: feed.name, ...result, ...counts });
    if (result.state === "done") say(options.format, `${pc.green("✔")} ${feed.name}: nothing is unread`);
  }
  if (result.state === "cancelled") signal.throwIfAborted();
  const error = failureOf(feed, result);
  if (error === undefined) return;
  process.exitCode = exitCode.failed;
  if (options.format === "text" || options.sink.to === "stdout") process.stderr.write(formatFailure(describeFailure(error)));
}

function sinkOf(text: string): FeedTarget {
  if (text === "kafka") return { to: "broker" };
  if (text === "stdout") return { to: "stdout" };
  if (text === "file" || text === "file:") throw new InvalidArgumentError("Say which file: file:PATH.");
  if (text.startsWith("file:")) return { to: "file", path: resolve(text.slice("file:".length)) };
  throw new InvalidArgumentError("Expected kafka, stdout, or file:PATH.");
}

function momentOf(text: string): string {
  const time = parseDateTime(text);
  if (time === undefined) throw new InvalidArgumentError("Expected 2026-03-17 or 2026-03-17T08:00, in UTC or with an offset.");
  return instantOf(time, "UTC").toString();
}
