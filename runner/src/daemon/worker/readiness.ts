import { readyQuery } from "../../compile/ready-query.ts";
import { recordedError } from "../../execute/recorded-error.ts";
import { isWorthRepeating } from "../../execute/retries.ts";
import { closeObligation, deferObligation, markReady } from "../../ledger/defer.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { Obligation, RecordedError } from "../../ledger/records.ts";
import type { Readiness } from "../../load/project-documents.ts";
import { warehouseError } from "../../warehouse/errors.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";

/** A question about readiness is a small one. */
const questionMs = 60_000;

/** What came of asking whether the data of a window are there. `elsewhere`: another runner asks, or has claimed it. */
export type Readied =
  | { readonly state: "ready" | "waits" | "skipped" | "elsewhere" }
  | { readonly state: "failed"; readonly error: RecordedError };

/** A window, and how it is asked whether its data are there. */
export interface Question {
  readonly ledger: Ledger;
  readonly warehouse: Warehouse;
  readonly obligation: Obligation;
  readonly ready: Readiness;
  /** Ends the question; it is asked again later. */
  readonly signal: AbortSignal;
}

/**
 * Asks the warehouse whether the data of a window are there, without a try or a place at it. Yes: it may be claimed. No: it is
 * asked again after `every`, until `timeout` after the window is due; then it fails, runs all the same or is skipped. A question
 * that the warehouse will always refuse fails the window at once. Errors: ledger-*.
 */
export async function askReady(question: Question): Promise<Readied> {
  const { ledger, obligation, ready, signal } = question;
  // First put off, so that of several runners one asks, and a crash in the middle leaves it owed.
  const mine = await deferObligation(ledger, obligation, ready.everyMs);
  if (mine === undefined) return { state: "elsewhere" };
  const answer = await ask(question);
  if (answer === true) return await release(question);
  if (signal.aborted) return { state: "waits" };
  const error = answer === false ? undefined : recordedError(answer);
  if (error !== undefined && !isWorthRepeating(answer)) return await close(question, "failed", error);
  if (Date.parse(await ledger.time()) < Date.parse(obligation.dueAt) + ready.timeoutMs) {
    if (error !== undefined) await deferObligation(ledger, mine, ready.everyMs, error);
    return { state: "waits" };
  }
  if (ready.afterTimeout === "run") return await release(question);
  return await close(question, ready.afterTimeout === "skip" ? "skipped" : "failed", error ?? notReady(ready));
}

/** Whether they are there; or the error instead of an answer. */
async function ask({ warehouse, obligation, ready, signal }: Question): Promise<boolean | Error> {
  try {
    const query = readyQuery(obligation.extract, ready, obligation.window, warehouse.dialect);
    await using reading = await warehouse.read(query, { signal: AbortSignal.any([signal, AbortSignal.timeout(questionMs)]) });
    let answer = false;
    for await (const batch of reading.batches) answer ||= isOne(batch);
    return answer;
  } catch (error) {
    if (error instanceof Error && error.name === "TimeoutError") {
      return warehouseError(
        "warehouse-timeout",
        `\`ready\` of ${obligation.extract} was not answered in ${questionMs / 1000} s`,
      );
    }
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A DataRow with one cell: type, length, number of cells, length of the cell, its text. */
function isOne(batch: Uint8Array): boolean {
  return Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength).toString("latin1", 11, 12) === "1";
}

async function release({ ledger, obligation }: Question): Promise<Readied> {
  return { state: (await markReady(ledger, obligation.id)) ? "ready" : "elsewhere" };
}

async function close({ ledger, obligation }: Question, state: "failed" | "skipped", error: RecordedError): Promise<Readied> {
  if (!(await closeObligation(ledger, obligation, state, error))) return { state: "elsewhere" };
  return state === "failed" ? { state, error } : { state };
}

function notReady({ timeoutMs }: Readiness): RecordedError {
  return { code: "not-ready", message: `The data were not there ${timeoutMs / 1000} s after the window was due` };
}
