import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { ResolvedExtract, ResolvedSchedule } from "../../load/project-documents.ts";
import type { Action } from "../rights.ts";
import { type Desk, extractFor } from "./desk.ts";

/** An extract with a schedule. */
export type Scheduled = ResolvedExtract & { readonly schedule: ResolvedSchedule };

export function isScheduled(extract: ResolvedExtract): extract is Scheduled {
  return extract.schedule !== undefined;
}

/** The scheduled extract of this name, if the caller may do this to it. Errors: `extract-unknown`, `not-allowed`, `schedule-none`. */
export function scheduledFor(desk: Desk, name: string, action: Action): Scheduled {
  const extract = extractFor(desk, name, action);
  if (isScheduled(extract)) return extract;
  throw new DatafeedError("schedule-none", `"${extract.name}" has no schedule.`, {
    hint: `It runs when somebody asks for it: datafeed run "${extract.name}"`,
  });
}
