import type { Command } from "commander";
import type { FeedView } from "../../../commands/commands.ts";
import { withExamples, withProject } from "../../common-options.ts";
import { type PlaceOptions, withServer } from "../../server-options.ts";
import { settles } from "../../settle-verb.ts";

interface ReplayOptions extends PlaceOptions {
  readonly from: string;
  readonly to: string;
  readonly types?: readonly string[];
  readonly reason?: string;
}

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .description("Have the events of a stretch of time sent once more, with the ids that they had, beside the new ones.")
        .argument("<feed>", "a feed's name")
        .requiredOption("--from <time>", "of rows whose time is this or later: 2026-03-17T00:00Z, or a day in UTC")
        .requiredOption("--to <time>", "and before this")
        .option("--types <types>", "event types, with commas between them (default: all)", listOf)
        .option("--reason <text>", "why, for the audit log"),
    ),
  );
  settles<ReplayOptions, FeedView>(
    command,
    (commands, feed, { from, to, types, reason }) =>
      commands.replayFeed({
        ...{ feed, from, to },
        ...(types === undefined ? {} : { types }),
        ...(reason === undefined ? {} : { reason }),
      }),
    asked,
  );
  withExamples(command, [
    ["datafeed feed replay conversations --from 2026-03-17 --to 2026-03-18", "a day once more"],
    [
      "datafeed feed replay conversations --from 2026-03-17T08:00Z --to 2026-03-17T09:00Z --types CategoryMatchForDataFeeder",
      "one type",
    ],
  ]);
}

function listOf(text: string): readonly string[] {
  return text.split(",").map((each) => each.trim());
}

function asked({ name, state, lastError }: FeedView): string {
  const done = `${name} sends them once more`;
  switch (state) {
    case "running":
      return `${done}, beside the new ones: datafeed feed status ${name}`;
    case "waiting":
      return `${done} as soon as a runner has it: \`datafeed serve\`, or \`datafeed feed run\``;
    case "paused":
      return `${done} when it goes on: it is paused, see \`datafeed feed resume\``;
    case "stopped":
      return `${done} when it goes on: it has stopped${lastError === undefined ? "" : ` (${lastError.code})`}, see \`datafeed feed status\``;
    case "disabled":
      return `${done} when its document says \`enabled: true\` again`;
  }
}
