import { feedError } from "./errors.ts";

/** Node's codes for program files that can't be loaded (nodejs.org/api/errors.html). */
const codes: readonly unknown[] = [
  "ERR_MODULE_NOT_FOUND",
  "MODULE_NOT_FOUND",
  "ERR_PACKAGE_PATH_NOT_EXPORTED",
  "ERR_DLOPEN_FAILED",
];

/** An error of a client library or a driver that is not there, as one that says what to do; any other as it is. */
export function orMissingModule(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || !codes.includes(error.code)) return error;
  const [why = ""] = error.message.split("\n");
  return feedError("feed-program-incomplete", `A part of Datafeed can't be loaded: ${why}`, { cause: error });
}
