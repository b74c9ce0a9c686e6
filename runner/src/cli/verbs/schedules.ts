import { type Command, Option } from "commander";
import type { ScheduleState } from "../../commands/commands.ts";
import { type PageOptions, withExamples, withPage, withProject } from "../common-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { openCommands } from "../open-commands.ts";
import { printPage } from "../print-page.ts";
import { answerJson, say } from "../printer.ts";
import { scheduleDetail, scheduleTable } from "../schedule-table.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";

interface SchedulesOptions extends PlaceOptions, PageOptions {
  readonly search?: string;
  readonly product?: string;
  readonly state?: ScheduleState;
}

export function configure(command: Command): void {
  withServer(
    withPage(
      withProject(
        command
          .argument("[extract]", "all about the schedule of this extract")
          .option("--search <text>", "whose name holds this text")
          .option("--product <id>", "of this product's extracts alone")
          .addOption(new Option("--state <state>", "in this state alone").choices(["active", "paused", "disabled"])),
      ),
    ),
  ).action(schedules);
  withExamples(command, [
    ["datafeed schedules", "when extracts run, how they went last, what is owed"],
    ["datafeed schedules web-chat-weekly", "one of them, with its next five runs"],
    ["datafeed schedules --state paused", "what stands still"],
  ]);
}

async function schedules(name: string | undefined, options: SchedulesOptions): Promise<void> {
  await using open = await openCommands(options, interruptSignal(), { questions: true, existing: true });
  const { format, page, pageSize, search, product, state } = options;
  if (name !== undefined) {
    const schedule = await open.commands.schedule(name);
    answerJson(format, schedule);
    say(format, scheduleDetail(schedule));
    return;
  }
  const answer = await open.commands.listSchedules({
    ...(search === undefined ? {} : { search }),
    ...(product === undefined ? {} : { product }),
    ...(state === undefined ? {} : { state }),
    page,
    pageSize,
  });
  const words = { noun: "schedule", none: "No extract has a schedule.", chosenBy: [search, product, state] };
  printPage(options, answer, { key: "schedules", table: scheduleTable, ...words });
}
