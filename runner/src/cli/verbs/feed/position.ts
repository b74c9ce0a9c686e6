import type { Command } from "commander";
import pc from "picocolors";
import { DatafeedError } from "../../../errors/datafeed-error.ts";
import { withExamples, withProject } from "../../common-options.ts";
import { interruptSignal } from "../../interrupt.ts";
import { openCommands } from "../../open-commands.ts";
import { answerJson, say } from "../../printer.ts";
import { type PlaceOptions, withServer } from "../../server-options.ts";

interface PositionOptions extends PlaceOptions {
  readonly set?: string;
  readonly reason?: string;
}

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .description("Print where a feed stands, as JSON, or have a paused one go on from another place.")
        .argument("<feed>", "a feed's name")
        .option("--set <place>", "`end`, `start`, `keep`, or a position as it was printed")
        .option("--reason <text>", "why, for the audit log: with --set"),
    ),
  ).action(position);
  withExamples(command, [
    ["datafeed feed position conversations > position.json", "keep it"],
    ['datafeed feed position conversations --set end --reason "readers were filled by a file"', "pass over what is there now"],
    ['datafeed feed position conversations --set start --reason "a new topic"', "as if it had never run, snapshot included"],
    ['datafeed feed position conversations --set keep --reason "the new primary has everything"', "after a failover"],
    ['datafeed feed position conversations --set "$(cat position.json)" --reason "back again"', "one that was printed"],
  ]);
}

const hint = "See `datafeed feed position --help`.";

async function position(name: string, options: PositionOptions): Promise<void> {
  const { set, reason, format } = options;
  if (set !== undefined && (reason === undefined || reason.trim() === "")) {
    throw new DatafeedError("usage", "Who comes later must see why: give --reason with --set.", { hint });
  }
  if (set === undefined && reason !== undefined) throw new DatafeedError("usage", "--reason belongs to --set.", { hint });
  await using open = await openCommands(options, interruptSignal(), { questions: true, existing: true });
  if (set === undefined || reason === undefined) {
    const view = await open.commands.feed(name);
    if (view.position === undefined) {
      throw new DatafeedError("feed-position-none", `${view.name} has not run yet, so it stands nowhere.`);
    }
    answerJson(format, JSON.parse(view.position));
    say(format, view.position);
    return;
  }
  const view = await open.commands.setFeedPosition(name, { to: set, reason });
  answerJson(format, view);
  say(format, `${pc.green("✔")} ${view.name} ${wordsOf(set)} when it is resumed: datafeed feed resume ${view.name}`);
}

function wordsOf(set: string): string {
  switch (set) {
    case "end":
      return "goes on with what changes from now on";
    case "start":
      return "begins anew, as if it had never run,";
    case "keep":
      return "goes on from where it stands";
    default:
      return "goes on from the position given";
  }
}
