import type { Ledger } from "./ledger.ts";
import { type Obligation, type Output, obligationOf, outputOf } from "./records.ts";

const pageSize = 500;

/** What failed for good, with the last run at it. */
export interface Failed {
  readonly obligation: Obligation;
  readonly run: string | undefined;
}

/** What failed for good since a time, page by page, in order. */
export async function* failedSince(ledger: Ledger, since: string): AsyncIterable<Failed> {
  for (let [from, after, more] = [since, "", true]; more; ) {
    const rows = await ledger.read((db) =>
      db
        .selectFrom("obligations")
        .selectAll()
        .select((column) =>
          column
            .selectFrom("attempts")
            .select((attempts) => attempts.fn.max("attempts.id").as("run"))
            .whereRef("attempts.obligation_id", "=", "obligations.id")
            .as("run"),
        )
        .where("state", "=", "failed")
        .where((column) =>
          column.or([column("changed_at", ">", from), column.and([column("changed_at", "=", from), column("id", ">", after)])]),
        )
        .orderBy("changed_at")
        .orderBy("id")
        .limit(pageSize)
        .execute(),
    );
    for (const row of rows) yield { obligation: obligationOf(row), run: row.run ?? undefined };
    const last = rows.at(-1);
    more = last !== undefined && rows.length === pageSize;
    if (last !== undefined) [from, after] = [last.changed_at, last.id];
  }
}

/** Outputs that were published since a time, page by page, in order. */
export async function* publishedSince(ledger: Ledger, since: string): AsyncIterable<Output> {
  for (let [from, after, more] = [since, "", true]; more; ) {
    const rows = await ledger.read((db) =>
      db
        .selectFrom("outputs")
        .selectAll()
        .where("state", "=", "published")
        .where((column) =>
          column.or([
            column("published_at", ">", from),
            column.and([column("published_at", "=", from), column("id", ">", after)]),
          ]),
        )
        .orderBy("published_at")
        .orderBy("id")
        .limit(pageSize)
        .execute(),
    );
    for (const row of rows) yield outputOf(row);
    const last = rows.at(-1);
    more = last !== undefined && rows.length === pageSize;
    if (last !== undefined) [from, after] = [last.published_at ?? from, last.id];
  }
}

/** The newest publication of an extract after a time. */
export async function publishedAfter(ledger: Ledger, extract: string, time: string): Promise<Output | undefined> {
  const row = await ledger.read((db) =>
    db
      .selectFrom("outputs")
      .selectAll()
      .where("extract", "=", extract)
      .where("state", "in", ["published", "deleted"])
      .where("published_at", ">", time)
      .orderBy("published_at", "desc")
      .limit(1)
      .executeTakeFirst(),
  );
  return row === undefined ? undefined : outputOf(row);
}

/** A published window to which rows came, or from which they went. */
export interface Drifted {
  readonly output: Output;
  readonly drift: number;
  readonly checkedAt: string;
}

/** Drift that late checks have found since a time. */
export async function driftedSince(ledger: Ledger, since: string): Promise<readonly Drifted[]> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("late_checks")
      .innerJoin("outputs", "outputs.id", "late_checks.output_id")
      .selectAll("outputs")
      .select(["late_checks.drift", "late_checks.checked_at"])
      .where("late_checks.checked_at", ">=", since)
      .where("late_checks.drift", "<>", 0)
      .orderBy("late_checks.checked_at")
      .execute(),
  );
  return rows.map((row) => ({ output: outputOf(row), drift: Number(row.drift), checkedAt: row.checked_at ?? since }));
}
