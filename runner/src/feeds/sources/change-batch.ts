import type { ResolvedFeed } from "../../load/project-documents.ts";
import type { FeedPosition } from "../position.ts";
import type { Change, Raising } from "./coalesce.ts";
import { notBefore } from "./pass.ts";
import { placeOf } from "./place-of.ts";
import type { RaisedRows } from "./read-rows.ts";
import type { FeedBatch } from "./source.ts";

/** What changes came to. */
export interface ReadChanges extends RaisedRows {
  readonly changes: readonly Change[];
  /** The last of them that is done with. */
  readonly behind: Change;
  readonly raised: readonly Raising[];
}

/** The batch of changes that were read behind a position, and the position behind it. */
export function changeBatch(
  feed: ResolvedFeed,
  position: FeedPosition,
  { changes, behind, raised, events, poison }: ReadChanges,
): FeedBatch {
  const { ahead: before = [], system, timeline } = placeOf(position);
  const passed = changes.slice(0, changes.indexOf(behind) + 1);
  const ids = new Set(passed.map(({ id }) => id));
  const ahead = [...before.filter((each) => !ids.has(each.split(" ")[0] ?? "")), ...raised.flatMap((each) => each.ahead)];
  const { txid, id, changedAt } = behind;
  return {
    ...notBefore({ events, poison }, feed),
    position: {
      ...position,
      changes: { system, timeline, txid, id, changedAt, ...(ahead.length > 0 && { ahead }) },
    },
  };
}
