import { setTimeout as after } from "node:timers/promises";
import type { LedgerWords } from "./ledger-words.ts";
import type { FeedSource } from "./sources/source.ts";

/** How often a feed that has nothing to do looks for the word of a person. */
const idleMs = 2_000;

/** Returns when the source, the ledger or the time says that a look is worth it, or at `stop`. Errors: of the source. */
export async function awaitWork(source: FeedSource, words: LedgerWords, stop: AbortSignal): Promise<void> {
  const woken = new AbortController();
  const signal = AbortSignal.any([stop, woken.signal]);
  try {
    const idle = after(idleMs, undefined, { signal }).catch(() => {});
    await Promise.race([source.wait(signal), idle, words.said]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    woken.abort();
    words.heard();
  }
}
