import type { Plan } from "../compile/plan.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";

/** What a runner says that comes too late. */
export function leaseLost(extract: string, cause?: unknown): DatafeedError {
  return new DatafeedError("lease-lost", `Extract ${extract}: this runner was away for longer than its lease, and gave up`, {
    hint: "It has published nothing; what is owed is owed again.",
    cause,
  });
}

/** What an extract with `empty: fail` says of a window without rows. */
export function windowEmpty(plan: Plan): DatafeedError {
  const { start, end } = plan.window;
  return new DatafeedError("window-empty", `Extract ${plan.extract}: the window ${start} to ${end} holds no rows`, {
    hint: "The extract says `empty: fail`; look at the source, or choose `publish` or `skip`.",
  });
}

/** Why a run ends that takes longer than its extract allows: the reason of its signal. */
export function runTimeout(extract: string, timeoutMs: number): DatafeedError {
  return new DatafeedError("run-timeout", `Extract ${extract}: the run took longer than its ${timeoutMs / 1000} s`, {
    hint: "Narrow the window or the filter, or raise `timeout` of the extract.",
  });
}

/** Why a run ends whose runner stops: the reason of its signal. Another runner does it, and the try does not count. */
export const handOver: unique symbol = Symbol("handed over");

/** Whether a signal's reason is a time that is up. */
export function isTimeout(reason: unknown): reason is DatafeedError {
  return reason instanceof DatafeedError && reason.code === "run-timeout";
}
