import { type InsertObject, sql, type Transaction } from "kysely";
import type { Ledger } from "./ledger.ts";
import type { OwedOnce } from "./owe-once.ts";
import type { ExtractKind, Tables } from "./tables.ts";

/** What the ledger keeps of an extract's documents. */
export interface ExtractFields {
  readonly name: string;
  readonly documentId: string | null;
  readonly kind: ExtractKind;
  readonly owner: string;
  readonly shared: boolean;
  readonly product: string;
  readonly warehouse: string;
  readonly definitionHash: string;
  /** Empty as long as an immediate extract that is to run has not been made to. */
  readonly documentHash: string;
  /** JSON [{path, sha256}]. */
  readonly texts: string;
  readonly commit: string | null;
  /** JSON of a diagnostic. */
  readonly refused: string | null;
  readonly enabled: boolean;
}

/** An extract that is new, or of which something has changed. */
export interface ExtractWrite {
  readonly fields: ExtractFields;
  /** Where its windows begin, as long as none was made. */
  readonly firstFrontier?: string;
  /** When the scheduler shall look at it. Absent: as before. */
  readonly nextDue?: string | "now";
  /** Its newest text is refused and the last good one forbidden: nothing comes due. */
  readonly stopped?: boolean;
  /** It becomes a scheduled extract now, whenever it was applied first. */
  readonly begins?: boolean;
  /** It was removed, and is there again. */
  readonly returns?: boolean;
  /** An immediate extract that is to run. */
  readonly owe?: OwedOnce;
}

/** Both engines count parameters; SQLite takes 32,766 in a statement. */
const rowsPerStatement = 200;

/** Writes what is new or has changed; frontiers that have begun, pauses and times of others stay. */
export async function writeExtracts(ledger: Ledger, db: Transaction<Tables>, writes: readonly ExtractWrite[]): Promise<void> {
  // Ids that change places, or are still those of removed extracts, would be in each other's way.
  const names = writes.map(({ fields }) => fields.name);
  await db.updateTable("extracts").set({ document_id: null }).where("name", "in", names).execute();
  const ids = writes.flatMap(({ fields }) => fields.documentId ?? []);
  if (ids.length > 0) await db.updateTable("extracts").set({ document_id: null }).where("document_id", "in", ids).execute();
  for (let at = 0; at < writes.length; at += rowsPerStatement) {
    const rows = writes.slice(at, at + rowsPerStatement).map((write) => rowOf(ledger, write));
    await db
      .insertInto("extracts")
      .values(rows)
      .onConflict((conflict) =>
        conflict.column("name").doUpdateSet({
          ...taken,
          frontier: sql`case when ${unbegun} then coalesce(excluded.frontier, extracts.frontier) else extracts.frontier end`,
          covered_from: sql`case when ${unbegun} then coalesce(excluded.covered_from, extracts.covered_from)
            else extracts.covered_from end`,
          next_due_at: sql`case when extracts.paused_at is not null or not excluded.enabled or excluded.kind <> 'scheduled' then null
            else coalesce(excluded.next_due_at, extracts.next_due_at) end`,
          removed_at: null,
        }),
      )
      .execute();
  }
  const stopped = writes.filter((write) => write.stopped).map(({ fields }) => fields.name);
  if (stopped.length > 0) await db.updateTable("extracts").set({ next_due_at: null }).where("name", "in", stopped).execute();
  const begin = writes.filter((write) => write.begins).map(({ fields }) => fields.name);
  if (begin.length === 0) return;
  await db.updateTable("extracts").set({ first_applied_at: ledger.now() }).where("name", "in", begin).execute();
}

const unbegun = sql<boolean>`(extracts.frontier is null or extracts.frontier = extracts.covered_from)`;

const taken = Object.fromEntries(
  [
    "document_id",
    "kind",
    "owner",
    "shared",
    "product",
    "warehouse",
    "definition_hash",
    "document_hash",
    "texts",
    "commit_id",
    "refused",
    "enabled",
    "applied_at",
  ].map((column) => [column, sql.ref(`excluded.${column}`)]),
);

function rowOf(ledger: Ledger, { fields, firstFrontier, nextDue }: ExtractWrite): InsertObject<Tables, "extracts"> {
  const scheduled = fields.kind === "scheduled" && fields.enabled;
  return {
    name: fields.name,
    document_id: fields.documentId,
    kind: fields.kind,
    owner: fields.owner,
    shared: Number(fields.shared),
    product: fields.product,
    warehouse: fields.warehouse,
    definition_hash: fields.definitionHash,
    document_hash: fields.documentHash,
    texts: fields.texts,
    commit_id: fields.commit,
    refused: fields.refused,
    frontier: firstFrontier ?? null,
    covered_from: firstFrontier ?? null,
    next_due_at: !scheduled || nextDue === undefined ? null : nextDue === "now" ? ledger.now() : nextDue,
    enabled: Number(fields.enabled),
    first_applied_at: ledger.now(),
    applied_at: ledger.now(),
  };
}
