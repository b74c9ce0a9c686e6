import { DatafeedError } from "../../errors/datafeed-error.ts";
import { openFeedSource } from "../../feeds/open-feed-source.ts";
import { parsePosition } from "../../feeds/parse-position.ts";
import { inNewHistory, isSameHistory, reaches } from "../../feeds/place-feed.ts";
import type { FeedPosition } from "../../feeds/position.ts";
import { positionText, readPosition } from "../../feeds/read-position.ts";
import { notPaused, setFeedPosition } from "../../ledger/feeds/control-feed.ts";
import { readFeed } from "../../ledger/feeds/feed-state.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import type { Desk } from "./desk.ts";
import { ledgerName } from "./feed-desk.ts";

/** So long the source has for saying where it is. */
const patienceMs = 60_000;

/**
 * Has a paused feed go on from another place, which is compared with how far its source is now. Errors: `feed-not-paused`,
 * `feed-busy`, `feed-position-invalid`, feed-source-*, feed-changes-missing, warehouse-*, ledger-*.
 */
export async function setPosition({ estate }: Desk, feed: ResolvedFeed, to: string): Promise<void> {
  const name = ledgerName(feed);
  const state = await readFeed(estate.ledger, name.key);
  // Said before the source is asked; the ledger sees to it that it is still so when the position is set.
  if (state?.paused === undefined) throw notPaused(feed.name);
  const place = to === "start" ? undefined : await placeInSource();
  await setFeedPosition(estate.ledger, name, place === undefined ? undefined : positionText(place));

  async function placeInSource(): Promise<FeedPosition> {
    const warehouse = await estate.warehouse(feed.product.warehouse);
    const signal = AbortSignal.timeout(patienceMs);
    await using source = await openFeedSource({ ...feed, snapshot: "none" }, warehouse, signal);
    // Where the feed would begin if history did not matter.
    const place = await placeOf(feed, to, state?.position, () => source.begin(signal));
    // The source refuses what it would refuse when the feed goes on.
    await source.lag(place, signal);
    return place;
  }
}

/** What the audit log keeps of where a feed was set: a position names rows. */
export function positionWord(to: string): string {
  return /^(end|start|keep)$/.test(to) ? to : "a position";
}

async function placeOf(
  feed: ResolvedFeed,
  to: string,
  stands: string | undefined,
  sourceNow: () => Promise<FeedPosition>,
): Promise<FeedPosition> {
  switch (to) {
    case "end":
      return sourceNow();
    case "keep": {
      if (stands === undefined) throw invalid(`The feed ${feed.name} has not run yet: there is nothing to keep.`);
      const kept = inNewHistory(readPosition(stands), await sourceNow());
      if (kept !== undefined) return kept;
      throw invalid(
        `The source of the feed ${feed.name} has not come as far as its position.`,
        "`end` goes on with what changes from now on; then replay the time that may be missing.",
      );
    }
    default: {
      const given = givenPosition(to, feed);
      const now = await sourceNow();
      if (!isSameHistory(given, now)) {
        throw invalid(
          "The position was taken in another history of the database.",
          "`keep` says that where it stands is right in the new one, too; else `end`, and replay the time that may be missing.",
        );
      }
      if (!reaches(given, now)) throw invalid("The position lies beyond what the source has.");
      return given;
    }
  }
}

function givenPosition(text: string, feed: ResolvedFeed): FeedPosition {
  const position = parsePosition(text, feed);
  if (typeof position !== "string") return position;
  const hint = `\`end\`, \`start\`, \`keep\`, or what \`datafeed feed position "${feed.name}"\` printed.`;
  throw invalid(`The position ${position}.`, hint);
}

function invalid(message: string, hint?: string): DatafeedError {
  return new DatafeedError("feed-position-invalid", message, hint === undefined ? {} : { hint });
}
