import { feedDefinitionHash } from "../compile/feed-hash.ts";
import type { FeedSink } from "../connect/open-feed-sink.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { awaitFeed } from "../feeds/await-feed.ts";
import { gapOf } from "../feeds/errors.ts";
import { ownFeed } from "../feeds/feed-owner.ts";
import type { FeedResult } from "../feeds/feed-parts.ts";
import type { FeedProgress } from "../feeds/feed-progress.ts";
import { openFeedSource } from "../feeds/open-feed-source.ts";
import { runOwnedFeed } from "../feeds/run-owned-feed.ts";
import { beginAnew, tryAgain } from "../ledger/feeds/begin-anew.ts";
import { readFeed } from "../ledger/feeds/feed-state.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { ResolvedFeed } from "../load/project-documents.ts";
import { beginsAnew, checkShape, type FeedFile, removeFile } from "./feed-file.ts";
import { FeedWords } from "./feed-words.ts";
import { missedEvents } from "./missed-events.ts";
import { note } from "./printer.ts";
import { type Report, runSteps } from "./progress.ts";
import type { Runtime } from "./runtime.ts";

/** How a feed is run by a command. */
export interface FeedRunContext {
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  readonly once: boolean;
  /** No progress is shown. */
  readonly quiet: boolean;
}

/** What came of it, and what was done by this run. */
export interface FeedOutcome {
  readonly result: FeedResult;
  readonly sent: number;
  readonly deadLetters: number;
  /** Events that wait for the one before them. */
  readonly held: number;
}

/** What is said beside the feed and where it goes. */
export interface FeedRunOptions extends FeedRunContext {
  readonly ledger: Ledger;
  /** Where history begins was said, so the feed must not have begun. */
  readonly isNew: boolean;
  readonly file?: FeedFile;
}

/**
 * Runs a feed in this process, with progress. Who asks for that means it: one that an error has stopped tries again. Errors:
 * `feed-owned` while another runner has it that lives, `feed-begun`, `feed-file-shorter`, `feed-file-shape`,
 * those of `runFeed`.
 */
export async function runFeedHere(
  feed: ResolvedFeed,
  { sink, key, transactional }: FeedSink,
  { runtime, ledger, signal, once, quiet, isNew, file }: FeedRunOptions,
): Promise<FeedOutcome> {
  const known = await readFeed(ledger, key);
  const isFresh = file !== undefined && (await beginsAnew(file, known));
  if (isNew && !isFresh && known?.position !== undefined) {
    throw new DatafeedError("feed-begun", `The feed ${feed.name} has begun to write to ${sink.place} already.`, {
      hint: "Name another file, leave --from out to go on, or begin anew with --fresh.",
    });
  }
  if (file !== undefined && !isFresh) await checkShape(file);
  if (isFresh && file?.fresh === false) note(`! ${file.path} is gone: the feed begins anew.`);
  const words = new FeedWords();
  // Whoever waits for the end of a history need not know since when changes are heard.
  const mustShow = ({ what }: FeedProgress): boolean => what === "began" && (!once || feed.snapshot === "none");
  let failure: DatafeedError | undefined;
  const step = async (report: Report): Promise<string> => {
    // Where no progress is shown, a note says what somebody wonders about.
    const sayNow = (text: string): void => (quiet ? note(text) : report(text, "at once"));
    const named = { key, name: feed.name, definitionHash: feedDefinitionHash(feed) };
    const onWait = (): void => sayNow("another runner has it: waiting whether that one lives");
    await using owner = await awaitFeed(ledger, named, runtime.runner.id, { signal, onWait });
    if (owner === undefined) {
      if (signal.aborted) return words.text;
      throw owned(feed, (await readFeed(ledger, key))?.runner);
    }
    if (isFresh) {
      await removeFile(file);
      await beginAnew(ledger, owner);
    }
    await tryAgain(ledger, owner);
    const gap = isFresh ? undefined : gapOf(known);
    if (gap !== undefined) note(`! ${missedEvents(feed.name, gap)}`);
    words.result = await runOwnedFeed(
      feed,
      owner,
      {
        ledger,
        sink,
        transactional,
        openSource: async (opening) => openFeedSource(feed, await runtime.warehouse(feed.product.warehouse), opening),
        onEvent: (progress) => (mustShow(progress) ? sayNow : report)(words.hear(progress)),
      },
      { once, signal, own: () => ownFeed(ledger, named, runtime.runner.id) },
    );
    failure = failureOf(feed, words.result);
    if (failure !== undefined) throw failure;
    return words.text;
  };
  try {
    await runSteps([{ title: `${feed.name} → ${sink.place}`, work: step }], { quiet });
  } catch (error) {
    // What came of the run says so itself.
    if (error !== failure) throw error;
  }
  const held = (await readFeed(ledger, key))?.held ?? 0;
  return { result: words.result, sent: words.sent, deadLetters: words.deadLetters, held };
}

/** Why a run of a feed has ended otherwise than it was meant to; undefined when it has not. */
export function failureOf({ name }: ResolvedFeed, result: FeedResult): DatafeedError | undefined {
  if (result.state === "stopped") return new DatafeedError(result.error.code, result.error.message);
  if (result.state === "lost") return new DatafeedError("feed-lost", `The feed ${name} is another runner's now.`);
  if (result.state !== "paused") return undefined;
  const reason = result.reason === undefined ? "" : `: ${result.reason}`;
  return new DatafeedError("feed-paused", `${result.by} has paused the feed ${name}${reason}.`, {
    hint: `Start it again after: datafeed feed resume "${name}"`,
  });
}

function owned({ name }: ResolvedFeed, runner: string | undefined): DatafeedError {
  return new DatafeedError("feed-owned", `${runner ?? "Another runner"} has the feed ${name}.`, {
    hint: "It gives signs of life: stop it first.",
  });
}
