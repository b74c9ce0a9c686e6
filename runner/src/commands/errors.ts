import { defineErrors } from "../errors/catalogue.ts";

/** What can be wrong with what is asked of Datafeed. */
export const commandErrors = defineErrors({
  "window-missing": {
    meaning: "The extract has neither a window nor a schedule, and none was given.",
    mend: "Give --start and --end.",
  },
  "window-half": {
    meaning: "Only one of --start and --end was given.",
    mend: "Give both, or neither.",
  },
  "window-not-closed": {
    meaning: "No window of the schedule has closed yet.",
    mend: "Wait for the first window to close, or give --start and --end.",
  },
  "extract-unknown": {
    meaning: "No extract of the project has this name.",
    mend: "Take a name from the list in the message, or write the extract first.",
  },
});
