import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Output } from "../ledger/records.ts";

/** Refuses what has no files to work with. Errors: output-deleted, output-unpublished. */
export function checkPublished({ state, path, deletedAt }: Output): void {
  if (state === "deleted") {
    throw new DatafeedError("output-deleted", `${path} was deleted at ${deletedAt}.`, {
      hint: "Run the extract again for a new sequence.",
    });
  }
  if (state === "decided") {
    throw new DatafeedError("output-unpublished", `${path} is decided on, but its publication is not complete`, {
      hint: "Run any extract; that completes it.",
    });
  }
}
