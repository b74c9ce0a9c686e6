import { forgetDeadLetters, forgetSeen, forgetSent } from "../ledger/feeds/forget.ts";
import { noteFeed } from "../ledger/feeds/own-feed.ts";
import { feedError } from "./errors.ts";
import type { RunningFeed } from "./feed-parts.ts";
import type { FeedPosition } from "./position.ts";
import { rememberedFrom } from "./sources/remembered.ts";
import type { SourceLag } from "./sources/source.ts";

/** So long the ledger lists dead letters; their topic keeps them for as long as it is told. */
const deadLettersMs = 90 * 24 * 3_600_000;

/** Has the ledger forget what a feed that stands at a position needs no more. Errors: ledger-*. */
export async function forgetOld({ feed, ledger, owner }: RunningFeed, position: FeedPosition): Promise<void> {
  await forgetSent(ledger, owner.key, feed.rememberMs);
  await forgetDeadLetters(ledger, owner.key, deadLettersMs);
  const from = "lookbackMs" in feed.source ? rememberedFrom(position, feed.source.lookbackMs) : undefined;
  if (from !== undefined) await forgetSeen(ledger, owner.key, from);
}

/** Says how far a feed is behind, and that nothing fails; `rate`: events a second. Errors: `feed-lost`, ledger-*. */
export async function noteLag({ ledger, owner, onEvent }: RunningFeed, lag: SourceLag, rate: number): Promise<void> {
  if (!(await noteFeed(ledger, owner, { lag, rate, error: null }))) throw feedError("feed-lost", "The feed has another owner.");
  onEvent?.({ what: "lag", lag, rate });
}
