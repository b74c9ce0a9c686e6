import type { Command } from "commander";
import type { FeedView } from "../../../commands/commands.ts";
import { withExamples, withProject } from "../../common-options.ts";
import { type PlaceOptions, withServer } from "../../server-options.ts";
import { settles } from "../../settle-verb.ts";
import { oneLine } from "../../table.ts";

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .summary("Let a feed stand still, from its next batch on.")
        .description(
          "Let a feed stand still, from its next batch on. A daemon goes on when it is resumed; `feed run` ends with feed-paused.",
        )
        .argument("<feed>", "a feed's name")
        .option("--reason <text>", "why, for those who find it paused"),
    ),
  );
  settles<PlaceOptions & { readonly reason?: string }, FeedView>(
    command,
    (commands, name, { reason }) => commands.pauseFeed(name, reason),
    // Of one that was paused before, the reason in force.
    ({ name, pauseReason }) => {
      const why = pauseReason === undefined ? "" : ` (${oneLine(pauseReason)})`;
      return `${name} is paused${why}: nothing is sent until \`datafeed feed resume\`, and nothing is lost`;
    },
  );
  withExamples(command, [
    ['datafeed feed pause conversations --reason "the topic moves"', "what changes meanwhile is sent later"],
  ]);
}
