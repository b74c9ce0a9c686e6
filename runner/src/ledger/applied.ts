import type { Ledger } from "./ledger.ts";

/** What was applied last, and from where. */
export interface Applied {
  readonly commit?: string;
  /** Folder, or Git URL and ref, as text. */
  readonly source: string;
  readonly at: string;
}

/** What a daemon applied last; undefined where none ever did. */
export async function readApplied(ledger: Ledger): Promise<Applied | undefined> {
  const row = await ledger.read((db) => db.selectFrom("applied").selectAll().where("id", "=", "current").executeTakeFirst());
  if (row === undefined) return undefined;
  return { ...(row.commit_id === null ? {} : { commit: row.commit_id }), source: row.source, at: row.applied_at };
}
