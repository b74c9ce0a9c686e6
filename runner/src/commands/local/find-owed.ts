import { DatafeedError } from "../../errors/datafeed-error.ts";
import { findAttempt, findObligation } from "../../ledger/find.ts";
import { listRuns } from "../../ledger/list-runs.ts";
import type { Obligation } from "../../ledger/records.ts";
import type { RunView } from "../commands.ts";
import type { Desk } from "./desk.ts";
import { runView } from "./views.ts";

/** An attempt that the caller may know of, by the beginning of its id. Errors: unknown-id, ambiguous-id. */
export async function findRun(desk: Desk, id: string): Promise<RunView> {
  const { ledger } = desk.estate;
  const attempt = await findAttempt(ledger, id, desk.sight);
  const { items } = await listRuns(ledger, { id: attempt.id, sight: desk.sight }, { limit: 1 });
  const [run] = items;
  if (run === undefined) throw new DatafeedError("unknown-id", `No run has the id ${JSON.stringify(id)}.`);
  return runView(run);
}

/** The newest attempt at what is owed; undefined before the first. */
export async function newestRun(desk: Desk, obligation: string): Promise<RunView | undefined> {
  const newest = { by: "epoch", direction: "desc" } as const;
  const { items } = await listRuns(desk.estate.ledger, { obligation, sight: desk.sight }, { limit: 1 }, newest);
  return items[0] === undefined ? undefined : runView(items[0]);
}

/** A run, or the newest run at what is owed under this id. Errors: unknown-id, ambiguous-id. */
export async function newestRunOf(desk: Desk, id: string): Promise<RunView | undefined> {
  if ((await orUnknown(findAttempt(desk.estate.ledger, id, desk.sight))) !== undefined) return findRun(desk, id);
  return newestRun(desk, (await findOwed(desk, id)).id);
}

/** What is or was owed, by the beginning of its id or of the id of an attempt at it. Errors: unknown-id, ambiguous-id. */
export async function findOwed(desk: Desk, id: string): Promise<Obligation> {
  const { ledger } = desk.estate;
  const attempt = await orUnknown(findAttempt(ledger, id, desk.sight));
  if (attempt !== undefined) return findObligation(ledger, attempt.obligation, desk.sight);
  return findObligation(ledger, id, desk.sight);
}

async function orUnknown<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof DatafeedError && error.code === "unknown-id") return undefined;
    throw error;
  }
}
