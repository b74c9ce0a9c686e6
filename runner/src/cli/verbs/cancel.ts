import type { Command } from "commander";
import type { OwedView } from "../../commands/commands.ts";
import { withExamples, withProject } from "../common-options.ts";
import { windowText } from "../run-table.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { settles } from "../settle-verb.ts";

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .argument("<id>", "the id of a run, or of what is owed, or its beginning")
        .option("--reason <text>", "why, for the ledger"),
    ),
  );
  settles<PlaceOptions & { readonly reason?: string }, OwedView>(
    command,
    (commands, id, { reason }) => commands.cancel(id, reason),
    cancelled,
  );
  withExamples(command, [["datafeed cancel 1ng0te", "its query ends in the warehouse; nothing is published"]]);
}

function cancelled(owed: OwedView): string {
  const what = `${owed.extract}, ${windowText(owed)}, is cancelled`;
  return owed.state === "failed" ? `${what}; the window is still owed: datafeed retry ${owed.id}` : what;
}
