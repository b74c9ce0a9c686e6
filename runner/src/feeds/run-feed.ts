import { setTimeout as after } from "node:timers/promises";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { recordedError } from "../execute/recorded-error.ts";
import { noteFeed } from "../ledger/feeds/own-feed.ts";
import type { ResolvedFeed } from "../load/project-documents.ts";
import type { FeedOptions, FeedParts, FeedResult, RunningFeed } from "./feed-parts.ts";
import type { FeedListener } from "./feed-progress.ts";
import { type SessionOptions, workFeed } from "./feed-session.ts";
import { orMissingModule } from "./missing-module.ts";
import { Patience } from "./patience.ts";
import { pausedResult } from "./person-word.ts";
import { stateNow } from "./recover-feed.ts";

/** With `once` somebody waits for the end. */
export const mostTriesOnce = 5;

/**
 * Runs a feed for its owner until it is told to stop, is paused, or can't go on. What passes by itself is tried again, with
 * growing pauses; what needs a person stops the feed. Errors: those of the ledger when it stays away with `once`.
 */
export async function runFeed(
  feed: ResolvedFeed,
  parts: FeedParts,
  { once = false, signal }: FeedOptions,
): Promise<FeedResult> {
  const { owner } = parts;
  const patience = new Patience();
  let startedAt = performance.now();
  const onEvent: FeedListener = (progress) => {
    patience.hear(progress.what, performance.now() - startedAt);
    parts.onEvent?.(progress);
  };
  const running: RunningFeed = { ...parts, feed, onEvent };
  for (;;) {
    startedAt = performance.now();
    const ending = AbortSignal.any([signal, owner.signal]);
    try {
      return await session(running, { once, signal: ending });
    } catch (thrown) {
      if (!owner.isHeld || isLost(thrown)) return { state: "lost" };
      if (signal.aborted) return { state: "cancelled" };
      const error = orMissingModule(thrown);
      const recorded = recordedError(error, "feed");
      const inMs = patience.pauseAfter(error);
      if (inMs === undefined || (once && patience.tries >= mostTriesOnce)) {
        await noteFeed(parts.ledger, owner, { error: recorded, ...(inMs === undefined ? { stop: true } : {}) });
        return { state: "stopped", error: recorded };
      }
      parts.onEvent?.({ what: "retry", error, inMs });
      await noteFeed(parts.ledger, owner, { error: recorded }).catch(() => {});
      await after(inMs, undefined, { signal: ending }).catch(() => {});
    }
  }
}

async function session(running: RunningFeed, options: SessionOptions): Promise<FeedResult> {
  const { ledger, owner, sink, transactional } = running;
  const state = await stateNow(ledger, owner);
  const paused = pausedResult(state);
  if (paused !== undefined) return paused;
  if (state.stoppedAt !== undefined) {
    return { state: "stopped", error: state.lastError ?? { code: "feed-stopped", message: "The feed was stopped." } };
  }
  // What a failure leaves open ends with the session.
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  await using opened = new AsyncDisposableStack();
  opened.defer(() => ended.abort());
  const openSink = opened.use(await sink.open({ feed: owner.key, transactional, signal }));
  const source = opened.use(await running.openSource(signal));
  return await workFeed(running, { source, sink: openSink }, { once: options.once, signal });
}

function isLost(error: unknown): boolean {
  return error instanceof DatafeedError && error.code === "feed-lost";
}
