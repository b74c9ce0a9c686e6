import { sql, type Transaction } from "kysely";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { expire, isOver } from "./expire.ts";
import { newId } from "./id.ts";
import type { Ledger } from "./ledger.ts";
import { type Attempt, attemptOf } from "./records.ts";
import type { Approved, Tables } from "./tables.ts";

/** A runner's wish to do what is owed. */
export interface Claim {
  /** The obligation's id. */
  readonly obligation: string;
  /** Who runs: host and process, so that people find it. */
  readonly runner: string;
  /** For how long the runner is believed to live without a heartbeat. */
  readonly leaseMs: number;
  /** No other attempt at this extract may run meanwhile. */
  readonly exclusive: boolean;
  /** The attempt takes up one of a warehouse's places, which are counted across all runners. Absent: nobody counts. */
  readonly place?: { readonly warehouse: string; readonly most: number };
  /** The obligation is tried so often before it waits for a person. Absent: whoever claims it does not come back. */
  readonly mostTries?: number;
  readonly destination: string;
  readonly planHash: string;
  readonly definitionHash: string;
  readonly commit?: string;
  readonly dirty?: boolean;
  readonly approval?: Approved;
}

/**
 * Takes what is owed: a new attempt with its epoch, its lease and its reserved sequence. A dead runner's attempt that stands
 * in the way is given up. Errors: extract-busy, warehouse-busy, obligation-closed, unknown-id.
 */
export async function claim(ledger: Ledger, wish: Claim): Promise<Attempt> {
  return ledger.writeUnique(async (db) => {
    const obligation = await lockObligation(ledger, db, wish.obligation);
    await clearTheWay(ledger, db, wish, obligation.extract);
    const slot = wish.place === undefined ? null : await freeSlot(db, wish.place);
    const taken = await db
      .updateTable("obligations")
      .set((column) => ({
        state: "running",
        epoch: column("epoch", "+", 1),
        tries: column("tries", "+", 1),
        definition_hash: wish.definitionHash,
        error_code: null,
        error_message: null,
        changed_at: ledger.now(),
      }))
      .where("id", "=", wish.obligation)
      .where("state", "in", ["owed", "failed"])
      .returning("epoch")
      .executeTakeFirst();
    if (taken === undefined) throw await closed(db, wish.obligation);
    const { extract, kind, window_start, window_end } = obligation;
    const { next } = await db
      .selectFrom("attempts")
      .select(sql<number>`coalesce(max(sequence), 0) + 1`.as("next"))
      .where("extract", "=", extract)
      .where("kind", "=", kind)
      .where("window_start", "=", window_start)
      .where("window_end", "=", window_end)
      .executeTakeFirstOrThrow();
    const id = newId();
    const row = await db
      .insertInto("attempts")
      .values({
        id,
        obligation_id: wish.obligation,
        extract,
        kind,
        window_start,
        window_end,
        sequence: next,
        state: "running",
        epoch: taken.epoch,
        exclusive: wish.exclusive ? extract : null,
        warehouse: wish.place?.warehouse ?? null,
        slot,
        most_tries: wish.mostTries ?? null,
        runner: wish.runner,
        lease_until: ledger.now(wish.leaseMs),
        leased_at: ledger.now(),
        destination: wish.destination,
        staging: `${ledger.id}-${id}`,
        plan_hash: wish.planHash,
        definition_hash: wish.definitionHash,
        commit_id: wish.commit ?? null,
        dirty: wish.dirty === undefined ? null : Number(wish.dirty),
        approval: wish.approval ?? null,
        started_at: ledger.now(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return attemptOf(row);
  });
}

/**
 * Gives the attempt a higher sequence, at least `atLeast`, because its name is taken by a file that this ledger does not know.
 * Undefined when the attempt is not the runner's any more.
 */
export async function reserveSequence(ledger: Ledger, attempt: Attempt, atLeast: number): Promise<Attempt | undefined> {
  return ledger.writeUnique(async (db) => {
    const row = await db
      .updateTable("attempts")
      .set((column) => ({
        sequence: column
          .selectFrom("attempts as other")
          .select(
            sql<number>`case when max(other.sequence) < ${atLeast} then ${atLeast} else max(other.sequence) + 1 end`.as("next"),
          )
          .where("other.extract", "=", attempt.extract)
          .where("other.kind", "=", attempt.kind)
          .where("other.window_start", "=", attempt.windowStart)
          .where("other.window_end", "=", attempt.windowEnd),
      }))
      .where("id", "=", attempt.id)
      .where("epoch", "=", attempt.epoch)
      .where("state", "=", "running")
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? undefined : attemptOf(row);
  });
}

/** Locks the obligation for this transaction; one that somebody else is claiming at this moment counts as taken. */
async function lockObligation(ledger: Ledger, db: Transaction<Tables>, id: string) {
  let query = db.selectFrom("obligations").selectAll().where("id", "=", id);
  if (ledger.claimLock !== undefined) query = query.modifyEnd(ledger.claimLock);
  const row = await query.executeTakeFirst();
  if (row === undefined) throw await closed(db, id);
  return row;
}

async function clearTheWay(ledger: Ledger, db: Transaction<Tables>, wish: Claim, extract: string): Promise<void> {
  const inTheWay = await db
    .selectFrom("attempts")
    .selectAll()
    .select((column) => isOver(ledger, column).as("dead"))
    .where("state", "=", "running")
    .where((column) =>
      column.or([
        column("obligation_id", "=", wish.obligation),
        ...(wish.exclusive ? [column("exclusive", "=", extract)] : []),
      ]),
    )
    .execute();
  for (const row of inTheWay) {
    const attempt = attemptOf(row);
    if (!row.dead) throw busy(attempt);
    await expire(ledger, db, attempt);
  }
}

/** The lowest that is free. Two that find the same one meet at the unique index, and one of them looks again. */
async function freeSlot(db: Transaction<Tables>, { warehouse, most }: NonNullable<Claim["place"]>): Promise<number> {
  const rows = await db
    .selectFrom("attempts")
    .select("slot")
    .where("state", "=", "running")
    .where("warehouse", "=", warehouse)
    .execute();
  const taken = new Set(rows.map(({ slot }) => slot));
  // A cap that was lowered is kept although higher places are taken.
  for (let slot = 1; slot <= most && taken.size < most; slot++) if (!taken.has(slot)) return slot;
  throw new DatafeedError("warehouse-busy", `All ${most} places of warehouse ${warehouse} are taken by running extracts`, {
    hint: "Wait for one of them; `maxQueries` of the connection says how many there are.",
  });
}

function busy(attempt: Attempt): DatafeedError {
  return new DatafeedError(
    "extract-busy",
    `Extract ${attempt.extract} is being run by ${attempt.runner} since ${attempt.startedAt} (run ${attempt.id})`,
    { hint: `Wait for it or cancel it; without a sign of life it is given up at ${attempt.leaseUntil}.` },
  );
}

async function closed(db: Transaction<Tables>, id: string): Promise<DatafeedError> {
  const row = await db.selectFrom("obligations").select(["state", "extract"]).where("id", "=", id).executeTakeFirst();
  if (row === undefined) return new DatafeedError("unknown-id", `Nothing is owed under the id ${id}.`);
  const state = row.state === "owed" ? "being claimed by another runner" : row.state;
  return new DatafeedError("obligation-closed", `What is owed of extract ${row.extract} (${id}) is ${state}, not free to run`, {
    hint: "Look at `datafeed runs`; run the extract again for a new sequence.",
  });
}
