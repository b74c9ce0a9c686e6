import type { Ledger } from "./ledger.ts";
import { type Obligation, obligationOf } from "./records.ts";

/** Something that is owed and may be claimed now. */
export interface Due {
  readonly obligation: Obligation;
  /** Where its extract reads, and the definition that is in force, as they were last applied. */
  readonly warehouse: string;
  readonly definitionHash: string;
  /** Goes on behind it. */
  readonly cursor: DueCursor;
}

/** Where a look at what is due goes on. */
export interface DueCursor {
  readonly urgentAt: string;
  readonly id: string;
}

export interface DueQuery {
  readonly limit: number;
  /** Warehouses without a free place, and extracts that this runner can't do. */
  readonly exceptWarehouses?: readonly string[];
  readonly exceptExtracts?: readonly string[];
  readonly after?: DueCursor;
}

/**
 * What may be claimed now, the most urgent first: owed, its next try reached, its extract not removed and not running alone. The
 * windows of an extract that is paused or disabled wait; what somebody asked for does not.
 */
export async function dueObligations(ledger: Ledger, query: DueQuery): Promise<readonly Due[]> {
  const { limit, exceptWarehouses = [], exceptExtracts = [], after } = query;
  return ledger.read(async (db) => {
    let due = db
      .selectFrom("obligations")
      .innerJoin("extracts", "extracts.name", "obligations.extract")
      .selectAll("obligations")
      .select(["extracts.warehouse", "extracts.definition_hash as applied_hash"])
      .where("obligations.state", "=", "owed")
      .where("obligations.next_try_at", "<=", ledger.now())
      .where("extracts.removed_at", "is", null)
      .where((column) =>
        column.or([
          column("obligations.purpose", "=", "request"),
          column.and([column("extracts.enabled", "=", 1), column("extracts.paused_at", "is", null)]),
        ]),
      )
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("attempts")
              .select("attempts.id")
              .whereRef("attempts.exclusive", "=", "obligations.extract")
              .where("attempts.state", "=", "running"),
          ),
        ),
      );
    if (exceptWarehouses.length > 0) due = due.where("extracts.warehouse", "not in", exceptWarehouses);
    if (exceptExtracts.length > 0) due = due.where("obligations.extract", "not in", exceptExtracts);
    if (after !== undefined) {
      due = due.where(({ refTuple, tuple, eb }) =>
        eb(refTuple("obligations.urgent_at", "obligations.id"), ">", tuple(after.urgentAt, after.id)),
      );
    }
    const rows = await due.orderBy("obligations.urgent_at").orderBy("obligations.id").limit(limit).execute();
    return rows.map(({ warehouse, applied_hash, ...row }) => ({
      obligation: obligationOf(row),
      warehouse,
      definitionHash: applied_hash,
      cursor: { urgentAt: row.urgent_at, id: row.id },
    }));
  });
}

/** How many attempts run at each warehouse, of all runners. */
export async function takenPlaces(ledger: Ledger): Promise<ReadonlyMap<string, number>> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("attempts")
      .select((column) => ["warehouse", column.fn.countAll().as("taken")])
      .where("state", "=", "running")
      .where("warehouse", "is not", null)
      .groupBy("warehouse")
      .execute(),
  );
  return new Map(rows.flatMap(({ warehouse, taken }) => (warehouse === null ? [] : [[warehouse, Number(taken)] as const])));
}
