import { mendOf as mendOfRun } from "../client/mend.ts";
import { pipeErrors } from "../pipe/errors.ts";
import { sampleErrors } from "../sample/errors.ts";
import { cliErrors } from "./errors.ts";

/** What docs/errors.md tells people to do about a failure of this code; undefined for a code that no room declares. */
export function mendOf(code: string): string | undefined {
  return mendOfRun(code, [cliErrors, sampleErrors, pipeErrors]);
}
