import type { HeldEvent } from "../../ledger/feeds/holds.ts";
import type { FeedEvent } from "../feed-event.ts";

/** An event as it is held: `after` is the type that it waits for, `deadline` when it becomes a dead letter (UTC, ISO 8601). */
export function heldOf(event: FeedEvent, { after, deadline }: Pick<HeldEvent, "after" | "deadline">): HeldEvent {
  const { type, externalId, row, id, raisedAt, value, madeOf } = event;
  const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("utf8");
  return { type, row: JSON.stringify(row), externalId, after, id, raisedAt, value: text, madeOf, deadline };
}

/** A held event as it was raised. */
export function eventOf({ row, value, type, externalId, id, raisedAt, madeOf }: HeldEvent): FeedEvent {
  const key = JSON.parse(row) as readonly string[];
  return { type, externalId, row: key, id, raisedAt, value: Buffer.from(value, "utf8"), madeOf };
}
