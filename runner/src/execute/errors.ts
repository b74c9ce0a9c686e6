import { defineErrors } from "../errors/catalogue.ts";

/** What can go wrong between a plan and its published file, and with published files later. */
export const executeErrors = defineErrors({
  "rows-differ": {
    meaning: "The number of rows written is not the number that the warehouse says it sent. Nothing was published.",
    mend: "Run it again; when it comes back, report it with the run's id.",
  },
  "count-differs": {
    meaning: "`reconcile: count` counted another number of rows than were written. Nothing was published.",
    mend: "Look for a key or a join in the template that doubles or drops rows.",
  },
  "content-differs": {
    meaning: "A file that was written reads back with other bytes or rows than were written. Nothing was published.",
    mend: "Look for errors of the disk or the memory; then run it again.",
  },
  "window-empty": {
    meaning: "The window holds no rows, and the extract says `empty: fail`.",
    mend: "Look for the reason at the source; run it again, or choose `empty: publish` or `empty: skip`.",
  },
  "check-uncounted": {
    meaning: "The warehouse's answer to a data check holds no count.",
    mend: "Run it again; if it stays so, report it with the log.",
  },
  "check-failed": {
    meaning: "A data check with `severity: error` failed. Nothing was published; the message says which rows offend, by key.",
    mend: "Look at these rows at the source. The run is tried again as other failed runs are; `severity: warn` would publish.",
  },
  "lease-lost": {
    meaning:
      "The runner was away for longer than its lease, or could not reach the ledger, and gave up. It has published nothing.",
    mend: "Nothing: what it owed is owed again. When it comes back often, look for a stopped machine or a slow ledger.",
  },
  "run-timeout": {
    meaning: "The run took longer than the extract's `timeout`. Its query was ended; nothing was published.",
    mend: "Narrow the window or the filter, or raise `timeout`.",
  },
  "not-ready": {
    meaning: "The question of `ready` was still answered with no when its `timeout` had passed. Nothing was read.",
    mend: "Find out why the data are late; then `datafeed retry` makes the window owed again.",
  },
  "publish-conflict": {
    meaning: "A file of another content stands where the output belongs. It was not overwritten.",
    mend: "Move the other file away; the next run of Datafeed completes the publication.",
  },
  "unexpected-failure": {
    meaning: "A run ended by an error that nobody foresaw. Nothing was published.",
    mend: "Report it with the debug log.",
  },
  "destination-unknown": {
    meaning: "An unfinished publication belongs to a destination that is not configured.",
    mend: "Put the destination back into connections.yaml; the publication is completed then.",
  },
  "output-deleted": {
    meaning: "The output's files were deleted on purpose; its manifest is kept.",
    mend: "Run the extract again for a new sequence.",
  },
  "output-unpublished": {
    meaning: "The output is decided on but does not stand under its name yet.",
    mend: "Run any command that runs or recovers, such as `datafeed run`; it completes the publication.",
  },
  "download-damaged": {
    meaning: "The bytes that were copied are not those that were published. The copy was removed.",
    mend: "Run `datafeed verify` for the output.",
  },
  "download-refused": {
    meaning: "The file can't be written to the folder.",
    mend: "Choose a folder that exists and that you may write to, on a disk with room.",
  },
});
