import { DatafeedError } from "../errors/datafeed-error.ts";

/** A staged file is gone, and nothing has its final name. `source` is the place as a person would name it. */
export function stagingLost(source: string, cause?: unknown): DatafeedError {
  return new DatafeedError("destination-staging-lost", `The staged file ${source} is gone, and nothing has its final name`, {
    hint: "Let nothing but Datafeed touch the destination's .staging folder.",
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A published file is gone. */
export function noFile(place: string): DatafeedError {
  return new DatafeedError("destination-no-file", `${place} is not there any more`, {
    hint: "Restore it from a backup, or run the extract again.",
  });
}
