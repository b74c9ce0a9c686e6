import { DatafeedError } from "../errors/datafeed-error.ts";

/** The file on the disk is not what was written. */
export function contentDiffers(extract: string, name: string): DatafeedError {
  return new DatafeedError("content-differs", `Extract ${extract}: ${name} reads back differently than it was written`, {
    hint: "Nothing was published. Look for errors of the disk, then run it again.",
  });
}
