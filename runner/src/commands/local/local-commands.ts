import type { Caller, Commands } from "../commands.ts";
import type { Estate } from "../estate.ts";
import { auditCommands } from "./audit.ts";
import { deskOf } from "./desk.ts";
import { exportCommands } from "./exports.ts";
import { extractCommands } from "./extracts.ts";
import { feedCommands } from "./feeds.ts";
import { outputCommands } from "./outputs.ts";
import { previewCommands } from "./preview.ts";
import { runCommands } from "./runs.ts";
import { scheduleCommands } from "./schedules.ts";
import { statusCommands } from "./status.ts";
import { tokenCommands } from "./tokens.ts";

/**
 * Commands over a ledger, the documents in force, warehouses and destinations. What the caller may not know of is not there, in
 * totals, pages and ids too; what their role does not reach is refused (`rights.ts`); what changes anything is audited.
 */
export function localCommands(estate: Estate, caller: Caller): Commands {
  const desk = deskOf(estate, caller);
  return {
    ...extractCommands(desk),
    ...scheduleCommands(desk),
    ...runCommands(desk),
    ...outputCommands(desk),
    ...exportCommands(desk),
    ...previewCommands(desk),
    ...feedCommands(desk),
    ...tokenCommands(desk),
    ...statusCommands(desk),
    ...auditCommands(desk),
  };
}
