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
  "narrowing-refused": {
    meaning:
      "A request asked an extract for something else than fewer columns, a filter over its own fields, or another format.",
    mend: "Mend what the message lists; what goes beyond the reviewed extract needs a change of its document.",
  },
  "not-allowed": {
    meaning: "The role of the user does not allow this.",
    mend: "Ask an admin, or the owner of the extract. Roles are given in datafeed.yaml.",
  },
  "output-unknown": {
    meaning: "No output or run has this id, or it belongs to a private extract of somebody else.",
    mend: "Take an id from `datafeed outputs` or `datafeed runs`.",
  },
  "query-invalid": {
    meaning: "A list or a number of rows was asked for in a way that does not exist: page, page size, order, count.",
    mend: "Take what the message expects.",
  },
  "part-unknown": {
    meaning: "An output has fewer parts than was asked for.",
    mend: "Look at its parts: `datafeed outputs --format json`.",
  },
  "schedule-none": {
    meaning: "The extract runs once or when it is asked for; it has no schedule.",
    mend: "Name an extract with a schedule: `datafeed schedules` lists them.",
  },
  "token-user-unknown": {
    meaning: "A token was asked for a user who is not in datafeed.yaml.",
    mend: "Add the user to `users` in datafeed.yaml, or take one who is there.",
  },
  "window-owed": {
    meaning: "A window that a schedule owes can't be cancelled while nobody works on it: it stays owed until it is published.",
    mend: "Give it up with `datafeed skip NAME --start --end`.",
  },
  "schedule-unapplied": {
    meaning: "The ledger has not seen the extract's schedule yet: no daemon has applied the documents.",
    mend: "Start a daemon on this ledger, or wait until it has applied the change.",
  },
  "definition-changed": {
    meaning: "An output can't be reproduced here: the definition that made it is not in force any more.",
    mend: "Check out the commit that its manifest names, and try there.",
  },
});
