import type { Plan } from "../compile/plan.ts";
import { cancelObligation, requestObligation } from "../ledger/request-obligation.ts";
import { defaultLease } from "./lease.ts";
import type { RunContext, RunRequest, RunResult } from "./run-context.ts";
import { tell } from "./run-event.ts";
import { cancelled, failed, runObligation } from "./run-obligation.ts";

/**
 * Runs a plan from the wish to the published file (DESIGN 5). The ledger says what happened, whatever happens; what goes wrong
 * is in the answer, not thrown. Call `recover` before the first run of a process.
 */
export async function runPlan(plan: Plan, context: RunContext, request: RunRequest): Promise<RunResult> {
  const { extract } = plan;
  const { ledger, lease = defaultLease } = context;
  try {
    if (context.signal.aborted) return cancelled(context, { extract });
    const obligation = await requestObligation(ledger, {
      extract,
      kind: plan.kind,
      window: plan.window,
      requester: request.requester,
      ...(request.reason === undefined ? {} : { reason: request.reason }),
      ...(request.narrowing === undefined ? {} : { narrowing: request.narrowing }),
      definitionHash: plan.definitionHash,
      // A daemon beside us leaves it to us, unless we die.
      reserveMs: lease.leaseMs,
    });
    tell(context.onEvent, { type: "queued", extract, obligation: obligation.id });
    await context.faults?.reach("requested");
    const result = await runObligation(plan, context, obligation, request);
    if (result.run === undefined && obligation.purpose === "request" && obligation.tries === 0) {
      // Nobody comes back for a wish that was refused at once; a schedule's window stays owed.
      await cancelObligation(ledger, obligation.id);
    }
    return result;
  } catch (error) {
    return failed(context, { extract }, error);
  }
}
