import { defineErrors } from "../errors/catalogue.ts";

/** What the command line itself may say. */
export const cliErrors = defineErrors({
  "documents-unsound": {
    meaning: "Documents of the project have mistakes which concern what was asked for.",
    mend: "Mend what `datafeed validate` lists.",
  },
  "extract-unknown": {
    meaning: "No extract of the project has this name.",
    mend: "Take a name from the list in the message, or write the extract first.",
  },
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
  "connection-unknown": {
    meaning: "A warehouse or destination is not in connections.yaml.",
    mend: "Add it, or name one that is there.",
  },
  "connection-outside": {
    meaning: "A path of the repository's own connections.yaml leaves the project by way of a symbolic link.",
    mend: "Remove the link, or put the connection in a file of your own and name that with --connections.",
  },
  "secret-missing": {
    meaning: "connections.yaml refers to an environment variable or a file that is not there.",
    mend: "Set the variable, or create the file.",
  },
  "dialect-without-driver": {
    meaning: "This version compiles SQL for the warehouse but does not connect to it.",
    mend: "Use `datafeed sql` to see the query.",
  },
  "output-unknown": {
    meaning: "No output or run has this id.",
    mend: "Take an id from `datafeed outputs` or `datafeed runs`.",
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
});
