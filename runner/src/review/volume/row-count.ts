import type { Plan } from "../../compile/plan.ts";

/** How many rows a plan gives. */
export interface RowCount {
  readonly basis: "counted" | "statistics";
  readonly rows: number;
  /** Of the files, by what a row of the last published one had on average. */
  readonly bytes?: number;
}

/**
 * Asks a warehouse how many rows a plan gives, without reading one; or says why it can't: `no trusted connections`. Never throws but
 * for the signal's reason.
 */
export type CountRows = (plan: Plan, signal?: AbortSignal) => Promise<RowCount | { readonly why: string }>;
