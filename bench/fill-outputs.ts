import { sql } from "kysely";
import type { Ledger } from "../runner/src/ledger/ledger.ts";

/** The extracts of the outputs, each with its owner, and whether they are shared. */
export interface Filling {
  readonly extract: string;
  readonly owner: string;
  readonly shared: boolean;
}

const batch = 500;
const start = Date.UTC(2020, 0, 1);
const day = 86_400_000;
/** A manifest of a usual size. */
const manifest = JSON.stringify({ columns: Array.from({ length: 40 }, (_, at) => ({ name: `Column ${at}`, type: "string" })) });

/** Puts so many published outputs into a ledger: days after days of the extracts, a tenth deleted. */
export async function fillOutputs(ledger: Ledger, fillings: readonly Filling[], outputs: number): Promise<void> {
  for (let from = 0; from < outputs; from += batch) {
    const numbers = Array.from({ length: Math.min(batch, outputs - from) }, (_, at) => from + at);
    await ledger.write(async (db) => {
      const rows = numbers.map((number) =>
        row(number, fillings[number % fillings.length]!, Math.floor(number / fillings.length)),
      );
      await db
        .insertInto("obligations")
        .values(rows.map(({ obligation }) => obligation))
        .execute();
      await db
        .insertInto("attempts")
        .values(rows.map(({ attempt }) => attempt))
        .execute();
      await db
        .insertInto("outputs")
        .values(rows.map(({ output }) => output))
        .execute();
    });
  }
  const statistics = ledger.place.startsWith("postgres") ? sql`vacuum analyze` : sql`analyze`;
  await ledger.read((db) => statistics.execute(db));
}

function row(number: number, { extract, owner, shared }: Filling, days: number) {
  const id = `0${number.toString(36).padStart(11, "0")}`;
  const at = (after: number) => new Date(start + (days + after) * day + number).toISOString();
  const window = { extract, kind: "Daily" as const, window_start: at(0), window_end: at(1) };
  const hashes = { definition_hash: "d", plan_hash: "p" };
  const deleted = number % 10 === 0;
  const path = `${extract}_${shared ? "S" : "P"}_Daily_${at(0).slice(0, 10)}_${number}.csv`;
  return {
    obligation: {
      ...window,
      id,
      purpose: "window" as const,
      timezone: "Etc/UTC",
      requester: "schedule",
      definition_hash: "d",
      state: "published" as const,
      epoch: 1,
      tries: 1,
      next_try_at: at(1),
      due_at: at(1),
      urgent_at: at(1),
      created_at: at(1),
      changed_at: at(1),
    },
    attempt: {
      ...window,
      ...hashes,
      id,
      obligation_id: id,
      sequence: 1,
      state: "published" as const,
      epoch: 1,
      runner: "bench",
      lease_until: at(1),
      destination: "local",
      staging: id,
      started_at: at(1),
      ended_at: at(1),
    },
    output: {
      ...window,
      ...hashes,
      id,
      timezone: "Etc/UTC",
      sequence: 1,
      state: deleted ? ("deleted" as const) : ("published" as const),
      owner,
      shared: Number(shared),
      format: number % 3 === 0 ? "json" : "csv",
      compress: "none",
      destination: "local",
      path,
      parts: JSON.stringify([{ path, bytes: number, sha256: "a".repeat(64), contentSha256: "b".repeat(64) }]),
      manifest_path: `${path}.manifest`,
      manifest,
      sha256: "a".repeat(64),
      content_sha256: "b".repeat(64),
      bytes: (number * 7919) % 1_000_003,
      rows: (number * 104_729) % 10_007,
      created_at: at(1),
      published_at: at(1),
      ...(deleted ? { deleted_at: at(2) } : {}),
    },
  };
}
