import { type FeedFields, readFeedDocuments } from "./feed-documents.ts";
import type { Ledger } from "./ledger.ts";
import type { ExtractFields } from "./write-extracts.ts";

/** What was applied last, as far as the next application is compared with it. */
export interface AppliedState {
  /** Nothing was ever applied to this ledger. */
  readonly isNew: boolean;
  readonly policy?: { readonly sha256: string; readonly text: string };
  readonly rows: Map<string, KnownExtract>;
  readonly feeds: ReadonlyMap<string, KnownFeed>;
}

/** An extract or a feed as it was applied. */
export type KnownDocument = KnownExtract | KnownFeed;

/** A feed that was applied and not removed since. */
export interface KnownFeed extends FeedFields {
  readonly document: "Feed";
  readonly removed: false;
}

/** An extract that was applied and not removed since. */
export interface KnownExtract extends ExtractFields {
  readonly document: "Extract";
  readonly removed: boolean;
  readonly hasFrontier: boolean;
  /** UTC, ISO 8601. */
  readonly firstAppliedAt: string;
  /** What it was written from, by whoever wrote it. */
  readonly from?: object | undefined;
}

/** Everything that was applied, removed extracts included. */
export async function readAppliedState(ledger: Ledger): Promise<AppliedState> {
  const rows = await ledger.read((db) => db.selectFrom("extracts").selectAll().execute());
  const feeds = await readFeedDocuments(ledger);
  const policy = await readAppliedPolicy(ledger);
  const known = rows.map((row): KnownExtract => {
    return {
      document: "Extract",
      name: row.name,
      documentId: row.document_id,
      kind: row.kind,
      owner: row.owner,
      shared: Boolean(row.shared),
      product: row.product,
      warehouse: row.warehouse,
      definitionHash: row.definition_hash,
      documentHash: row.document_hash,
      texts: row.texts,
      commit: row.commit_id,
      refused: row.refused,
      enabled: Boolean(row.enabled),
      removed: row.removed_at !== null,
      hasFrontier: row.frontier !== null,
      firstAppliedAt: row.first_applied_at,
    };
  });
  return {
    isNew: policy === undefined,
    ...(policy?.text !== undefined && { policy: { sha256: policy.sha256, text: policy.text } }),
    rows: new Map(known.map((row) => [row.name, row])),
    feeds: new Map(feeds.map((fields) => [fields.name, { ...fields, document: "Feed", removed: false }])),
  };
}

/** The datafeed.yaml that was in force last; undefined when nothing was ever applied. */
export async function readAppliedPolicy(
  ledger: Ledger,
): Promise<{ readonly sha256: string; readonly text: string | undefined } | undefined> {
  const row = await ledger.read((db) =>
    db
      .selectFrom("applied")
      .leftJoin("texts", "texts.sha256", "applied.policy")
      .select(["applied.policy", "texts.text"])
      .where("applied.id", "=", "current")
      .executeTakeFirst(),
  );
  return row === undefined ? undefined : { sha256: row.policy, text: row.text ?? undefined };
}

/** Kept texts by their SHA-256. */
export async function readTexts(ledger: Ledger, shas: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let at = 0; at < shas.length; at += 1000) {
    const some = shas.slice(at, at + 1000);
    const rows = await ledger.read((db) => db.selectFrom("texts").selectAll().where("sha256", "in", some).execute());
    for (const { sha256, text } of rows) found.set(sha256, text);
  }
  return found;
}

/** Forgets the texts that nothing in force was applied from. For the holder of the lease alone. */
export async function dropUnusedTexts(ledger: Ledger, used: ReadonlySet<string>): Promise<number> {
  const kept = await ledger.read((db) => db.selectFrom("texts").select("sha256").execute());
  const unused = kept.map(({ sha256 }) => sha256).filter((sha256) => !used.has(sha256));
  for (let at = 0; at < unused.length; at += 1000) {
    const some = unused.slice(at, at + 1000);
    await ledger.write((db) => db.deleteFrom("texts").where("sha256", "in", some).execute());
  }
  return unused.length;
}
