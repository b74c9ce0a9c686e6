import { isDeepStrictEqual } from "node:util";
import type { ExtractChange } from "../changes/extract-change.ts";
import type { Volume } from "../plan-report.ts";
import type { CountRows, RowCount } from "./row-count.ts";

/** How much there is in the window for which the plans were made, before and after. */
export async function volumeOf(
  { base, head }: NonNullable<ExtractChange["plans"]>,
  count: CountRows,
  signal?: AbortSignal,
): Promise<Volume> {
  const { window } = head;
  const after = await count(head, signal);
  if ("why" in after) return { basis: "unknown", window, why: after.why };
  if (base === undefined) return { basis: after.basis, window, head: amount(after) };
  // The same rows are not counted twice.
  const before =
    isDeepStrictEqual(base.count, head.count) && base.warehouse === head.warehouse ? after : await count(base, signal);
  if ("why" in before) return { basis: after.basis, window, head: amount(after), why: `of the base: ${before.why}` };
  const basis = before.basis === "statistics" ? before.basis : after.basis;
  return { basis, window, base: amount(before), head: amount(after) };
}

function amount({ rows, bytes }: RowCount) {
  return { rows, ...(bytes !== undefined && { bytes }) };
}
