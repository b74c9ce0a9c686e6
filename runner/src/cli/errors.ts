import { defineErrors } from "../errors/catalogue.ts";

/** What the command line itself may say. */
export const cliErrors = defineErrors({
  "documents-unsound": {
    meaning: "Documents of the project have mistakes which concern what was asked for.",
    mend: "Mend what `datafeed validate` lists.",
  },
  "token-absent": {
    meaning: "A server was named, but no token for it, or something that is no token.",
    mend: "Set DATAFEED_TOKEN, or name a file that holds the token with --token-file. Admins make tokens.",
  },
  "file-unknown": {
    meaning: "A file or folder that was named is not there.",
    mend: "Check the path: it counts from where you are, or from the project's folder.",
  },
  "answer-not-written": {
    meaning: "What a command answered could not be written, as when the disk is full.",
    mend: "Make room, then ask again; what the command did is done.",
  },
  "folder-not-empty": {
    meaning: "`init` found files in the folder which it would have to replace.",
    mend: "Choose an empty folder.",
  },
  "file-exists": {
    meaning: "A file that would be written is there already.",
    mend: "Choose another name, or remove the file.",
  },
  "file-not-written": {
    meaning: "A file of the project could not be written.",
    mend: "Check that you may write to the folder, and that the disk has room.",
  },
  "answer-missing": {
    meaning: "A question needs an answer, and there is no terminal to ask on.",
    mend: "Give the answers as options.",
  },
  usage: {
    meaning: "The command line can't be understood.",
    mend: "See `datafeed --help`, or `datafeed VERB --help`.",
  },
  unexpected: {
    meaning: "Something happened that Datafeed does not know.",
    mend: "Report it with what DATAFEED_DEBUG=1 prints.",
  },
  "feed-position-none": {
    meaning: "A feed's position was asked for before its first batch: it stands nowhere yet.",
    mend: "Run it first: `datafeed serve`, or `datafeed feed run NAME`.",
  },
  "feed-without-changes": {
    meaning: "The SQL of a change table was asked for, and the feed looks back instead: `source: { lookback: … }`.",
    mend: "Nothing has to be made in the warehouse for it. For PostgreSQL consider `source: { changes: datafeed.changes }`.",
  },
  "feed-type-unknown": {
    meaning: "The feed has no event type of this name.",
    mend: "Take one that `datafeed feed status NAME` lists.",
  },
  "feed-run-on-server": {
    meaning: "`feed run` was given a server, whose daemon runs its feeds by itself.",
    mend: "`datafeed feed status NAME` says how the feed stands there. Without --server it is run here.",
  },
  "feed-begun": {
    meaning: "`--from` says where history begins, and the feed has begun to write to this file already.",
    mend: "Name another file, leave `--from` out to go on, or begin anew with `--fresh`.",
  },
  "feed-file-shorter": {
    meaning: "The file of a feed has fewer lines than were written to it: somebody has emptied or replaced it.",
    mend: "Name another file, or begin anew with `--fresh`.",
  },
  "feed-file-shape": {
    meaning: "The lines of a feed's file were written with headers and would go on without them, or the other way round.",
    mend: "Run it with or without `--with-headers` as before, name another file, or begin anew with `--fresh`.",
  },
  "feed-paused": {
    meaning: "Somebody has paused the feed, which ends `feed run`.",
    mend: "Start it again after `datafeed feed resume NAME`. A daemon goes on by itself then.",
  },
});
