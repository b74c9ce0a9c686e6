import { defineErrors } from "../errors/catalogue.ts";

/** What can go wrong with the ledger, and what it refuses. */
export const ledgerErrors = defineErrors({
  "ledger-newer": {
    meaning: "The ledger was written by a newer version of Datafeed, whose tables this one does not know.",
    mend: "Use that version or a newer one; there is no way back.",
  },
  "ledger-missing": {
    meaning: "A ledger was named to be asked, and there is no file of that name.",
    mend: "Check --ledger and DATAFEED_LEDGER. The first `run` or `serve` makes a ledger.",
  },
  "ledger-damaged": {
    meaning: "The ledger's file is not a SQLite database, or its pages contradict each other.",
    mend: "Restore it from a backup. The published files and their manifests are not affected.",
  },
  "ledger-locked": {
    meaning: "Another process has held the ledger's write lock for too long.",
    mend: "Look for a stopped process or a program that has the ledger's file open, end it, and try again.",
  },
  "ledger-denied": {
    meaning: "The process may not open, create or change the ledger.",
    mend: "Give the user that runs Datafeed the right to write the ledger's file and folder, or its tables.",
  },
  "ledger-full": {
    meaning: "The disk that holds the ledger is full.",
    mend: "Make room. Nothing that was acknowledged is lost.",
  },
  "ledger-unreachable": {
    meaning: "The server of the shared ledger can't be reached, or refused the connection.",
    mend: "Check the URL, the password and the server. Work that had begun is recovered when it is back.",
  },
  "ledger-failed": {
    meaning: "The ledger's database refused an operation for another reason.",
    mend: "Look at the reason in the message; it is the database's own word.",
  },
  "backup-exists": {
    meaning: "A file stands where the backup of the ledger is to be written. It was not touched.",
    mend: "Choose another name, or move the file away.",
  },
  "backup-failed": {
    meaning: "The backup of the ledger can't be written or read.",
    mend: "Make room, or give the user that runs Datafeed the right to write there; then try again.",
  },
  "backup-damaged": {
    meaning: "A file is no backup of a ledger, or is not whole.",
    mend: "Take another backup. Without one, `datafeed ledger adopt` rebuilds the ledger from the manifests.",
  },
  "ledger-in-use": {
    meaning: "Runners work on the ledger that is to be replaced.",
    mend: "Stop them; one that was killed is forgotten after half a minute.",
  },
  "ledger-not-empty": {
    meaning: "The ledger that a backup is to be restored into holds something.",
    mend: "Restore into a new place, or say --force: what is there is moved aside.",
  },
  "extract-busy": {
    meaning: "Another run of the same extract is going on.",
    mend: "Wait for it or cancel it. A runner that died is given up when its lease of some seconds has ended.",
  },
  "runner-lost": {
    meaning:
      "A runner gave no sign of life until its lease ended, before it had decided on a file. What it staged was discarded.",
    mend: "Nothing: what it owed is owed again, five times in all. Look for a machine that ran out of memory or was stopped.",
  },
  "obligation-closed": {
    meaning: "What should be run is not owed any more: it was published, skipped, cancelled, or somebody else took it.",
    mend: "Look at `datafeed runs`; run the extract again for a new sequence.",
  },
  "document-removed": {
    meaning: "A window was owed when its extract's document was removed, so it was given up.",
    mend: "Nothing, if that was meant. Else put the document back: what was given up is owed again.",
  },
  "document-renamed": {
    meaning: "A window was owed when its extract got the name of one that had that window before, so it was given up.",
    mend: "Nothing, if that one's file will do. Else run the window again: `datafeed run NAME --start T --end T`.",
  },
  "document-changed": {
    meaning: "An immediate extract's document changed before its run began; the run of what it says now took its place.",
    mend: "Nothing.",
  },
  "unknown-id": {
    meaning: "Nothing in the ledger has this id.",
    mend: "Take an id from `datafeed outputs` or `datafeed runs`.",
  },
  "token-refused": {
    meaning: "A token can't be made as it was asked for: its name, its days, or the token that it should replace.",
    mend: "Do what the message says.",
  },
  "ambiguous-id": {
    meaning: "Several things in the ledger have ids that begin so.",
    mend: "Write more of the id.",
  },
  "run-cancelled": {
    meaning: "Somebody ended the run before anything was published. A schedule's window waits for a person.",
    mend: "`datafeed retry` makes it owed again, `datafeed skip` gives it up.",
  },
  "run-closed": {
    meaning: "A run that should be cancelled or given up has ended, or is beyond the point where that can be done.",
    mend: "Look at `datafeed runs` for what became of it.",
  },
  "publication-under-way": {
    meaning: "A file that should be given up is being published by its runner at this moment.",
    mend: "Try again in some seconds: then it is published, or its runner is not waited for any more.",
  },
  "output-abandoned": {
    meaning: "A file that was decided on could not be completed, and somebody gave it up. It was never published.",
    mend: "Run the extract for that window again: the next sequence gets a new file.",
  },
  "feed-not-paused": {
    meaning: "A feed's position was to be set while it is not paused: it would go on from its own.",
    mend: "`datafeed feed pause NAME`, set the position, `datafeed feed resume NAME`.",
  },
  "feed-busy": {
    meaning: "A feed's position was to be set while a runner has the feed yet: it is paused, but its batch is not over.",
    mend: "Try again in some seconds.",
  },
});
