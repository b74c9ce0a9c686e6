import type { Transaction } from "kysely";
import type { Ledger } from "./ledger.ts";
import type { Tables } from "./tables.ts";

/** What the ledger keeps of a feed's documents. */
export interface FeedFields {
  readonly name: string;
  readonly documentId: string | null;
  readonly owner: string;
  readonly shared: boolean;
  readonly product: string;
  readonly definitionHash: string;
  /** JSON [{path, sha256}]. */
  readonly texts: string;
  readonly commit: string | null;
  /** JSON of a diagnostic. */
  readonly refused: string | null;
  readonly enabled: boolean;
}

/** The feeds that were applied last. */
export async function readFeedDocuments(ledger: Ledger): Promise<readonly FeedFields[]> {
  const rows = await ledger.read((db) => db.selectFrom("feed_documents").selectAll().orderBy("name").execute());
  return rows.map((row) => ({
    name: row.name,
    documentId: row.document_id,
    owner: row.owner,
    shared: Boolean(row.shared),
    product: row.product,
    definitionHash: row.definition_hash,
    texts: row.texts,
    commit: row.commit_id,
    refused: row.refused,
    enabled: Boolean(row.enabled),
  }));
}

/** Writes feeds that are new or have changed. */
export async function writeFeedDocuments(
  ledger: Ledger,
  db: Transaction<Tables>,
  writes: readonly FeedFields[],
): Promise<void> {
  for (const fields of writes) {
    const row = {
      document_id: fields.documentId,
      owner: fields.owner,
      shared: Number(fields.shared),
      product: fields.product,
      definition_hash: fields.definitionHash,
      texts: fields.texts,
      commit_id: fields.commit,
      refused: fields.refused,
      enabled: Number(fields.enabled),
      applied_at: ledger.now(),
    };
    await db
      .insertInto("feed_documents")
      .values({ name: fields.name, ...row })
      .onConflict((conflict) => conflict.column("name").doUpdateSet(row))
      .execute();
  }
}

/** Forgets the documents of feeds that are gone. Where they stood stays: it is the feed's, should it return. */
export async function removeFeedDocuments(db: Transaction<Tables>, names: readonly string[]): Promise<void> {
  for (const name of names) await db.deleteFrom("feed_documents").where("name", "=", name).execute();
}
