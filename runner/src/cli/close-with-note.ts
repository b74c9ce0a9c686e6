import { messageOf } from "../errors/datafeed-error.ts";
import { note } from "./printer.ts";

/** Closes something when the answer is there already: a failure to tidy up behind it is told, and spoils nothing. */
export function closeWithNote(open: AsyncDisposable): AsyncDisposable {
  return {
    [Symbol.asyncDispose]: async () => {
      try {
        await open[Symbol.asyncDispose]();
      } catch (error) {
        note(`Could not tidy up: ${messageOf(error)}`);
      }
    },
  };
}
