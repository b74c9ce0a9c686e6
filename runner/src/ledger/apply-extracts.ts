import type { Transaction } from "kysely";
import { type FeedFields, removeFeedDocuments, writeFeedDocuments } from "./feed-documents.ts";
import type { Ledger } from "./ledger.ts";
import { oweOnce } from "./owe-once.ts";
import { oweAgain, removeExtracts } from "./remove-extracts.ts";
import { type ExtractRename, renameExtracts } from "./rename-extract.ts";
import type { Tables } from "./tables.ts";
import { type ExtractWrite, writeExtracts } from "./write-extracts.ts";

/** What a reconciliation writes of extracts. */
export interface ExtractChanges {
  /** By SHA-256. */
  readonly texts: ReadonlyMap<string, string>;
  readonly renames: readonly ExtractRename[];
  readonly removed: readonly string[];
  readonly writes: readonly ExtractWrite[];
  readonly feeds?: { readonly writes: readonly FeedFields[]; readonly removed: readonly string[] };
  readonly applied?: AppliedFields;
}

export interface AppliedFields {
  readonly commit: string | null;
  readonly source: string;
  /** JSON. */
  readonly refused: string;
  /** SHA-256 of a text. */
  readonly policy: string;
  readonly runner: string;
}

/** Who may write: the holder of a lease, as long as it is without a break. */
export interface WriteGuard {
  readonly lease: string;
  readonly holder: string;
  /** Another one: somebody else may have written meanwhile. */
  readonly epoch: number;
}

/** So many extracts are written in one transaction: it is over in less than a tenth of a second. */
const perTransaction = 500;

/**
 * Writes what has changed, in transactions of some hundred extracts; `applied` last, so that one that was cut off is made again.
 * False as soon as the lease is another's, or was.
 */
export async function applyExtracts(ledger: Ledger, changes: ExtractChanges, guard?: WriteGuard): Promise<boolean> {
  const guarded = (change: (db: Transaction<Tables>) => Promise<void>) =>
    ledger.writeUnique(async (db) => {
      if (guard !== undefined && !(await holds(ledger, db, guard))) return false;
      await change(db);
      return true;
    });
  if (changes.renames.length + changes.removed.length > 0) {
    const moved = await guarded(async (db) => {
      await renameExtracts(ledger, db, changes.renames);
      for (const names of chunks(changes.removed, perTransaction)) await removeExtracts(ledger, db, names);
    });
    if (!moved) return false;
  }
  for (const writes of chunks(changes.writes, perTransaction)) {
    const written = await guarded(async (db) => {
      await keepTexts(db, shasOf(writes.map(({ fields }) => fields)), changes.texts);
      await writeExtracts(ledger, db, writes);
      const returned = writes.filter(({ returns }) => returns).map(({ fields }) => fields.name);
      if (returned.length > 0) await oweAgain(ledger, db, returned);
      for (const { fields, owe } of writes) if (owe !== undefined) await oweOnce(ledger, db, fields, owe);
      if (returned.length > 0 || writes.some(({ owe }) => owe !== undefined)) await ledger.notify(db);
    });
    if (!written) return false;
    // Others of this process want their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { applied, feeds } = changes;
  if (feeds !== undefined && feeds.writes.length + feeds.removed.length > 0) {
    const written = await guarded(async (db) => {
      await removeFeedDocuments(db, feeds.removed);
      await keepTexts(db, shasOf(feeds.writes), changes.texts);
      await writeFeedDocuments(ledger, db, feeds.writes);
    });
    if (!written) return false;
  }
  if (applied === undefined) return true;
  return guarded(async (db) => {
    await keepTexts(db, [applied.policy], changes.texts);
    const row = {
      commit_id: applied.commit,
      source: applied.source,
      refused: applied.refused,
      policy: applied.policy,
      runner: applied.runner,
      applied_at: ledger.now(),
    };
    await db
      .insertInto("applied")
      .values({ id: "current", ...row })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
      .execute();
  });
}

/** The update that changes nothing locks the lease's row, on either engine: nobody takes it over meanwhile. */
async function holds(ledger: Ledger, db: Transaction<Tables>, { lease, holder, epoch }: WriteGuard): Promise<boolean> {
  const row = await db
    .updateTable("leases")
    .set({ holder })
    .where("name", "=", lease)
    .where("holder", "=", holder)
    .where("epoch", "=", epoch)
    .where("until", ">=", ledger.now())
    .returning("name")
    .executeTakeFirst();
  return row !== undefined;
}

async function keepTexts(db: Transaction<Tables>, shas: readonly string[], texts: ReadonlyMap<string, string>): Promise<void> {
  const rows = shas.flatMap((sha256) => {
    const text = texts.get(sha256);
    return text === undefined ? [] : [{ sha256, text }];
  });
  for (const some of chunks(rows, 200)) {
    await db
      .insertInto("texts")
      .values(some)
      .onConflict((conflict) => conflict.column("sha256").doNothing())
      .execute();
  }
}

function shasOf(fields: readonly { readonly texts: string }[]): readonly string[] {
  const refs = fields.flatMap(({ texts }) => JSON.parse(texts) as readonly { readonly sha256: string }[]);
  return [...new Set(refs.map(({ sha256 }) => sha256))];
}

function* chunks<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
