import pc from "picocolors";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { mendOf } from "./mend.ts";
import { ownLines } from "./table.ts";

/** What went wrong, for people and programs. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** Prints what went wrong and what to do, without a stack trace unless DATAFEED_DEBUG is set; answers the exit code. */
export function printFailure(error: unknown, json: boolean): ExitCode {
  const failure = describeFailure(error);
  if (json) process.stdout.write(`${JSON.stringify({ error: failure })}\n`);
  else process.stderr.write(formatFailure(failure));
  if (process.env["DATAFEED_DEBUG"] && error instanceof Error) process.stderr.write(`${debugText(error)}\n`);
  return exitCodeOf(error);
}

/** An error in words; one that nobody foresaw says so. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof DatafeedError) {
    const hint = error.hint ?? mendOf(error.code);
    return { code: error.code, message: error.message, ...(hint === undefined ? {} : { hint }) };
  }
  return {
    code: "unexpected",
    message: `Something happened that Datafeed does not know: ${messageOf(error)}`,
    hint: "Please report it. DATAFEED_DEBUG=1 shows where it happened.",
  };
}

/** The exit code of an error (DESIGN 7). */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof DatafeedError ? exitCode.failed : exitCode.unexpected;
}

/** What went wrong first, when closing what was open failed, too. */
export function firstError(error: unknown): unknown {
  return error instanceof SuppressedError ? firstError(error.suppressed) : error;
}

/** A failure for people: code, message, what to do. */
export function formatFailure(failure: Failure): string {
  const hint = failure.hint === undefined ? "" : `  ${pc.cyan("→")} ${ownLines(failure.hint)}\n`;
  return `${pc.red(`✖ ${failure.code}`)}  ${ownLines(failure.message)}\n${hint}`;
}

function debugText(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${debugText(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}
