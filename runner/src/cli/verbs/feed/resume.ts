import type { Command } from "commander";
import type { FeedView } from "../../../commands/commands.ts";
import { withExamples, withProject } from "../../common-options.ts";
import { missedEvents } from "../../missed-events.ts";
import { type PlaceOptions, withServer } from "../../server-options.ts";
import { settles } from "../../settle-verb.ts";

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .description("Let a feed go on that was paused, or that has stopped with an error.")
        .argument("<feed>", "a feed's name"),
    ),
  );
  settles<PlaceOptions, FeedView>(command, (commands, name) => commands.resumeFeed(name), resumed);
  withExamples(command, [["datafeed feed resume conversations", "it goes on from where it stands"]]);
}

function resumed(view: FeedView): string {
  const { name, mayMiss } = view;
  return mayMiss === undefined ? going(view) : `${going(view)}\n! ${missedEvents(name, mayMiss)}`;
}

function going({ name, state }: FeedView): string {
  if (state === "disabled") return `${name} is resumed, but stays disabled by its document: \`enabled: false\``;
  const where = state === "waiting" ? ", as soon as a runner has it: `datafeed serve`, or `datafeed feed run`" : "";
  return `${name} goes on from where it stands${where}`;
}
