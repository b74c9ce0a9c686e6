import type { Command } from "commander";
import type { RunView } from "../../commands/commands.ts";
import { withExamples, withProject } from "../common-options.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { settles } from "../settle-verb.ts";

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .argument("<id>", "the id of a run that is decided, or its beginning")
        .requiredOption("--reason <text>", "why, for the ledger"),
    ),
  );
  settles<PlaceOptions & { readonly reason: string }, RunView>(
    command,
    (commands, id, { reason }) => commands.abandon(id, reason),
    ({ id, extract, state }) =>
      state === "published"
        ? `run ${id} could be completed after all: its output is published`
        : `gave up the output of run ${id}; make another: datafeed run "${extract}"`,
  );
  withExamples(command, [
    ['datafeed abandon 1ng0te --reason "the disk with what was staged is gone"', "an output that can't be completed any more"],
  ]);
}
