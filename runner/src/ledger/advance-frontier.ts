import type { Transaction } from "kysely";
import type { Advance } from "../schedule/frontier.ts";
import type { ExtractRecord } from "./extracts.ts";
import { insertWindows, owedRow, stretchRow, urgencySpacingMs } from "./insert-windows.ts";
import type { Ledger } from "./ledger.ts";
import type { Tables } from "./tables.ts";

/** An extract as it was read, and where its frontier is to go from there. */
export interface FrontierStep {
  readonly extract: FrontierState;
  readonly advance: Advance;
}

/** What must not have changed since it was read. */
export type FrontierState = Pick<ExtractRecord, "name" | "frontier" | "coveredFrom" | "definitionHash">;

/**
 * Whether a schedule has made no window yet. Until then its first frontier follows each edit of it; from then on windows meet.
 */
export function isUnbegun({ frontier, coveredFrom }: Pick<ExtractRecord, "frontier" | "coveredFrom">): boolean {
  return frontier === undefined || frontier === coveredFrom;
}

/**
 * Moves an extract's frontier and makes its windows owed, both or neither. False, and nothing done, when it is not as it was
 * read any more: somebody else moved a frontier, it was paused, disabled or removed, or another definition was applied.
 */
export async function advanceFrontier(ledger: Ledger, step: FrontierStep): Promise<boolean> {
  return (await advanceFrontiers(ledger, [step])).has(step.extract.name);
}

/** The same for several in one change; answers with the names of those that were moved. */
export async function advanceFrontiers(ledger: Ledger, steps: readonly FrontierStep[]): Promise<ReadonlySet<string>> {
  return ledger.writeUnique(async (db) => {
    const moved: FrontierStep[] = [];
    // In one order everywhere: two changes that each wait for the other's row would never end.
    const inOrder = steps.toSorted((one, other) => (one.extract.name < other.extract.name ? -1 : 1));
    for (const step of inOrder) if (await compareAndSwap(db, step)) moved.push(step);
    const rows = moved.flatMap(({ extract: { name, definitionHash }, advance }) => {
      const owner = { extract: name, definitionHash, requester: "schedule" };
      const skipped = advance.skip === undefined ? [] : [stretchRow(ledger, owner, advance.skip, advance.at)];
      const owed = advance.owe.map((window, index) =>
        owedRow(ledger, owner, window, { dueAt: window.due, urgentAt: urgentAt(advance, index) }),
      );
      return [...skipped, ...owed];
    });
    await insertWindows(db, rows);
    if (moved.some(({ advance }) => advance.owe.length > 0)) await ledger.notify(db);
    return new Set(moved.map(({ extract }) => extract.name));
  });
}

/** The newest window is urgent from its due time on; each older one a minute after the next, counted from now. */
function urgentAt({ owe, later, at }: Advance, index: number): string {
  const newer = owe.length - 1 - index + later;
  return newer === 0 ? owe[index]!.due : new Date(Date.parse(at) + newer * urgencySpacingMs).toISOString();
}

async function compareAndSwap(db: Transaction<Tables>, { extract, advance }: FrontierStep): Promise<boolean> {
  let update = db
    .updateTable("extracts")
    .set({
      frontier: advance.frontier,
      next_due_at: advance.nextDue ?? null,
      ...(isUnbegun(extract) && { covered_from: advance.from }),
    })
    .where("name", "=", extract.name)
    .where("definition_hash", "=", extract.definitionHash)
    .where("enabled", "=", 1)
    .where("paused_at", "is", null)
    .where("removed_at", "is", null);
  for (const [column, value] of [
    ["frontier", extract.frontier],
    ["covered_from", extract.coveredFrom],
  ] as const) {
    update = value === undefined ? update.where(column, "is", null) : update.where(column, "=", value);
  }
  return (await update.returning("name").executeTakeFirst()) !== undefined;
}
