import { sql } from "kysely";
import { type LateExtract, lateExtracts } from "./lateness.ts";
import type { Ledger } from "./ledger.ts";

/** The ledger in figures: what metrics show. Each comes from an index, not from all that ever happened. */
export interface Statistics {
  readonly now: string;
  readonly owed: Readonly<Record<"owed" | "running" | "failed", number>>;
  /** Decided, and not under its name yet. */
  readonly decided: number;
  readonly late: readonly LateExtract[];
  readonly paused: number;
  /** Running attempts by warehouse. */
  readonly running: readonly { readonly warehouse: string; readonly count: number }[];
  readonly notices: readonly { readonly state: string; readonly count: number }[];
  /** Outputs of the last 30 days whose rows were not the same when they were counted again, and by how many rows. */
  readonly drift: { readonly outputs: number; readonly rows: number };
  /** Runners that were heard within the last 30 s, by version. */
  readonly runners: readonly { readonly version: string; readonly count: number }[];
  readonly bytes: number;
}

const day = 86_400_000;

/** Errors: ledger-*. */
export async function statistics(ledger: Ledger, mostLate: number): Promise<Statistics> {
  const [states, decided, late, extracts, running, notices, drift, runners, bytes, now] = [
    await ledger.read((db) =>
      db
        .selectFrom("obligations")
        .select(["state", count])
        .where("state", "in", ["owed", "running", "failed"])
        .groupBy("state")
        .execute(),
    ),
    await ledger.read((db) => db.selectFrom("attempts").select(count).where("state", "=", "decided").executeTakeFirstOrThrow()),
    await lateExtracts(ledger, 0, mostLate),
    await ledger.read((db) =>
      db
        .selectFrom("extracts")
        .select(sql<number>`count(paused_at)`.as("paused"))
        .where("removed_at", "is", null)
        .executeTakeFirstOrThrow(),
    ),
    await ledger.read((db) =>
      db
        .selectFrom("attempts")
        .select(["warehouse", count])
        .where("state", "=", "running")
        .where("warehouse", "is not", null)
        .groupBy("warehouse")
        .execute(),
    ),
    await ledger.read((db) => db.selectFrom("notices").select(["state", count]).groupBy("state").execute()),
    await driftSince(ledger, 30 * day),
    await ledger.read((db) =>
      db
        .selectFrom("runners")
        .select(["version", count])
        .where("stopped_at", "is", null)
        .where("seen_at", ">", ledger.now(-30_000))
        .groupBy("version")
        .execute(),
    ),
    await ledger.size(),
    await ledger.time(),
  ];
  const of = (state: string): number => Number(states.find((row) => row.state === state)?.count ?? 0);
  return {
    now,
    owed: { owed: of("owed"), running: of("running"), failed: of("failed") },
    decided: Number(decided.count),
    late,
    paused: Number(extracts.paused),
    running: running.flatMap(({ warehouse, count }) => (warehouse === null ? [] : [{ warehouse, count: Number(count) }])),
    notices: notices.map(({ state, count }) => ({ state, count: Number(count) })),
    drift,
    runners: runners.map(({ version, count }) => ({ version, count: Number(count) })),
    bytes,
  };
}

const count = sql<number>`count(*)`.as("count");

/** Of each output its last check counts. */
async function driftSince(ledger: Ledger, ms: number): Promise<Statistics["drift"]> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("late_checks")
      .select(["output_id", "drift"])
      .where("checked_at", ">", ledger.now(-ms))
      .where("drift", "is not", null)
      .orderBy("checked_at")
      .execute(),
  );
  const last = new Map(rows.map(({ output_id, drift }) => [output_id, Math.abs(drift ?? 0)]));
  const drifted = [...last.values()].filter((drift) => drift > 0);
  return { outputs: drifted.length, rows: drifted.reduce((total, drift) => total + drift, 0) };
}
