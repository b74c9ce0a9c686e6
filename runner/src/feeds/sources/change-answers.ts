import type { RaisedBy } from "../../load/project-documents.ts";
import type { Change, Later } from "./coalesce.ts";

/** A row of an answer. */
export type Cells = readonly (string | null)[];

/** What changesQuestion gives. */
export function changeOf([txid, id, changedAt, isOld, stream, operation, rowText, row]: Cells): Change {
  const key = JSON.parse(row!) as Cells;
  return {
    txid: txid!,
    id: id!,
    changedAt: changedAt!,
    isOld: isOld === "t",
    stream: stream!,
    operation: operation as RaisedBy,
    rowText: rowText!,
    row: key.map((part) => part ?? ""),
    ...(key.includes(null) && { isUnnamed: true }),
  };
}

const nothing: Later = { isReadable: false, open: [] };

/** What laterQuestion gives: of each row and type by its place among those asked, from 0 on. */
export function laterOf(answers: readonly Cells[]): (place: number) => Later {
  const later = answers.map(([place, isReadable, open]): readonly [number, Later] => [
    Number(place) - 1,
    { isReadable: isReadable === "t", open: open == null ? [] : open.split(",") },
  ]);
  const byPlace = new Map(later);
  return (place) => byPlace.get(place) ?? nothing;
}
