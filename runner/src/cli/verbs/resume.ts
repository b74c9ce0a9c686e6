import type { Command } from "commander";
import type { ScheduleView } from "../../commands/commands.ts";
import { formatTime } from "../../commands/units.ts";
import { withExamples, withProject } from "../common-options.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { settles } from "../settle-verb.ts";

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .argument("<extract>", "a scheduled extract's name")
        .option("--skip", "skip what came due meanwhile, whatever `catchup` says"),
    ),
  );
  settles<PlaceOptions & { readonly skip?: boolean }, ScheduleView>(
    command,
    (commands, name, { skip }) => commands.resume(name, { skip: skip === true }),
    resumed,
  );
  withExamples(command, [
    ["datafeed resume web-chat-weekly", "what came due meanwhile follows the schedule's `catchup`"],
    ["datafeed resume web-chat-weekly --skip", "without what came due meanwhile"],
  ]);
}

function resumed({ extract, state, nextRuns }: ScheduleView): string {
  if (state === "disabled") return `${extract} is resumed, but stays disabled by its document: \`enabled: false\``;
  const [next] = nextRuns;
  return `${extract} goes on${next === undefined ? "" : `; its next run is due at ${formatTime(next.due)}`}`;
}
