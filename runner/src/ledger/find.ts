import { DatafeedError } from "../errors/datafeed-error.ts";
import { idLength } from "./id.ts";
import type { Ledger } from "./ledger.ts";
import { type Attempt, attemptOf, type Obligation, type Output, obligationOf, outputOf } from "./records.ts";
import { type Sight, seesExtract, seesOutput } from "./sight.ts";
import type { AttemptState } from "./tables.ts";

/** The output whose id is or begins with `id`. What `sight` leaves out is not there. Errors: unknown-id, ambiguous-id. */
export async function findOutput(ledger: Ledger, id: string, sight: Sight = "all"): Promise<Output> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("outputs")
      .selectAll()
      .where("id", ...matching(id))
      .where(seesOutput(sight))
      .orderBy("id")
      .limit(2)
      .execute(),
  );
  return outputOf(theOne(rows, id, "output"));
}

/** The attempt whose id is or begins with `id`. Errors: unknown-id, ambiguous-id. */
export async function findAttempt(ledger: Ledger, id: string, sight: Sight = "all"): Promise<Attempt> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("attempts")
      .selectAll()
      .where("id", ...matching(id))
      .where(seesExtract("attempts.extract", sight))
      .orderBy("id")
      .limit(2)
      .execute(),
  );
  return attemptOf(theOne(rows, id, "run"));
}

/** What is or was owed, by the beginning of its id. Errors: unknown-id, ambiguous-id. */
export async function findObligation(ledger: Ledger, id: string, sight: Sight = "all"): Promise<Obligation> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("obligations")
      .selectAll()
      .where("id", ...matching(id))
      .where(seesExtract("obligations.extract", sight))
      .orderBy("id")
      .limit(2)
      .execute(),
  );
  return obligationOf(theOne(rows, id, "run"));
}

/** Attempts in these states, oldest first. */
export async function attemptsIn(ledger: Ledger, states: readonly AttemptState[]): Promise<readonly Attempt[]> {
  const rows = await ledger.read((db) =>
    db.selectFrom("attempts").selectAll().where("state", "in", states).orderBy("started_at").orderBy("id").execute(),
  );
  return rows.map(attemptOf);
}

/** The attempts that own these folders of staging; folders that none owns are missing from the answer. */
export async function attemptsByStaging(ledger: Ledger, staging: readonly string[]): Promise<ReadonlyMap<string, Attempt>> {
  if (staging.length === 0) return new Map();
  const rows = await ledger.read((db) => db.selectFrom("attempts").selectAll().where("staging", "in", staging).execute());
  return new Map(rows.map((row) => [row.staging, attemptOf(row)]));
}

/** A whole id is found by its index; a beginning is looked for. Ids are digits and small letters; anything else finds nothing. */
function matching(id: string): ["=" | "like", string] {
  if (!/^[0-9a-z]+$/.test(id)) return ["=", ""];
  return id.length >= idLength ? ["=", id] : ["like", `${id}%`];
}

function theOne<Row extends { readonly id: string }>(rows: readonly Row[], id: string, what: string): Row {
  const exact = rows.find((row) => row.id === id);
  const [first, second] = rows;
  if (exact !== undefined) return exact;
  if (first === undefined) {
    throw new DatafeedError("unknown-id", `No ${what} has the id ${JSON.stringify(id)}.`, {
      hint: "`datafeed outputs` and `datafeed runs` show the ids.",
    });
  }
  if (second === undefined) return first;
  throw new DatafeedError("ambiguous-id", `Several ids of ${what}s begin with ${id}: ${first.id}, ${second.id}`, {
    hint: "Write more of the id.",
  });
}
