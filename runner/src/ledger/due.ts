import { type ExpressionBuilder, type Kysely, type Selectable, type SelectQueryBuilder, sql } from "kysely";
import type { Ledger } from "./ledger.ts";
import { restorer } from "./paused.ts";
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

/** How much of what is due, and what to leave out. */
export interface DueQuery {
  readonly limit: number;
  /** Warehouses without a free place, and extracts that this runner can't do. */
  readonly exceptWarehouses?: readonly string[];
  readonly exceptExtracts?: readonly string[];
  readonly after?: DueCursor;
}

/**
 * A page is found among so many owed rows, unless others than those are due: of extracts that are held back there may be any
 * number before them.
 */
const nearby = 512;

/**
 * What may be claimed now, the most urgent first: owed, its next try reached, its extract not removed and not running alone. The
 * windows of an extract that is paused or disabled wait; what somebody asked for does not, unless a restore paused it. Behind much that is held back only the
 * most urgent of each extract is found: claim it, and ask again.
 */
export async function dueObligations(ledger: Ledger, query: DueQuery): Promise<readonly Due[]> {
  return ledger.read(async (db) => {
    const near = await page(db, inOrder(ledger, db, query), query.limit);
    if (near.length === query.limit) return near;
    const known = new Set(near.map(({ obligation }) => obligation.id));
    const rest = await page(db, firstOfEach(ledger, db, query), query.limit);
    const all = [...near, ...rest.filter(({ obligation }) => !known.has(obligation.id))];
    return all.sort((one, other) => compare(one.cursor, other.cursor)).slice(0, query.limit);
  });
}

async function page(db: Kysely<Tables>, due: SelectQueryBuilder<Tables, "obligations", Row>, limit: number): Promise<Due[]> {
  const rows = await db
    .selectFrom(due.orderBy("urgent_at").orderBy("id").limit(limit).as("due"))
    .innerJoin("extracts", "extracts.name", "due.extract")
    .selectAll("due")
    .select(["extracts.warehouse", "extracts.definition_hash as applied_hash"])
    .orderBy("due.urgent_at")
    .orderBy("due.id")
    .execute();
  return rows.map(({ warehouse, applied_hash, ...row }) => ({
    obligation: obligationOf(row),
    warehouse,
    definitionHash: applied_hash,
    cursor: { urgentAt: row.urgent_at, id: row.id },
  }));
}

type Row = Selectable<Tables["obligations"]>;

/**
 * The first owed rows in the order of their index, and of those what is due. The inner limit makes every planner do it in this
 * order: asked as one question, PostgreSQL looked at the extract of each of 100,000 rows, and sorted them, before it took a page.
 */
function inOrder(ledger: Ledger, db: Kysely<Tables>, { exceptWarehouses, exceptExtracts, after }: DueQuery) {
  let owed = db.selectFrom("obligations").selectAll().where("state", "=", sql.lit("owed"));
  if (after !== undefined) owed = owed.where((column) => isBehind(after, column));
  let due = db
    .selectFrom(owed.orderBy("urgent_at").orderBy("id").limit(sql.lit(nearby)).as("obligations"))
    .selectAll()
    .where((column) => isReached(ledger, column))
    .where(({ exists, selectFrom }) => {
      let extract = selectFrom("extracts")
        .select("extracts.name")
        .whereRef("extracts.name", "=", "obligations.extract")
        .where("extracts.removed_at", "is", null)
        .where(({ and, or, eb }) =>
          or([
            and([eb("obligations.purpose", "=", "request"), isNotHeld]),
            and([eb("extracts.enabled", "=", 1), eb("extracts.paused_at", "is", null)]),
          ]),
        );
      if (exceptWarehouses?.length) extract = extract.where("extracts.warehouse", "not in", exceptWarehouses);
      return exists(extract);
    })
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("attempts")
            .select("attempts.id")
            .whereRef("attempts.exclusive", "=", "obligations.extract")
            .where("attempts.state", "=", sql.lit("running")),
        ),
      ),
    );
  if (exceptExtracts?.length) due = due.where("extract", "not in", exceptExtracts);
  return due;
}

/**
 * Of each extract the most urgent window and the most urgent request. The backlog of one that is held back, however long, is not
 * looked through: what it costs is a step into an index for each of the other extracts, and one for each that owes a request.
 */
function firstOfEach(ledger: Ledger, db: Kysely<Tables>, { exceptWarehouses, exceptExtracts, after }: DueQuery) {
  const firsts = (purpose: Row["purpose"]) => {
    let extracts = db
      .selectFrom("extracts")
      .select(({ selectFrom }) =>
        selectFrom("obligations")
          .select("obligations.id")
          // As a range, for then one index alone has the order: PostgreSQL took that of all extracts, and walked through it.
          .whereRef("obligations.extract", ">=", "extracts.name")
          .whereRef("obligations.extract", "<=", "extracts.name")
          .where("obligations.state", "=", sql.lit("owed"))
          .where("obligations.purpose", "=", sql.lit(purpose))
          .where((column) => isReached(ledger, column))
          .where((column) => (after === undefined ? column.lit(true) : isBehind(after, column)))
          .orderBy("obligations.extract")
          .orderBy("obligations.urgent_at")
          .orderBy("obligations.id")
          .limit(1)
          .as("first"),
      )
      .where("extracts.removed_at", "is", null)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("attempts")
              .select("attempts.id")
              .whereRef("attempts.exclusive", "=", "extracts.name")
              .where("attempts.state", "=", sql.lit("running")),
          ),
        ),
      );
    if (purpose === "request") extracts = extracts.where("extracts.name", "in", owingRequests).where(isNotHeld);
    else extracts = extracts.where("extracts.enabled", "=", 1).where("extracts.paused_at", "is", null);
    if (exceptWarehouses?.length) extracts = extracts.where("extracts.warehouse", "not in", exceptWarehouses);
    if (exceptExtracts?.length) extracts = extracts.where("extracts.name", "not in", exceptExtracts);
    return extracts;
  };
  return db
    .selectFrom("obligations")
    .selectAll()
    .where("id", "in", firsts("window").unionAll(firsts("request")));
}

/** The names of the extracts that owe a request, each found by one step behind the one before, in the index of owed rows. */
const owingRequests = sql<string>`(
  with recursive owing(name) as (
    select min(extract) from obligations where state = 'owed' and purpose = 'request'
    union all
    select (select min(extract) from obligations where state = 'owed' and purpose = 'request' and extract > owing.name)
    from owing where owing.name is not null
  ) select name from owing where name is not null)`;

function compare(one: DueCursor, other: DueCursor): number {
  if (one.urgentAt !== other.urgentAt) return one.urgentAt < other.urgentAt ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

/** What a restored ledger takes for owed may have been published: of an extract that the restore paused all waits for adopt. */
const isNotHeld = sql<boolean>`(extracts.paused_by is null or extracts.paused_by <> ${sql.lit(restorer)})`;

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
