import { exitCode } from "./exit-code.ts";

/** Aborted when a service is told to stop: by Ctrl-C or SIGTERM. A second one ends the process at once. */
export function stopSignal(): AbortSignal {
  const made = new AbortController();
  const onSignal = (): void => {
    if (made.signal.aborted) process.exit(exitCode.cancelled);
    if (process.stderr.isTTY) process.stderr.write("\nStopping… (again to stop at once)\n");
    made.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return made.signal;
}
