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
  "not-approved": {
    meaning: "The daemon runs what is approved alone, and the definition of the extract is not on the protected branch.",
    mend: "Merge the change into the protected branch. Until then an extract runs on as it was approved last; a new one waits.",
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
  "export-none": {
    meaning: "The extract is no daily export: its days have no addresses.",
    mend: "Write `export: daily` into the extract, with `every: day`, `format: json` and `compress: none`.",
  },
  "export-date-invalid": {
    meaning: "A day of a daily export was asked for by something that is no date.",
    mend: "Write it as YYYY-MM-DD, in the zone of the extract's schedule: 2026-03-17.",
  },
  "export-day-open": {
    meaning: "The day is not closed yet: its data may still change, so there is no document of it.",
    mend: "Ask again when it has closed; the message and `Retry-After` say when.",
  },
  "export-day-pending": {
    meaning: "The day is closed, and its document is owed or being made.",
    mend: "Ask again as `Retry-After` says. `datafeed runs --extract NAME` shows what is under way.",
  },
  "export-day-paused": {
    meaning: "The day is closed, but the schedule is paused: its document comes when that goes on.",
    mend: "Ask again as `Retry-After` says, or have the schedule go on: `datafeed resume NAME`.",
  },
  "export-day-failed": {
    meaning: "The day's run has failed, so there is no document of it.",
    mend: "The message says why; mend that, then `datafeed retry` with the id in its hint.",
  },
  "export-day-empty": {
    meaning: "The day had not one row, and the extract does not publish empty files (`empty: skip`).",
    mend: "Take it as a day without records.",
  },
  "export-day-skipped": {
    meaning: "The day was given up or passed over, so there is no document of it.",
    mend: "Have it made: `datafeed run NAME --start DATE --end THE-NEXT-DATE`.",
  },
  "export-day-missing": {
    meaning: "The date is no day of the export: it lies before its start, or nothing was ever made for it.",
    mend: "`datafeed exports NAME` lists the days. `datafeed backfill` makes earlier ones.",
  },
  "export-day-deleted": {
    meaning: "What answered the day was deleted. Nothing else takes its place by itself.",
    mend: "An admin can have another output of that day answer it: `datafeed supersede NAME DATE --output ID --reason TEXT`.",
  },
  "export-day-format": {
    meaning: "What answers the day is no single JSON document: it was published before the extract was a daily export.",
    mend: "Run the day again, and have that output answer it: `datafeed supersede`. The file itself is at /v1/outputs/ID/content.",
  },
  "export-filter-unknown": {
    meaning: "Records were asked for by a column that the document does not have, that is nested, or that holds personal data.",
    mend: "Take one of the columns that the message lists.",
  },
  "export-filter-value": {
    meaning: "Records were asked for by a value that a column of this type can't have.",
    mend: "Write the value as the document does: a number in digits, `true` or `false`, an instant in UTC; `null` for none.",
  },
  "export-record-too-large": {
    meaning: "A record of the document is larger than is looked into when records are chosen.",
    mend: "Fetch the whole document.",
  },
  "export-damaged": {
    meaning: "The document is not what was published.",
    mend: "Check it with `datafeed verify ID`.",
  },
  "supersede-refused": {
    meaning:
      "The output can't answer the day: it is of another day or extract, not published, no JSON document, or answers it now.",
    mend: "Take the id of a published output of that day: `datafeed outputs --extract NAME`.",
  },
  "supersede-changed": {
    meaning: "Between the question and the answer something else came to answer the day: it was superseded by somebody else.",
    mend: "Look at what answers it now (`datafeed exports NAME`), and supersede that if it is still to be.",
  },
  "supersede-unnoted": {
    meaning: "A day is superseded, but the note of it beside the file could not be written: the destination failed.",
    mend: "Supersede it by the same output once more, when the destination works: that writes the note.",
  },
  "output-exported": {
    meaning: "The output is what a closed day of a daily export is answered by; without it that day would be gone.",
    mend: "Leave it. An admin can delete it with `--force --reason TEXT` (`force`, `reason`): 410 until an admin supersedes it.",
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
  "feed-unknown": {
    meaning: "No feed of the project has this name, or it is a private one of somebody else.",
    mend: "Take a name from `datafeed feed status`, or write the feed first.",
  },
  "feed-unsound": {
    meaning: "The feed's document, or what it names, has mistakes, and no text of it is in force.",
    mend: "`datafeed validate` shows them with their places. Brokers and warehouses are the operator's: `--connections FILE`.",
  },
  "feed-replay-invalid": {
    meaning: "A replay was asked for of a stretch of time that is none, or of event types that the feed does not have.",
    mend: "Give --from before --to, as times in UTC or with an offset, and types of the feed alone.",
  },
  "feed-position-invalid": {
    meaning: "A feed was to go on from something that is no position of it, or that lies beyond what its source has.",
    mend: "Give `end`, `start`, `keep`, or a position as `datafeed feed position NAME` printed it.",
  },
  "definition-changed": {
    meaning: "An output can't be reproduced here: the definition that made it is not in force any more.",
    mend: "Check out the commit that its manifest names, and try there.",
  },
});
