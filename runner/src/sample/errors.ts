import { defineErrors } from "../errors/catalogue.ts";

/** The errors of this room. */
export const sampleErrors = defineErrors({
  "sample-target-not-ours": {
    meaning: "Where the sample warehouse should go there is something that `datafeed sample` did not make.",
    mend: "Choose another file or database, or replace what is there with --force.",
  },
  "sample-target-locked": {
    meaning: "Another process has the DuckDB file open that the sample warehouse should replace.",
    mend: "Close the process that the message names, or choose another file.",
  },
  "sample-target-failed": {
    meaning: "The sample warehouse could not be written: the engine refused, or the disk or the server did.",
    mend: "Read the engine's own words in the message; nothing was left half written.",
  },
  "sample-conversations-unreadable": {
    meaning: "The file of conversations can't be read: it is missing, or it is not gzip-compressed NDJSON.",
    mend: "Give the path of a `.ndjson.gz` file with one dialogue a line.",
  },
  "sample-conversation-malformed": {
    meaning: "A line of the file of conversations is not a dialogue of the Schema-Guided Dialogue format.",
    mend: "Mend or remove the line that the message names.",
  },
});

export type SampleErrorCode = keyof typeof sampleErrors;
