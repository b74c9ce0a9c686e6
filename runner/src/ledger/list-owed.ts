import type { Ledger } from "./ledger.ts";
import type { Listed, Page } from "./list-outputs.ts";
import { type Obligation, obligationOf } from "./records.ts";
import { holdsText } from "./search.ts";
import { type Sight, seesExtract } from "./sight.ts";
import type { ObligationState } from "./tables.ts";

/** Which of what is owed. */
export interface OwedFilter {
  /** Default: everything. */
  readonly sight?: Sight;
  readonly extract?: string;
  /** Default: what waits for a runner, or for a person. */
  readonly states?: readonly ObligationState[];
  /** Part of the extract's name, without regard to case. */
  readonly search?: string;
}

const columns = {
  due: "due_at",
  next: "next_try_at",
  urgent: "urgent_at",
  extract: "extract",
  window: "window_start",
  state: "state",
  created: "created_at",
} as const;
export type OwedSort = keyof typeof columns;

/** By which column it is put in order. */
export interface OwedOrder {
  readonly by: OwedSort;
  readonly direction: "asc" | "desc";
}

/** What is owed, the most urgent first unless another order is asked for. */
export async function listOwed(
  ledger: Ledger,
  filter: OwedFilter = {},
  page: Page = {},
  order: OwedOrder = { by: "urgent", direction: "asc" },
): Promise<Listed<Obligation>> {
  return ledger.read(async (db) => {
    let matching = db
      .selectFrom("obligations")
      .where("state", "in", filter.states ?? ["owed", "failed"])
      .where(seesExtract("obligations.extract", filter.sight ?? "all"));
    if (filter.extract !== undefined) matching = matching.where("extract", "=", filter.extract);
    if (filter.search !== undefined) matching = matching.where(holdsText(filter.search, "extract"));
    const { total } = await matching.select((column) => column.fn.countAll().as("total")).executeTakeFirstOrThrow();
    const rows = await matching
      .selectAll()
      .orderBy(columns[order.by], order.direction)
      .orderBy("id", order.direction)
      .limit(page.limit ?? 10)
      .offset(page.offset ?? 0)
      .execute();
    return { items: rows.map(obligationOf), total: Number(total) };
  });
}

/** So much is owed, runs and has failed. */
export type OwedCounts = Readonly<Record<"owed" | "running" | "failed", number>>;

const open = ["owed", "running", "failed"] as const;

/** What is owed in all. */
export async function countOwed(ledger: Ledger, sight: Sight = "all"): Promise<OwedCounts> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("obligations")
      .select((column) => ["state", column.fn.countAll().as("count")])
      .where("state", "in", open)
      .where(seesExtract("obligations.extract", sight))
      .groupBy("state")
      .execute(),
  );
  return counted(rows);
}

/** What is owed of each of these extracts, in one query; those that owe nothing are missing from the answer. */
export async function countOwedOf(ledger: Ledger, extracts: readonly string[]): Promise<ReadonlyMap<string, OwedCounts>> {
  if (extracts.length === 0) return new Map();
  const rows = await ledger.read((db) =>
    db
      .selectFrom("obligations")
      .select((column) => ["extract", "state", column.fn.countAll().as("count")])
      .where("state", "in", open)
      .where("extract", "in", extracts)
      .groupBy(["extract", "state"])
      .execute(),
  );
  const byExtract = Map.groupBy(rows, ({ extract }) => extract);
  return new Map([...byExtract].map(([extract, its]) => [extract, counted(its)]));
}

function counted(rows: readonly { readonly state: ObligationState; readonly count: unknown }[]): OwedCounts {
  const of = (state: ObligationState): number => Number(rows.find((row) => row.state === state)?.count ?? 0);
  return { owed: of("owed"), running: of("running"), failed: of("failed") };
}
