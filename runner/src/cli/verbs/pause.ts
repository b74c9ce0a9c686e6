import type { Command } from "commander";
import { withExamples, withProject } from "../common-options.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { settles } from "../settle-verb.ts";

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .argument("<extract>", "a scheduled extract's name")
        .option("--reason <text>", "why, for those who find it paused"),
    ),
  );
  settles<PlaceOptions & { readonly reason?: string }, { readonly extract: string; readonly owed: number }>(
    command,
    (commands, name, { reason }) => commands.pause(name, reason),
    ({ extract }) => `${extract} is paused: nothing new is owed until \`datafeed resume\``,
  );
  withExamples(command, [['datafeed pause web-chat-weekly --reason "the warehouse moves"', "what is under way goes on"]]);
}
