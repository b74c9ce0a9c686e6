import { sql } from "kysely";
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
    // Owed rows in the order of their index, each looked at until the page is full: as scalar questions, which no planner turns
    // into a join, and without a range on the next try. Whatever statistics say or lack, 100,000 rows cost what 64 do.
    let due = db
      .selectFrom("obligations")
      .selectAll()
      .select(({ selectFrom }) => [
        selectFrom("extracts").select("warehouse").whereRef("name", "=", "obligations.extract").$asScalar().as("warehouse"),
        selectFrom("extracts")
          .select("definition_hash")
          .whereRef("name", "=", "obligations.extract")
          .$asScalar()
          .as("applied_hash"),
      ])
      .where("state", "=", "owed")
      .where(({ eb }) => eb(eb.case().when("next_try_at", "<=", ledger.now()).then(1).else(0).end(), "=", 1))
      .where(({ eb, selectFrom }) => {
        let inForce = selectFrom("extracts")
          .select((column) => column.fn.countAll().as("found"))
          .whereRef("extracts.name", "=", "obligations.extract")
          .where("extracts.removed_at", "is", null)
          .where(({ and, or, eb: one }) =>
            or([
              one("obligations.purpose", "=", "request"),
              and([one("extracts.enabled", "=", 1), one("extracts.paused_at", "is", null)]),
            ]),
          );
        if (exceptWarehouses.length > 0) inForce = inForce.where("extracts.warehouse", "not in", exceptWarehouses);
        return eb(inForce, "=", 1);
      })
      .where(({ eb, selectFrom }) =>
        eb(
          selectFrom("attempts")
            .select((column) => column.fn.countAll().as("running"))
            .whereRef("attempts.exclusive", "=", "obligations.extract")
            .where("attempts.state", "=", sql.lit("running")),
          "=",
          0,
        ),
      );
    if (exceptExtracts.length > 0) due = due.where("extract", "not in", exceptExtracts);
    if (after !== undefined) {
      due = due.where(({ refTuple, tuple, eb }) => eb(refTuple("urgent_at", "id"), ">", tuple(after.urgentAt, after.id)));
    }
    const rows = await due.orderBy("urgent_at").orderBy("id").limit(limit).execute();
    return rows.map(({ warehouse, applied_hash, ...row }) => ({
      obligation: obligationOf(row),
      warehouse: warehouse ?? "",
      definitionHash: applied_hash ?? "",
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
