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
      return t("waiting for a runner");
    case "paused":
      return t("paused");
    case "stopped":
      return t("stopped");
    case "disabled":
      return t("disabled");
  }
}

/** What stands beside a feed's name: its state, how far it is behind, and what needs a look. */
export function besideFeed(feed: FeedView, t: Translate): string {
  const { state, lag, rate, held, deadLetters, pausedBy } = feed;
  const word = state === "paused" && pausedBy !== undefined ? t("paused by {0}", pausedBy) : feedStateWord(state, t);
  const goes = state === "running";
  return [
    word,
    ...(lag === undefined || state === "disabled" ? [] : [lagWords(lag, t)]),
    ...(goes && rate !== undefined && rate > 0 ? [t("{0} events/s", rateText(rate))] : []),
    ...(held > 0 ? [t("{0} held", formatCount(held))] : []),
    ...(deadLetters > 0 ? [t("{0} dead letters", formatCount(deadLetters))] : []),
  ].join(" · ");
}

/** "1,204 events, 12 s behind". */
export function lagWords({ events, seconds }: NonNullable<FeedView["lag"]>, t: Translate): string {
  if (events === 0 || (events === undefined && seconds < 1)) return t("up to date");
  const time = durationWords(seconds, t);
  return events === undefined ? t("{0} behind", time) : t("{0} events, {1} behind", formatCount(events), time);
}

/** The lines below a feed. */
export function feedDetails(feed: FeedView, t: Translate, now: Date, locale?: string): readonly FeedDetail[] {
  const ago = (instant: string): string => formatAge(instant, now.getTime(), locale);
  const { lastEvent, lastError, lag, refused, pauseReason } = feed;
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
    { id: "topic", label: t("Topic"), text: `${feed.broker} / ${feed.topic}`, icon: "broadcast" },
    { id: "source", label: t("Source"), text: feed.source, icon: "database" },
    {
      id: "last",
      label: t("Last event"),
      text: lastEvent === undefined ? t("none yet") : `${lastEvent.type}, ${ago(lastEvent.at)}`,
      icon: "history",
    },
    { id: "sent", label: t("Sent"), text: t("{0} events", formatCount(feed.sent)), icon: "arrow-up" },
    ...feed.passes.map((pass, at) => ({
      id: `pass-${at}`,
      label: passWord(pass.purpose, t),
      text: [spanWords(pass), t("{0} rows", formatCount(pass.rows))].join(" · "),
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

function spanWords({ from, to }: FeedView["passes"][number]): string {
  const minute = (instant: string): string => instant.slice(0, 16).replace("T", " ");
  return `${from === undefined ? "…" : minute(from)} – ${minute(to)} UTC`;
}

function rateText(rate: number): string {
  return rate >= 10 ? formatCount(Math.round(rate)) : rate.toFixed(1);
}

function durationWords(seconds: number, t: Translate): string {
  if (seconds < 120) return t("{0} s", Math.round(seconds));
  return seconds < 7200 ? t("{0} min", Math.round(seconds / 60)) : t("{0} h", Math.round(seconds / 3600));
}
