import type { Transaction } from "kysely";
import { isScheduled, type RunKind } from "../schedule/window.ts";
import { type AdoptedOutput, adoptedDocument } from "./adopt-output.ts";
import { insertWindows, stretchRow } from "./insert-windows.ts";
import type { Ledger } from "./ledger.ts";
import { lockExtract } from "./lock-extract.ts";
import type { Tables } from "./tables.ts";

/** A stretch that no window of an extract covers: it was skipped, which leaves no file, or its files are gone. */
export interface CoverageGap {
  readonly extract: string;
  /** UTC, ISO 8601. */
  readonly start: string;
  readonly end: string;
}

/** Enters an extract that the ledger has never seen, as far as manifests tell of it; reconciliation fills in the rest. */
export async function enterExtract(ledger: Ledger, db: Transaction<Tables>, outputs: readonly AdoptedOutput[]): Promise<void> {
  const newest = outputs.toSorted((one, other) => (one.createdAt < other.createdAt ? -1 : 1)).at(-1);
  if (newest === undefined) return;
  const kinds = outputs.map(({ kind }) => kind);
  const kind = kinds.some(isScheduled) ? "scheduled" : kinds.includes("RunOnce") ? "immediate" : "dispatched";
  await db
    .insertInto("extracts")
    .values({
      name: newest.extract,
      kind,
      owner: newest.owner,
      shared: Number(newest.shared),
      product: newest.product,
      warehouse: newest.warehouse,
      definition_hash: newest.definitionHash,
      document_hash: adoptedDocument,
      texts: "[]",
      enabled: 1,
      first_applied_at: newest.createdAt,
      applied_at: ledger.now(),
    })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
}

/** Moves an extract's frontiers out to where its windows reach, never in; and finds the gaps between its windows. */
export async function adoptFrontiers(db: Transaction<Tables>, extract: string): Promise<readonly CoverageGap[]> {
  const row = await lockExtract(db, extract);
  const windows = await db
    .selectFrom("obligations")
    .select(["window_start", "window_end"])
    .where("extract", "=", extract)
    .where("purpose", "=", "window")
    .orderBy("window_start")
    .orderBy("window_end")
    .execute();
  const first = windows[0]?.window_start;
  if (row === undefined || first === undefined) return [];
  const gaps: CoverageGap[] = [];
  let end = first;
  for (const { window_start, window_end } of windows) {
    if (window_start > end) gaps.push({ extract, start: end, end: window_start });
    if (window_end > end) end = window_end;
  }
  const { frontier = end, coveredFrom = first } = row;
  await db
    .updateTable("extracts")
    .set({ frontier: frontier > end ? frontier : end, covered_from: coveredFrom < first ? coveredFrom : first })
    .where("name", "=", extract)
    .execute();
  return gaps;
}

/** Records gaps as skipped, so that the windows meet. */
export async function acceptGaps(
  ledger: Ledger,
  db: Transaction<Tables>,
  gaps: readonly CoverageGap[],
  by: string,
): Promise<void> {
  for (const gap of gaps) {
    const neighbour = await db
      .selectFrom("obligations")
      .select(["kind", "timezone", "definition_hash"])
      .where("extract", "=", gap.extract)
      .where("purpose", "=", "window")
      .where("window_end", "=", gap.start)
      .executeTakeFirstOrThrow();
    const stretch = {
      kind: neighbour.kind as RunKind,
      window: { start: gap.start, end: gap.end, timezone: neighbour.timezone },
      reason: `accepted as skipped by ${by}: no manifest was found`,
    };
    const owner = { extract: gap.extract, definitionHash: neighbour.definition_hash, requester: by };
    await insertWindows(db, [stretchRow(ledger, owner, stretch, gap.end)]);
  }
}

/** Extracts with windows that came by schedule. */
export async function scheduledExtracts(ledger: Ledger): Promise<readonly string[]> {
  const rows = await ledger.read((db) =>
    db.selectFrom("extracts").select("name").where("kind", "=", "scheduled").orderBy("name").execute(),
  );
  return rows.map(({ name }) => name);
}

/** Extracts that a restore has paused. */
export async function pausedBy(ledger: Ledger, who: string): Promise<readonly string[]> {
  const rows = await ledger.read((db) =>
    db.selectFrom("extracts").select("name").where("paused_by", "=", who).orderBy("name").execute(),
  );
  return rows.map(({ name }) => name);
}
