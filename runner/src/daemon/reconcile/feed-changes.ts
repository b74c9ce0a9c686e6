import type { KnownFeed } from "../../ledger/applied-state.ts";
import type { FeedFields } from "../../ledger/feed-documents.ts";
import type { FeedChoices } from "./choose.ts";
import type { FeedInForce } from "./in-force.ts";

/** What an application does to the ledger's feeds. */
export interface FeedChanges {
  readonly writes: readonly FeedFields[];
  readonly removed: readonly string[];
}

/** Compares the feeds in force with what the ledger says was applied. */
export function findFeedChanges(rows: ReadonlyMap<string, KnownFeed>, choices: FeedChoices): FeedChanges {
  const writes = [...choices].flatMap(([name, { inForce, refused }]) => {
    const row = rows.get(name);
    const why = refused === undefined ? null : JSON.stringify(refused);
    // Refused from the beginning: there is nothing to keep. Forbidden now: the last good text is kept.
    const fields = inForce === undefined ? row && { ...fieldsOf(row), refused: why } : fieldsInForce(inForce, why);
    return fields === undefined || (row !== undefined && isSame(row, fields)) ? [] : [fields];
  });
  return { writes, removed: [...rows.keys()].filter((name) => !choices.has(name)) };
}

/** The ledger's rows as they are after the changes. */
export function feedRowsAfter(
  rows: ReadonlyMap<string, KnownFeed>,
  { writes, removed }: FeedChanges,
): ReadonlyMap<string, KnownFeed> {
  const after = new Map(rows);
  for (const name of removed) after.delete(name);
  for (const fields of writes) after.set(fields.name, { ...fields, document: "Feed", removed: false });
  return after;
}

function fieldsInForce({ resolved, definitionHash, texts, commit }: FeedInForce, refused: string | null): FeedFields {
  const { name, id, owner, shared, product, enabled } = resolved;
  return { name, documentId: id ?? null, owner, shared, product: product.id, definitionHash, texts, commit, refused, enabled };
}

function fieldsOf({ document: _, removed: __, ...fields }: KnownFeed): FeedFields {
  return fields;
}

function isSame(row: FeedFields, fields: FeedFields): boolean {
  return (Object.keys(fields) as (keyof FeedFields)[]).every((key) => row[key] === fields[key]);
}
