import type { Ledger } from "./ledger.ts";

/** What a runner says of itself. */
export interface RunnerEntry {
  readonly id: string;
  readonly version: string;
  readonly roles: readonly string[];
  /** Where its API listens. */
  readonly address?: string;
  /** The commit that it works by. */
  readonly commit?: string;
}

/** A runner as the ledger knows it. */
export interface RunnerRecord extends RunnerEntry {
  readonly startedAt: string;
  readonly seenAt: string;
  readonly stoppedAt?: string;
  /** Seen within the last `aliveMs`, and not stopped. */
  readonly alive: boolean;
}

/** Enters a runner that begins; one of the same id begins anew. */
export async function registerRunner(ledger: Ledger, runner: RunnerEntry): Promise<void> {
  const row = {
    version: runner.version,
    roles: runner.roles.join(","),
    address: runner.address ?? null,
    commit_id: runner.commit ?? null,
    started_at: ledger.now(),
    seen_at: ledger.now(),
    stopped_at: null,
  };
  await ledger.write((db) =>
    db
      .insertInto("runners")
      .values({ id: runner.id, ...row })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
      .execute(),
  );
}

/** A runner's sign of life, with the commit that it works by now. */
export async function runnerSeen(ledger: Ledger, id: string, commit?: string): Promise<void> {
  await ledger.write((db) =>
    db
      .updateTable("runners")
      .set({ seen_at: ledger.now(), ...(commit === undefined ? {} : { commit_id: commit }) })
      .where("id", "=", id)
      .execute(),
  );
}

/** A runner that ends in order. */
export async function runnerStopped(ledger: Ledger, id: string): Promise<void> {
  await ledger.write((db) =>
    db.updateTable("runners").set({ seen_at: ledger.now(), stopped_at: ledger.now() }).where("id", "=", id).execute(),
  );
}

/** Runners, the last seen first; those that were last seen more than `withinMs` ago are left out (default: a day). */
export async function listRunners(
  ledger: Ledger,
  { aliveMs = 15_000, withinMs = 86_400_000 }: { readonly aliveMs?: number; readonly withinMs?: number } = {},
): Promise<readonly RunnerRecord[]> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("runners")
      .selectAll()
      .select((column) => column("seen_at", ">=", ledger.now(-aliveMs)).as("recent"))
      .where("seen_at", ">=", ledger.now(-withinMs))
      .orderBy("seen_at", "desc")
      .orderBy("id")
      .execute(),
  );
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    roles: row.roles.split(",").filter((role) => role !== ""),
    ...(row.address === null ? {} : { address: row.address }),
    ...(row.commit_id === null ? {} : { commit: row.commit_id }),
    startedAt: row.started_at,
    seenAt: row.seen_at,
    ...(row.stopped_at === null ? {} : { stoppedAt: row.stopped_at }),
    alive: Boolean(row.recent) && row.stopped_at === null,
  }));
}
