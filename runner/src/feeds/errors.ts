import { defineErrors } from "../errors/catalogue.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";

/** What can go wrong between a source and a topic. */
export const feedErrors = defineErrors({
  "feed-broker-unreachable": {
    meaning: "No broker answers, or the connection to it broke while a batch was under way.",
    mend: "See whether the cluster runs, and whether `servers`, port and network are right, and TLS as the listener wants it. A daemon tries again by itself.",
  },
  "feed-broker-tls": {
    meaning:
      "The secure connection to a broker could not be made: its certificate is not trusted, is another host's, or has expired.",
    mend: "Correct `ca`, `certificate` and `privateKey` of the broker in connections.yaml, or name the host as its certificate does. A listener without TLS needs `tls: disable`.",
  },
  "feed-broker-denied": {
    meaning: "The cluster refuses the user or the password, or does not offer the SASL mechanism.",
    mend: "Correct `sasl` of the broker in connections.yaml.",
  },
  "feed-broker-failed": {
    meaning: "A broker refused a request for another reason, most often one that passes: a leader is being elected.",
    mend: "Most pass, and a daemon tries again by itself. When it stays, look at the reason in the message; it is the broker's own word.",
  },
  "feed-topic-missing": {
    meaning: "A topic that the feed writes to does not exist. Datafeed creates topics only when asked.",
    mend: "Create it, or have it created by `datafeed feed topics NAME --create`.",
  },
  "feed-topic-taken": {
    meaning: "The topic of a feed's events or dead letters is the one in which the broker keeps the positions of feeds.",
    mend: "Name another topic in the feed, or another one as `positions` of the broker in connections.yaml.",
  },
  "feed-topic-denied": {
    meaning: "The user may not write to a topic, or may not use transactions under the feed's name.",
    mend: "Give it the rights that docs/kafka.md lists.",
  },
  "feed-topic-exists": {
    meaning: "A topic that was to be created is there already.",
    mend: "Nothing: `datafeed feed topics NAME` shows what it is like.",
  },
  "feed-fenced": {
    meaning: "Another runner has taken over the feed's transactions at the broker. What was under way here was undone.",
    mend: "See to it that no second ledger runs the same feed against this cluster.",
  },
  "feed-record-too-large": {
    meaning: "A record is larger than its topic takes.",
    mend: "Raise the topic's `max.message.bytes`, or leave fields out of the template. A feed asks for it when it begins: pause and resume it, then `datafeed feed replay`.",
  },
  "feed-partitions-changed": {
    meaning:
      "The topic has another number of partitions than before: records of one key would be in two of them, out of order.",
    mend: "Let the readers catch up, then start the feed again with `datafeed feed resume NAME`, or go back to a topic of the old size.",
  },
  "feed-changes-missing": {
    meaning: "The change table, or a trigger that writes to it, is not there: changes would not be seen.",
    mend: "Let the owner of the tables run what `datafeed feed ddl NAME` prints; then start the feed again with `datafeed feed resume NAME`.",
  },
  "feed-changes-trimmed": {
    meaning: "Changes that the feed has not read yet were removed from the change table.",
    mend: "Replay the time that is missing: `datafeed feed position NAME --set end`, then `datafeed feed replay NAME --from … --to …`. Keep changes for longer.",
  },
  "feed-source-restored": {
    meaning: "The database is not the one that the feed's position was taken in: it was restored, or another server took over.",
    mend: "Choose with `datafeed feed position NAME` where to go on, and replay the time that may be missing.",
  },
  "feed-source-denied": {
    meaning: "The role of the warehouse may not read the change table, or what tells one database's history from another's.",
    mend: "Give it the rights that stand at the end of what `datafeed feed ddl NAME` prints.",
  },
  "feed-source-unfit": {
    meaning: "A feed has `source: { changes: … }`, and its warehouse is no PostgreSQL.",
    mend: "Write `source: { lookback: … }`, or name a product whose warehouse is PostgreSQL.",
  },
  "feed-position-unfit": {
    meaning:
      "The feed's `source` is of another kind than when its position was taken: what it has looked at by time has no place in a change table.",
    mend: "Pause it. `datafeed feed position NAME --set end` goes on from now, and `datafeed feed replay NAME` sends the time that may be missing. Then resume it.",
  },
  "feed-owned": {
    meaning: "Another runner has the feed: two at a time would break its order.",
    mend: "Wait for it or stop it. One that died is given up when its lease of ten seconds has ended.",
  },
  "feed-lost": {
    meaning: "The runner stood still for longer than its lease, or could not reach the ledger, and gave the feed up.",
    mend: "Nothing: another runner, or the next run, goes on after the last batch that was acknowledged.",
  },
  "feed-predecessor-missing": {
    meaning: "A dead letter: the event that comes first did not come within `hold`.",
    mend: "Find out why it is missing. When it is there, `datafeed feed replay` sends both again.",
  },
  "feed-held-outdated": {
    meaning:
      "A dead letter: while the event waited, its type, its template, a mask or a grant changed, and its row could not be read again.",
    mend: "`datafeed feed replay NAME --from … --to …` raises it as it is now.",
  },
  "feed-key-missing": {
    meaning: "A dead letter: the field with the record's key is empty in the row.",
    mend: "Mend the row at the source, or leave such rows out by `when`; then `datafeed feed replay`.",
  },
  "feed-key-unusable": {
    meaning: "A dead letter: the record's key is longer than 1,000 bytes, or holds U+0000.",
    mend: "Choose another field as `key`.",
  },
  "feed-row-unnamed": {
    meaning:
      "A dead letter: a column of a row's key is NULL, so that the row can't be told from others, or found by its change.",
    mend: "Name columns as the template's `key` that are never NULL.",
  },
  "feed-row-ambiguous": {
    meaning: "A dead letter: several rows have the key that a change names, so that nobody knows which of them has changed.",
    mend: "Name columns as the template's `key` that only one row has together; then `datafeed feed replay`.",
  },
  "feed-time-missing": {
    meaning: "A dead letter: the template's time field is empty in the row.",
    mend: "Mend the row at the source, or leave such rows out by `when`; then `datafeed feed replay`.",
  },
  "feed-ledger-behind": {
    meaning: "The topic holds later batches of the feed than the ledger knows of: the ledger is an older copy, or a new one.",
    mend: "Pause the feed, set its position to the one that the message names, or to `keep` for repeats instead of gaps; then resume it.",
  },
  "feed-program-incomplete": {
    meaning:
      "A client library or driver that the feed needs can't be loaded: files of Datafeed are missing, or were replaced while it ran.",
    mend: "Install Datafeed again (`npm ci` in a checkout), restart the runner, then start the feed with `datafeed feed resume NAME`.",
  },
  "feed-file-failed": {
    meaning: "The file of a feed can't be written or read.",
    mend: "Make room, or give the user that runs Datafeed the right to write it.",
  },
});

