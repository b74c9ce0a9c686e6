import { DatafeedError } from "../../errors/datafeed-error.ts";
import { completeDecided } from "../../execute/recover.ts";
import { abandonOutput, checkAbandonable } from "../../ledger/abandon.ts";
import { cancelRun } from "../../ledger/cancel.ts";
import { findAttempt, findObligation } from "../../ledger/find.ts";
import type { Obligation } from "../../ledger/records.ts";
import { cancelObligation } from "../../ledger/request-obligation.ts";
import { retryObligation } from "../../ledger/retry.ts";
import type { OwedView, RunView } from "../commands.ts";
import { checkRight } from "../rights.ts";
import { checkOwner, type Desk } from "./desk.ts";
import { findOwed, findRun, newestRun } from "./find-owed.ts";
import { owedView } from "./views.ts";

/** Errors: unknown-id, ambiguous-id, not-allowed, run-closed, window-owed. */
export async function cancel(desk: Desk, id: string, reason: string | undefined): Promise<OwedView> {
  const { estate, caller, sight } = desk;
  checkRight(caller, "run.cancel");
  const owed = await findOwed(desk, id);
  await checkOwner(desk, owed.extract, "run.cancel");
  const run = await newestRun(desk, owed.id);
  if (owed.state === "running" && run !== undefined) {
    await cancelRun(estate.ledger, run.id, { by: caller.user, ...(reason === undefined ? {} : { reason }) });
    // Where it runs here its query ends at once; elsewhere with the next heartbeat.
    estate.interrupt(run.id);
  } else await takeBack(desk, owed);
  return owedView(await findObligation(estate.ledger, owed.id, sight));
}

/** What nobody works on. */
async function takeBack({ estate }: Desk, owed: Obligation): Promise<void> {
  if (owed.purpose === "window" && (owed.state === "owed" || owed.state === "failed")) {
    const { start, end } = owed.window;
    throw new DatafeedError("window-owed", `The window ${start} to ${end} of ${owed.extract} is ${owed.state}, not running.`, {
      hint: `Give it up: datafeed skip "${owed.extract}" --start ${start} --end ${end}`,
    });
  }
  if (await cancelObligation(estate.ledger, owed.id)) return;
  throw new DatafeedError("run-closed", `What was owed of ${owed.extract} (${owed.id}) is ${owed.state}.`, {
    hint: "Only what is owed, running or failed can be cancelled.",
  });
}

/** Errors: unknown-id, ambiguous-id, not-allowed, obligation-closed. */
export async function retry(desk: Desk, id: string): Promise<OwedView> {
  const { estate, caller } = desk;
  checkRight(caller, "run.retry");
  const owed = await findOwed(desk, id);
  await checkOwner(desk, owed.extract, "run.retry");
  const again = await retryObligation(estate.ledger, owed.id);
  estate.wake();
  return owedView(again);
}

/**
 * Gives up what can't be completed, which only trying tells: where the files have their names or can still get them they do, and
 * the answer is a run that is published. Errors: unknown-id, ambiguous-id, not-allowed, run-closed, publication-under-way, and
 * whatever else than lost staging is in the way of completing it.
 */
export async function abandon(desk: Desk, id: string, reason: string): Promise<RunView> {
  const { estate, caller } = desk;
  const { ledger } = estate;
  checkRight(caller, "run.abandon");
  const run = await findRun(desk, id);
  await checkOwner(desk, run.extract, "run.abandon");
  await checkAbandonable(ledger, run.id);
  const attempt = await findAttempt(ledger, run.id);
  const trouble = await completeDecided(attempt, estate.destination(attempt.destination), { ledger });
  if (trouble?.code === "destination-staging-lost") await abandonOutput(ledger, run.id, { by: caller.user, reason });
  else if (trouble !== undefined) {
    throw new DatafeedError(trouble.code, trouble.message, {
      hint: "It is completed as soon as that is mended. Only what was staged and is lost can be given up.",
    });
  }
  return findRun(desk, run.id);
}
