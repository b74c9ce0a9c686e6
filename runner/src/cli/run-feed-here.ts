import { feedDefinitionHash } from "../compile/feed-hash.ts";
import type { FeedSink } from "../connect/open-feed-sink.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { awaitFeed } from "../feeds/await-feed.ts";
import type { FeedResult } from "../feeds/feed-parts.ts";
import { openFeedSource } from "../feeds/open-feed-source.ts";
import { runFeed } from "../feeds/run-feed.ts";
import { readFeed } from "../ledger/feeds/feed-state.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { ResolvedFeed } from "../load/project-documents.ts";
import { FeedWords } from "./feed-words.ts";
import { runSteps } from "./progress.ts";
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

/**
 * Runs a feed in this process, with progress. `isNew`: where history begins was said, so the feed must not have begun. Errors:
 * `feed-owned` while another runner has it that lives, `feed-begun`, those of `runFeed`.
 */
export async function runFeedHere(
  feed: ResolvedFeed,
  { sink, key, transactional }: FeedSink,
  { runtime, ledger, signal, once, quiet, isNew }: FeedRunContext & { readonly ledger: Ledger; readonly isNew: boolean },
): Promise<FeedOutcome> {
  const known = await readFeed(ledger, key);
  if (isNew && known?.position !== undefined) {
    throw new DatafeedError("feed-begun", `The feed ${feed.name} has begun to write to ${sink.place} already.`, {
      hint: "Name another file, or leave --from out to go on.",
    });
  }
  const words = new FeedWords();
  const step = async (report: (text: string) => void): Promise<string> => {
    const named = { key, name: feed.name, definitionHash: feedDefinitionHash(feed) };
    const onWait = (): void => report("another runner has it: waiting whether that one lives");
    await using owner = await awaitFeed(ledger, named, runtime.runner.id, { signal, onWait });
    if (owner === undefined) {
      if (signal.aborted) return words.text;
      throw owned(feed, (await readFeed(ledger, key))?.runner);
    }
    words.result = await runFeed(
      feed,
      {
        ledger,
        owner,
        sink,
        transactional,
        openSource: async (opening) => openFeedSource(feed, await runtime.warehouse(feed.product.warehouse), opening),
        onEvent: (progress) => report(words.hear(progress)),
      },
      { once, signal },
    );
    return words.text;
  };
  await runSteps([{ title: `${feed.name} → ${sink.place}`, work: step }], { quiet });
  const held = (await readFeed(ledger, key))?.held ?? 0;
  return { result: words.result, sent: words.sent, deadLetters: words.deadLetters, held };
}

function owned({ name }: ResolvedFeed, runner: string | undefined): DatafeedError {
  return new DatafeedError("feed-owned", `${runner ?? "Another runner"} has the feed ${name}.`, {
    hint: "It gives signs of life: stop it first.",
  });
}