/** How a feed goes wrong. */
export type FeedErrorCode = keyof typeof feedErrors;

/** What stops a feed so that events of the time until it goes on may be missing; a replay sends them. */
const leavesGap: ReadonlySet<string> = new Set<FeedErrorCode>([
  "feed-changes-missing",
  "feed-changes-trimmed",
  "feed-source-restored",
]);

/** The error that stopped a feed, where it goes on behind events that may be missing; one that has read nothing yet misses none. */
export function gapOf<Told extends { readonly code: string }>(
  state: { readonly stoppedAt?: string; readonly lastError?: Told; readonly position?: string } | undefined,
): Told | undefined {
  if (state?.stoppedAt === undefined || state.position === undefined || state.lastError === undefined) return undefined;
  return leavesGap.has(state.lastError.code) ? state.lastError : undefined;
}

/** What passes by itself: the feed closes what it has open, and tries again after a while. */
const passing: ReadonlySet<string> = new Set<FeedErrorCode>(["feed-broker-unreachable", "feed-broker-failed"]);

/** Whether an error passes by itself; otherwise a person has to act. */
export function isRetryable(error: unknown): boolean {
  return error instanceof DatafeedError && passing.has(error.code);
}

/** An error of this room. */
export function feedError(
  code: FeedErrorCode,
  message: string,
  options: { readonly hint?: string; readonly cause?: unknown } = {},
): DatafeedError {
  return new DatafeedError(code, message, { hint: feedErrors[code].mend, ...options });
}
