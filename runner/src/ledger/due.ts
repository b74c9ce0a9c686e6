import { type ExpressionBuilder, type Kysely, sql } from "kysely";
import type { Ledger } from "./ledger.ts";
import { type Obligation, obligationOf } from "./records.ts";
import type { Tables } from "./tables.ts";

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
 * windows of an extract that is paused or disabled wait; what somebody asked for does not. With `exceptWarehouses` at most one of
 * each extract: claim it, and ask again.
 */
export async function dueObligations(ledger: Ledger, query: DueQuery): Promise<readonly Due[]> {
  return ledger.read(async (db) => {
    const due = query.exceptWarehouses?.length ? firstOfEach(ledger, db, query) : inOrder(ledger, db, query);
    const rows = await due
      .select(({ selectFrom }) => [
        selectFrom("extracts").select("warehouse").whereRef("name", "=", "obligations.extract").$asScalar().as("warehouse"),
        selectFrom("extracts")
          .select("definition_hash")
          .whereRef("name", "=", "obligations.extract")
          .$asScalar()
          .as("applied_hash"),
      ])
      .orderBy("urgent_at")
      .orderBy("id")
      .limit(query.limit)
      .execute();
    return rows.map(({ warehouse, applied_hash, ...row }) => ({
      obligation: obligationOf(row),
      warehouse: warehouse ?? "",
      definitionHash: applied_hash ?? "",
      cursor: { urgentAt: row.urgent_at, id: row.id },
    }));
  });
}

/**
 * Owed rows in the order of their index, each looked at until the page is full: as scalar questions, which no planner turns into
 * a join, and without a range on the next try. So 100,000 rows cost what 64 do, whatever statistics say or lack.
 */
function inOrder(ledger: Ledger, db: Kysely<Tables>, { exceptExtracts = [], after }: DueQuery) {
  let due = db
    .selectFrom("obligations")
    .selectAll()
    .where("state", "=", "owed")
    .where((column) => isReached(ledger, column))
    .where(({ eb, selectFrom }) =>
      eb(
        selectFrom("extracts")
          .select((column) => column.fn.countAll().as("found"))
          .whereRef("extracts.name", "=", "obligations.extract")
          .where("extracts.removed_at", "is", null)
          .where(({ and, or, eb: one }) =>
            or([
              one("obligations.purpose", "=", "request"),
              and([one("extracts.enabled", "=", 1), one("extracts.paused_at", "is", null)]),
            ]),
          ),
        "=",
        1,
      ),
    )
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
  if (after !== undefined) due = due.where((column) => isBehind(after, column));
  return due;
}

/**
 * Of each extract at a warehouse with room the most urgent one. The backlog of a full warehouse, however long, is not looked
 * through: what it costs is a step into an index for each of the other extracts.
 */
function firstOfEach(ledger: Ledger, db: Kysely<Tables>, { exceptWarehouses = [], exceptExtracts = [], after }: DueQuery) {
  let extracts = db
    .selectFrom("extracts")
    .select(({ selectFrom }) =>
      selectFrom("obligations")
        .select("obligations.id")
        .whereRef("obligations.extract", "=", "extracts.name")
        .where("obligations.state", "=", sql.lit("owed"))
        .where((column) => isReached(ledger, column))
        .where(({ and, or, eb }) =>
          or([
            eb("obligations.purpose", "=", "request"),
            and([eb("extracts.enabled", "=", 1), eb("extracts.paused_at", "is", null)]),
          ]),
        )
        .where((column) => (after === undefined ? column.lit(true) : isBehind(after, column)))
        .orderBy("obligations.urgent_at")
        .orderBy("obligations.id")
        .limit(1)
        .as("first"),
    )
    .where("extracts.removed_at", "is", null)
    .where("extracts.warehouse", "not in", exceptWarehouses)
    .where(({ eb, selectFrom }) =>
      eb(
        selectFrom("attempts")
          .select((column) => column.fn.countAll().as("running"))
          .whereRef("attempts.exclusive", "=", "extracts.name")
          .where("attempts.state", "=", sql.lit("running")),
        "=",
        0,
      ),
    );
  if (exceptExtracts.length > 0) extracts = extracts.where("extracts.name", "not in", exceptExtracts);
  return db.selectFrom("obligations").selectAll().where("id", "in", extracts);
}

function isReached(ledger: Ledger, { eb }: ExpressionBuilder<Tables, "obligations">) {
  return eb(eb.case().when("obligations.next_try_at", "<=", ledger.now()).then(1).else(0).end(), "=", 1);
}

function isBehind({ urgentAt, id }: DueCursor, { eb, refTuple, tuple }: ExpressionBuilder<Tables, "obligations">) {
  return eb(refTuple("obligations.urgent_at", "obligations.id"), ">", tuple(urgentAt, id));
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
