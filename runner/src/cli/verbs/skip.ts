import type { Command } from "commander";
import { withExamples, withProject } from "../common-options.ts";
import { count } from "../diagnostics.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { settles } from "../settle-verb.ts";

interface SkipOptions extends PlaceOptions {
  readonly start: string;
  readonly end: string;
  readonly reason?: string;
}

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .argument("<extract>", "a scheduled extract's name")
        .requiredOption(
          "--start <time>",
          "windows that begin at or after this: 2026-03-17, in the extract's zone or with an offset",
        )
        .requiredOption("--end <time>", "and end at or before this")
        .option("--reason <text>", "why, for the ledger"),
    ),
  );
  settles<SkipOptions, { readonly skipped: number }>(
    command,
    (commands, name, { start, end, reason }) => commands.skip(name, { start, end }, reason),
    ({ skipped }) => (skipped === 0 ? "no such window is owed or failed" : `gave up ${count(skipped, "window")}`),
    ({ skipped }) => skipped > 0,
  );
  withExamples(command, [
    [
      'datafeed skip web-chat-weekly --start 2026-03-01 --end 2026-03-08 --reason "no data"',
      "windows owed or failed in a range",
    ],
  ]);
}
