import type { Command } from "commander";
import type { OutputView } from "../../commands/commands.ts";
import { withExamples, withProject } from "../common-options.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { settles } from "../settle-verb.ts";

export function configure(command: Command): void {
  withServer(withProject(command.argument("<id>", "an output's id, or its beginning")));
  settles<PlaceOptions, OutputView>(
    command,
    (commands, id) => commands.pin(id, true),
    ({ path }) => `${path} stays, whatever retention says`,
  );
  withExamples(command, [["datafeed pin 1ng0te", "an output that somebody still needs"]]);
}
