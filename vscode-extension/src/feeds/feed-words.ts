import type { FeedRunState, FeedView } from "../../../runner/src/commands/commands.ts";
import { formatAge, formatCount } from "../../../runner/src/commands/units.ts";
import type { Translate } from "../views/schedule-words.ts";

/** A line below a feed: what it is called, what it says, and which icon stands before it. */
export interface FeedDetail {
  readonly id: string;
  readonly label: string;
  readonly text: string;
  readonly icon: string;
  /** What is told when somebody rests on it. */
  readonly tooltip?: string;
}

/** How a feed stands, in a word. */
export function feedStateWord(state: FeedRunState, t: Translate): string {
  switch (state) {
    case "running":
      return t("running");
    case "waiting":
      return t("waiting");
    case "paused":
      return t("paused");
    case "stopped":
      return t("stopped");
    case "disabled":
      return t("disabled");
  }
}

/** What is measured again and again, and was not for so long, says nothing of now. */
const freshMs = 60_000;

/** What stands beside a feed's name: its state, what needs a look, which is never cut off first, and how far it is behind. */
export function besideFeed(feed: FeedView, t: Translate, now: Date): string {
  const { state, lag, rate, held, deadLetters } = feed;
  const goes = state === "running";
  const fresh = lag !== undefined && now.getTime() - Date.parse(lag.at) <= freshMs;
  return [
    stateNow(feed, t),
    ...(deadLetters > 0 ? [deadLetterWords(deadLetters, t)] : []),
    ...(held > 0 ? [t("{0} held", formatCount(held))] : []),
    ...(goes && fresh ? [lagWords(lag, t)] : []),
    ...(goes && rate !== undefined && rate > 0 ? [t("{0} events/s", rateText(rate))] : []),
  ].join(" · ");
}

/** Whether it fails, and tries again by itself. */
export function isFailing({ state, lastError }: FeedView): boolean {
  return lastError !== undefined && (state === "running" || state === "waiting");
}

function stateNow(feed: FeedView, t: Translate): string {
  const { state, pausedBy } = feed;
  if (isFailing(feed)) return t("failing, tries again");
  return state === "paused" && pausedBy !== undefined ? t("paused by {0}", pausedBy) : feedStateWord(state, t);
}

/** "1,204 events, 12 s behind". */
export function lagWords({ events, seconds }: NonNullable<FeedView["lag"]>, t: Translate): string {
  if (events === 0 || (events === undefined && seconds < 1)) return t("up to date");
  const time = durationWords(seconds, t);
  return events === undefined ? t("{0} behind", time) : t("{0}, {1} behind", eventWords(events, t), time);
}

function eventWords(count: number, t: Translate): string {
  return count === 1 ? t("1 event") : t("{0} events", formatCount(count));
}

function deadLetterWords(count: number, t: Translate): string {
  return count === 1 ? t("1 dead letter") : t("{0} dead letters", formatCount(count));
}

/** The lines below a feed. */
export function feedDetails(feed: FeedView, t: Translate, now: Date, locale?: string): readonly FeedDetail[] {
  const ago = (instant: string): string => formatAge(instant, now.getTime(), locale);
  const { state, runner, lastEvent, lastError, lag, held, deadLetters, refused, pauseReason } = feed;
  return [
    ...(refused === undefined
      ? []
      : [{ id: "refused", label: t("Newest text refused"), text: refused.message, icon: "warning" }]),
    ...(lastError === undefined
      ? []
      : [
          {
            id: "error",
            label: t("Last error"),
            text: `${lastError.message} (${ago(lastError.at)})`,
            icon: "error",
            tooltip: `${lastError.code}: ${lastError.message}`,
          },
        ]),
    ...(pauseReason === undefined ? [] : [{ id: "pause", label: t("Why it is paused"), text: pauseReason, icon: "comment" }]),
    ...(lag?.heldUpSince === undefined
      ? []
      : [
          {
            id: "heldUp",
            label: t("Held up"),
            text: t("by a transaction that has been open since {0}", ago(lag.heldUpSince)),
            icon: "watch",
          },
        ]),
    ...(deadLetters === 0
      ? []
      : [{ id: "dead", label: t("Could not be sent"), text: deadLetterWords(deadLetters, t), icon: "mail" }]),
    ...(held === 0
      ? []
      : [{ id: "held", label: t("Held"), text: t("{0}, until the one before comes", eventWords(held, t)), icon: "clock" }]),
    ...(state === "waiting" ? [{ id: "runner", label: t("Runner"), text: t("none has it now"), icon: "vm" }] : []),
    ...(runner === undefined ? [] : [{ id: "runner", label: t("Runner"), text: runner, icon: "vm" }]),
    ...(lag === undefined
      ? []
      : [{ id: "lag", label: t("Lag"), text: `${lagWords(lag, t)} (${ago(lag.at)})`, icon: "dashboard" }]),
    { id: "topic", label: t("Topic"), text: `${feed.broker} / ${feed.topic}`, icon: "broadcast" },
    { id: "source", label: t("Source"), text: feed.source, icon: "database" },
    {
      id: "last",
      label: t("Last event"),
      text: lastEvent === undefined ? t("none yet") : `${lastEvent.type}, ${ago(lastEvent.at)}`,
      icon: "history",
    },
    { id: "sent", label: t("Sent"), text: eventWords(feed.sent, t), icon: "arrow-up" },
    ...feed.passes.map((pass, at) => ({
      id: `pass-${at}`,
      label: passWord(pass.purpose, t),
      text: [spanWords(pass), pass.rows === 1 ? t("1 row") : t("{0} rows", formatCount(pass.rows))].join(" · "),
      icon: "sync",
    })),
    ...feed.events.map(({ type, template, raise, after }) => ({
      id: `event-${type}`,
      label: type,
      text: [template, raise.join(", "), ...(after === undefined ? [] : [t("after {0}", after)])].join(" · "),
      icon: "symbol-event",
    })),
  ];
}

function passWord(purpose: FeedView["passes"][number]["purpose"], t: Translate): string {
  switch (purpose) {
    case "snapshot":
      return t("Snapshot");
    case "lookback":
      return t("Look back");
    case "replay":
      return t("Replay");
  }
}

/** A way through all rows ends with time itself. */
function spanWords({ from, to }: FeedView["passes"][number]): string {
  const minute = (instant: string): string => instant.slice(0, 16).replace("T", " ");
  const first = from === undefined ? "…" : minute(from);
  return to.startsWith("9999-") ? `${first} – …` : `${first} – ${minute(to)} UTC`;
}

function rateText(rate: number): string {
  return rate >= 10 ? formatCount(Math.round(rate)) : rate.toFixed(1);
}

function durationWords(seconds: number, t: Translate): string {
  if (seconds < 120) return t("{0} s", Math.round(seconds));
  return seconds < 7200 ? t("{0} min", Math.round(seconds / 60)) : t("{0} h", Math.round(seconds / 3600));
}
