import type { Project } from "../../../../schemas/generated/documents.ts";
import { valueChanges } from "../changes/value-changes.ts";
import type { PolicyChange } from "../plan-report.ts";
import { policyRemarks } from "./policy-remarks.ts";

/**
 * What changes in datafeed.yaml, value by value in written order, and what it means. Undefined stands for none, or one that has
 * errors.
 *
 * @param today YYYY-MM-DD, UTC: a grant that has ended by then grants nothing.
 */
export function policyChange(base: Project | undefined, head: Project | undefined, today: string): PolicyChange {
  if (head === undefined) {
    return { values: [], remarks: base === undefined ? [] : ["is gone or has errors: nothing would run"], loosens: false };
  }
  const remarks = policyRemarks(base, head, today);
  return {
    values: base === undefined ? [] : valueChanges(base, head),
    remarks: [...(base === undefined ? ["is new: nothing was approved before"] : []), ...remarks.map(({ text }) => text)],
    loosens: remarks.some(({ loosens }) => loosens),
  };
}
