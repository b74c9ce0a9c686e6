import { DatafeedError } from "../../errors/datafeed-error.ts";
import { requestReplay } from "../../ledger/feeds/control-feed.ts";
import { instantOf, parseDateTime } from "../../load/date-time.ts";
import { nearest } from "../../load/did-you-mean.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import type { ReplayRequest } from "../commands.ts";
import type { Desk } from "./desk.ts";
import { ledgerName } from "./feed-desk.ts";

/** Asks for a replay. Errors: `feed-replay-invalid`, ledger-*. */
export async function replay(desk: Desk, feed: ResolvedFeed, request: ReplayRequest): Promise<void> {
  const from = momentOf(request.from, "from");
  const to = momentOf(request.to, "to");
  if (from >= to) throw invalid(`It would go from ${from} to ${to}: nothing lies between.`);
  checkBeginning(feed, from);
  const { ledger } = desk.estate;
  await requestReplay(ledger, ledgerName(feed), {
    from,
    to,
    types: typesOf(feed, request.types),
    by: desk.caller.user,
    ...(request.reason === undefined ? {} : { reason: request.reason }),
  });
  desk.estate.wake();
}

/** UTC with microseconds. A time without an offset is UTC, too: feeds have no zone. */
function momentOf(text: string, what: string): string {
  const time = parseDateTime(text);
  if (time !== undefined) return instantOf(time, "UTC").toString({ fractionalSecondDigits: 6 });
  throw invalid(`\`${what}\` is ${JSON.stringify(text)}; expected a time such as 2026-03-17T07:00:00Z.`);
}

/** A feed that begins at a moment never sends what lies before it. */
function checkBeginning({ name, snapshot }: ResolvedFeed, from: string): void {
  if (typeof snapshot === "string") return;
  const begins = momentOf(snapshot.from, "snapshot");
  if (from >= begins) return;
  throw new DatafeedError("feed-replay-invalid", `The feed ${name} begins at ${begins}: nothing before is ever sent.`, {
    hint: `Let it begin there: ${begins}`,
  });
}

/** The feed's event types that are asked for, in its order. */
function typesOf({ name, events }: ResolvedFeed, asked: readonly string[] | undefined): readonly string[] {
  const types = events.map(({ type }) => type);
  if (asked === undefined) return types;
  if (asked.length === 0) throw invalid("No event type is named.");
  const unknown = asked.find((type) => !types.includes(type));
  if (unknown === undefined) return types.filter((type) => asked.includes(type));
  const close = nearest(unknown, types);
  throw new DatafeedError(
    "feed-replay-invalid",
    `The feed ${name} has no event type ${JSON.stringify(unknown)}. It has: ${types.join(", ")}.`,
    { hint: close === undefined ? "Leave the types out for all of them." : `Did you mean "${close}"?` },
  );
}

function invalid(message: string): DatafeedError {
  return new DatafeedError("feed-replay-invalid", message);
}
