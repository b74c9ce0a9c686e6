import { formatCount } from "../commands/units.ts";
import { recordedError } from "../execute/recorded-error.ts";
import type { FeedResult } from "../feeds/feed-parts.ts";
import type { FeedProgress } from "../feeds/feed-progress.ts";
import { count } from "./diagnostics.ts";
import { secondOf } from "./feed-table.ts";

/** How far a feed is, in words for a line of progress. */
export class FeedWords {
  result: FeedResult = { state: "cancelled" };
  sent = 0;
  deadLetters = 0;
  #held = 0;
  #rate = 0;
  #listening = "";
  #behind = "";
  #state = "";
  #isInHistory = false;

  hear(progress: FeedProgress): string {
    switch (progress.what) {
      case "batch":
        for (const count of progress.sent.values()) this.sent += count;
        this.deadLetters += progress.deadLetters;
        if (this.sent > 0) this.#listening = "";
        this.#held = Math.max(0, this.#held + progress.held - progress.released);
        this.#rate = progress.rate;
        this.#state = progress.purpose ?? "";
        this.#isInHistory = progress.purpose === "snapshot" || progress.purpose === "replay";
        break;
      case "began":
        this.#listening = `listening from ${secondOf(progress.at)}`;
        break;
      case "lag":
        this.#behind = behind(progress.lag);
        this.#rate = progress.rate;
        break;
      case "caught-up":
        this.#behind = "nothing unread";
        this.#state = "";
        this.#isInHistory = false;
        break;
      case "retry":
        this.#state = `${recordedError(progress.error, "feed").message} Again in ${Math.ceil(progress.inMs / 1000)} s.`;
        break;
      case "recovered":
        this.#state = `a transaction that was under way was ${progress.was}`;
        break;
    }
    return this.text;
  }

  get text(): string {
    return [
      `${formatCount(this.sent)} sent`,
      ...(this.#rate >= 1 ? [`${formatCount(Math.round(this.#rate))}/s`] : []),
      ...(this.#held > 0 ? [`${formatCount(this.#held)} held`] : []),
      ...(this.deadLetters > 0 ? [`${formatCount(this.deadLetters)} dead`] : []),
      ...(this.#listening === "" ? [] : [this.#listening]),
      // Changes may all be read while a way through history is not.
      ...(this.#behind === "" || this.#isInHistory ? [] : [this.#behind]),
      ...(this.#state === "" ? [] : [this.#state]),
    ].join(" · ");
  }
}

function behind({ events, seconds, heldUpSince }: (FeedProgress & { what: "lag" })["lag"]): string {
  if (heldUpSince !== undefined) return `waits for a transaction that is open since ${heldUpSince}`;
  if (events !== undefined) return events === 0 ? "nothing unread" : `${count(events, "change")} unread`;
  return `${Math.round(seconds)} s behind`;
}
