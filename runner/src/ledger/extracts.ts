import type { Selectable } from "kysely";
import type { Ledger } from "./ledger.ts";
import type { ExtractKind, Tables } from "./tables.ts";

/** An extract as it was last applied, with its frontiers. Times are UTC, ISO 8601 with milliseconds. */
export interface ExtractRecord {
  readonly name: string;
  readonly documentId?: string;
  readonly kind: ExtractKind;
  readonly owner: string;
  readonly shared: boolean;
  readonly product: string;
  readonly warehouse: string;
  readonly definitionHash: string;
  /** The texts that it was applied from. */
  readonly texts: readonly { readonly path: string; readonly sha256: string }[];
  readonly commit?: string;
  /** JSON of the diagnostic for which its newest text is not in force. */
  readonly refused?: string;
  /** Up to here, and no further, its schedule has made windows. */
  readonly frontier?: string;
  /** Where its windows begin; equal to `frontier` while there is none. */
  readonly coveredFrom?: string;
  /** When the scheduler looks at it next; absent while it is paused, disabled or removed, and when nothing comes any more. */
  readonly nextDueAt?: string;
  readonly enabled: boolean;
  readonly pausedAt?: string;
  readonly pausedBy?: string;
  readonly pauseReason?: string;
  readonly firstAppliedAt: string;
  readonly appliedAt: string;
  readonly removedAt?: string;
}

/** Which extracts. */
export interface ExtractRowFilter {
  readonly names?: readonly string[];
  readonly kind?: ExtractKind;
  /** Those whose document is gone, too. Default: no. */
  readonly removed?: boolean;
}

/** Extracts by name. */
export async function listExtractRows(ledger: Ledger, filter: ExtractRowFilter = {}): Promise<readonly ExtractRecord[]> {
  if (filter.names?.length === 0) return [];
  return ledger.read(async (db) => {
    let query = db.selectFrom("extracts").selectAll();
    if (filter.names !== undefined) query = query.where("name", "in", filter.names);
    if (filter.kind !== undefined) query = query.where("kind", "=", filter.kind);
    if (filter.removed !== true) query = query.where("removed_at", "is", null);
    return (await query.orderBy("name").execute()).map(extractOf);
  });
}

/** One extract, removed or not; undefined when the ledger has never seen it. */
export async function findExtractRow(ledger: Ledger, name: string): Promise<ExtractRecord | undefined> {
  const row = await ledger.read((db) => db.selectFrom("extracts").selectAll().where("name", "=", name).executeTakeFirst());
  return row === undefined ? undefined : extractOf(row);
}

/** Where a look at the due extracts goes on. */
export interface DueCursor {
  readonly nextDueAt: string;
  readonly name: string;
}

/** Scheduled extracts whose next window is due, longest due first, `limit` of them after the cursor. */
export async function dueExtracts(ledger: Ledger, limit: number, after?: DueCursor): Promise<readonly ExtractRecord[]> {
  return ledger.read(async (db) => {
    let query = db
      .selectFrom("extracts")
      .selectAll()
      .where("next_due_at", "<=", ledger.now())
      .where("kind", "=", "scheduled")
      .where("enabled", "=", 1)
      .where("paused_at", "is", null)
      .where("removed_at", "is", null);
    if (after !== undefined) {
      query = query
        .where("next_due_at", ">=", after.nextDueAt)
        .where((column) =>
          column.or([
            column("next_due_at", ">", after.nextDueAt),
            column.and([column("next_due_at", "=", after.nextDueAt), column("name", ">", after.name)]),
          ]),
        );
    }
    const rows = await query.orderBy("next_due_at").orderBy("name").limit(limit).execute();
    return rows.map(extractOf);
  });
}

/** The ledger's time, and the earliest moment at which an extract comes due: one indexed question. */
export async function nextDue(ledger: Ledger): Promise<{ readonly now: string; readonly due?: string }> {
  const row = await ledger.read((db) =>
    db
      .selectNoFrom((from) => [
        ledger.now().as("now"),
        from
          .selectFrom("extracts")
          .select((column) => column.fn.min("next_due_at").as("due"))
          .as("due"),
      ])
      .executeTakeFirstOrThrow(),
  );
  const now = new Date(row.now).toISOString();
  return row.due === null ? { now } : { now, due: row.due };
}

/** A row as a record. */
export function extractOf(row: Selectable<Tables["extracts"]>): ExtractRecord {
  return {
    name: row.name,
    ...(row.document_id === null ? {} : { documentId: row.document_id }),
    kind: row.kind,
    owner: row.owner,
    shared: Boolean(row.shared),
    product: row.product,
    warehouse: row.warehouse,
    definitionHash: row.definition_hash,
    texts: JSON.parse(row.texts) as ExtractRecord["texts"],
    ...(row.commit_id === null ? {} : { commit: row.commit_id }),
    ...(row.refused === null ? {} : { refused: row.refused }),
    ...(row.frontier === null ? {} : { frontier: row.frontier }),
    ...(row.covered_from === null ? {} : { coveredFrom: row.covered_from }),
    ...(row.next_due_at === null ? {} : { nextDueAt: row.next_due_at }),
    enabled: Boolean(row.enabled),
    ...(row.paused_at === null ? {} : { pausedAt: row.paused_at }),
    ...(row.paused_by === null ? {} : { pausedBy: row.paused_by }),
    ...(row.pause_reason === null ? {} : { pauseReason: row.pause_reason }),
    firstAppliedAt: row.first_applied_at,
    appliedAt: row.applied_at,
    ...(row.removed_at === null ? {} : { removedAt: row.removed_at }),
  };
}
