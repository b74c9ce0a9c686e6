import { compileExtract } from "../../compile/compile-extract.ts";
import { definitionHash } from "../../compile/hashes.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { recordedError } from "../../execute/recorded-error.ts";
import { takenPlaces } from "../../ledger/due.ts";
import { answersItsDay } from "../../ledger/export-days.ts";
import {
  type DueCheck,
  deferLateCheck,
  dueLateChecks,
  type LateCheckResult,
  lateCheckSteps,
  planLateChecks,
  recordLateCheck,
} from "../../ledger/late-checks.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import { mostQueries } from "../../warehouse/most-queries.ts";
import type { Duty } from "../leased.ts";
import type { DaemonContext } from "../part.ts";

/** Checks in one round, one after another: they are in no hurry. */
const mostChecks = 50;
const retryMs = 900_000;
/** A check that can't be made for so long is given up. */
const giveUpMs = 86_400_000;

/** The counting query alone is wanted; the reading beside it is this. */
const nothing = { sql: "SELECT 1 AS one", parameters: [] };

/**
 * Counts closed windows again, 1 h, 24 h and 7 d after publication, by the definition that they were published with. Rows that
 * came or went later are reported, never slipped in.
 */
export function lateAuditDuty(context: DaemonContext): Duty {
  const { ledger, log } = context;
  return {
    name: "late rows",
    everyMs: 30_000,
    work: async (signal) => {
      await planLateChecks(ledger);
      for (const check of await dueLateChecks(ledger, mostChecks)) {
        if (signal.aborted) return;
        await checkOne(context, check, signal);
      }
    },
  };

  async function checkOne(context: DaemonContext, check: DueCheck, signal: AbortSignal): Promise<void> {
    const fields = { extract: check.extract, run: check.output, window: check.window, step: check.step };
    try {
      const result = await lateRows(context, check, signal);
      if (result === undefined) return await deferLateCheck(ledger, check, 60_000, null);
      await recordLateCheck(ledger, check, result);
      if ("drift" in result && result.drift !== 0)
        log.warn({ ...fields, drift: result.drift }, "rows changed after publication");
      else log.debug({ ...fields, ...result }, "counted again");
    } catch (error) {
      if (signal.aborted) return;
      const { code, message } = recordedError(error);
      const age = Date.parse(await ledger.time()) - Date.parse(check.publishedAt) - lateCheckSteps[check.step];
      log.warn({ ...fields, err: error }, "a window could not be counted again");
      if (age > giveUpMs || isMistake(error)) await recordLateCheck(ledger, check, { error: `${code}: ${message}` });
      else await deferLateCheck(ledger, check, retryMs, code);
    }
  }
}

/** Undefined: the warehouse has no place free; later. */
async function lateRows(context: DaemonContext, check: DueCheck, signal: AbortSignal): Promise<LateCheckResult | undefined> {
  const extract = context.documents().extracts.get(check.extract);
  if (check.deleted || (check.republished && !(await answersStill(context, extract, check)))) return { error: "superseded" };
  if (extract === undefined || definitionHash(extract) !== check.definitionHash) return { error: "not comparable" };
  const { warehouse } = extract.product;
  // One beside the runs, where they leave a place: the cap holds, but for the moment between this look and the query.
  const most = mostQueries(context.connections.warehouses[warehouse] ?? {});
  const taken = (await takenPlaces(context.ledger)).get(warehouse) ?? 0;
  if (taken >= most) return undefined;
  return { drift: (await countNow(context, extract, check, signal)) - check.rows };
}

/** A day of a daily export is answered by what was published first: whoever reads it wants to know what came after that. */
async function answersStill(
  { ledger }: DaemonContext,
  extract: ResolvedExtract | undefined,
  { output: id, kind, window }: DueCheck,
): Promise<boolean> {
  return extract?.export === "daily" && (await answersItsDay(ledger, { id, extract: extract.name, kind, window }));
}

async function countNow(
  context: DaemonContext,
  extract: ResolvedExtract,
  { kind, window }: DueCheck,
  signal: AbortSignal,
): Promise<number> {
  const warehouse = await context.warehouse(extract.product.warehouse);
  const today = (await context.ledger.time()).slice(0, 10);
  const plan = compileExtract(extract, { kind, window, dialect: warehouse.dialect, today });
  await using reading = await warehouse.read(nothing, { signal, count: plan.count });
  if (reading.counted === undefined) throw new RangeError("a warehouse that was asked to count has not counted");
  return reading.counted;
}

/** Tried again it would fail again. */
function isMistake(error: unknown): boolean {
  return !(error instanceof DatafeedError) || error.code.startsWith("compile-");
}
