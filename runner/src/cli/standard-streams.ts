import { exitCode } from "./exit-code.ts";

/**
 * Lets a command outlive whoever reads it. A reader that goes away (`datafeed runs | head -1`) is no failure, and the command
 * ends with the exit code of what it did; an answer that could not be written, as on a full disk, is one.
 */
export function watchStandardStreams(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.stderr.write(`✖ answer-not-written  The answer could not be written: ${error.message}\n`);
    process.once("exit", () => {
      process.exitCode = process.exitCode || exitCode.failed;
    });
  });
}
