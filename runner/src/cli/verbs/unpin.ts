import type { Command } from "commander";
import type { OutputView } from "../../commands/commands.ts";
import { withExamples, withProject } from "../common-options.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { settles } from "../settle-verb.ts";

export function configure(command: Command): void {
  withServer(withProject(command.argument("<id>", "an output's id, or its beginning")));
  settles<PlaceOptions, OutputView>(
    command,
    (commands, id) => commands.pin(id, false),
    ({ path }) => `${path} goes when retention says so`,
  );
  withExamples(command, [["datafeed unpin 1ng0te", "retention may remove it again"]]);
}
