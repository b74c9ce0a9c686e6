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
