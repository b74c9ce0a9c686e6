import { DatafeedError } from "../errors/datafeed-error.ts";
import { exitCode } from "./exit-code.ts";

/** The reason with which a command is aborted by the person at the terminal. */
class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/**
 * The signal of this command: aborted by Ctrl-C, SIGTERM or the terminal's end (SIGHUP), so that queries end in the warehouse and staged files go. A
 * second Ctrl-C ends the process at once.
 */
export function interruptSignal(): AbortSignal {
  controller ??= listen();
  return controller.signal;
}

/** Until it is disposed of, Ctrl-C only ends the watching of what goes on elsewhere: nothing is said to be cancelled. */
export function watchOnly(): Disposable {
  watching = true;
  return {
    [Symbol.dispose]: () => {
      watching = false;
    },
  };
}

/** Whether what Ctrl-C ended was watching alone. */
export function isOnlyLeft(): boolean {
  return left;
}

let watching = false;
let left = false;

/** Ends the command as Ctrl-C would, where a person says so in another way. */
export function cancel(): void {
  controller ??= listen();
  controller.abort(new Interrupted("cancelled by the user"));
}

let controller: AbortController | undefined;

function listen(): AbortController {
  const made = new AbortController();
  const onSignal = (): void => {
    if (made.signal.aborted) process.exit(exitCode.cancelled);
    left = watching;
    process.stderr.write(left ? "\n" : "\nCancelling… (again to stop at once)\n");
    made.abort(new Interrupted("cancelled by the user"));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  // It may come twice, from the terminal and by way of the launcher; nobody presses it again.
  process.on("SIGHUP", () => made.signal.aborted || onSignal());
  return made;
}

/** Whether an error comes from the person's Ctrl-C, be it wrapped or not. */
export function isInterrupted(error: unknown): boolean {
  if (controller?.signal.aborted !== true) return false;
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    // The engine says that it was told to stop, sometimes before our own reason is heard.
    if (at instanceof DatafeedError && at.code === "warehouse-cancelled") return true;
    if (at instanceof Interrupted || at.name === "AbortError") return true;
  }
  return false;
}
