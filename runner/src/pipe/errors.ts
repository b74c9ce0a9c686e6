import { defineErrors } from "../errors/catalogue.ts";

/** What can go wrong between an editor and the session that answers it. */
export const pipeErrors = defineErrors({
  "session-ended": {
    meaning: "The process that answers the editor ended before it had answered.",
    mend: "Ask again: it is started anew, and tidies up what was left. Its last words are in the editor's log.",
  },
  "session-request": {
    meaning: "What was asked of a session is no request that it knows.",
    mend: "Use versions of the editor's extension and of `datafeed` that fit together.",
  },
  "session-answer": {
    meaning: "An answer is longer than a session sends.",
    mend: "Ask for less: a smaller page, fewer rows.",
  },
});
