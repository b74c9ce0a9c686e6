import type { Command } from "commander";
import type { ScheduleView } from "../../commands/commands.ts";
import { withExamples, withProject } from "../common-options.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { settles } from "../settle-verb.ts";
import { oneLine } from "../table.ts";

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .argument("<extract>", "a scheduled extract's name")
        .option("--reason <text>", "why, for those who find it paused"),
    ),
  );
  settles<PlaceOptions & { readonly reason?: string }, ScheduleView>(
    command,
    (commands, name, { reason }) => commands.pause(name, reason),
    // Of one that was paused before, the reason in force.
    ({ extract, pauseReason }) => {
      const why = pauseReason === undefined ? "" : ` (${oneLine(pauseReason)})`;
      return `${extract} is paused${why}: nothing new is owed until \`datafeed resume\``;
    },
  );
  withExamples(command, [['datafeed pause web-chat-weekly --reason "the warehouse moves"', "what is under way goes on"]]);
}
