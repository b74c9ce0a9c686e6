import { DatafeedError } from "../errors/datafeed-error.ts";

/** Rows as each side counted them. */
export interface Counts {
  readonly written: number;
  /** By the server, of what it sent. */
  readonly sent: number;
  /** In the same snapshot, where `reconcile: count` asked for it. */
  readonly counted: number | undefined;
}

/** Refuses a result that is not whole. Errors: rows-differ, count-differs. */
export function reconcile(extract: string, { written, sent, counted }: Counts): void {
  if (written !== sent) {
    throw new DatafeedError("rows-differ", `Extract ${extract}: ${written} rows were written, the warehouse sent ${sent}`, {
      hint: "Nothing was published. Run it again.",
    });
  }
  if (counted !== undefined && counted !== written) {
    throw new DatafeedError("count-differs", `Extract ${extract}: ${written} rows were written, ${counted} were counted`, {
      hint: "Look for a key or a join in the template that doubles or drops rows.",
    });
  }
}
