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

/** What laterQuestion gives. */
export function laterOf([isReadable, open]: Cells): Later {
  return { isReadable: isReadable === "t", open: open == null ? [] : open.split(",") };
}
