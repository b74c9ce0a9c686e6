import { defineErrors } from "../../../runner/src/errors/catalogue.ts";

/** What can be in the way between the editor and the command line of the project. */
export const launcherErrors = defineErrors({
  "cli-missing": {
    meaning: "The editor found no `datafeed` to work with.",
    mend: "Install it in the project, or name it in the setting `datafeed.cli.path`.",
  },
  "node-missing": {
    meaning: "The editor found no Node.js that is new enough to run `datafeed`.",
    mend: "Install Node.js 24 or newer, or name one in the setting `datafeed.cli.node`.",
  },
  "cli-too-old": {
    meaning: "The project's `datafeed` is older than the editor's extension needs.",
    mend: "Update it, or name another one in the setting `datafeed.cli.path`.",
  },
  "cli-too-new": {
    meaning: "The project's `datafeed` is newer than the editor's extension knows.",
    mend: "Update the extension.",
  },
  "plan-failed": {
    meaning: "`datafeed plan` ended without a plan and without saying why.",
    mend: "Run it in a terminal; the editor's log has its last words.",
  },
  "session-not-started": {
    meaning: "`datafeed session` ended or was silent before it had said who it is.",
    mend: "Look at the editor's log: it holds its last words.",
  },
});
