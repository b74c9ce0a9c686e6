import { type Command, Option } from "commander";
import pc from "picocolors";
import type { Commands, FeedRunState, FeedView } from "../../../commands/commands.ts";
import { DatafeedError } from "../../../errors/datafeed-error.ts";
import { type PageOptions, withExamples, withPage, withProject } from "../../common-options.ts";
import { feedDetail } from "../../feed-detail.ts";
import { feedTable } from "../../feed-table.ts";
import { interruptSignal, watchOnly } from "../../interrupt.ts";
import { listEnd } from "../../list-end.ts";
import { openCommands } from "../../open-commands.ts";
import { answerJson, note, say } from "../../printer.ts";
import { type PlaceOptions, withServer } from "../../server-options.ts";
import { watchScreen } from "../../watch-screen.ts";

interface StatusOptions extends PlaceOptions, PageOptions {
  readonly search?: string;
  readonly product?: string;
  readonly state?: FeedRunState;
  readonly watch?: true;
}

const states = ["running", "waiting", "paused", "stopped", "disabled"] as const;

export function configure(command: Command): void {
  withServer(
    withPage(
      withProject(
        command
          .summary("Say how feeds stand: state, lag, rate, what was sent, is held or dead.")
          .description(
            "Say how feeds stand: state, lag, rate, what was sent, is held or dead. LAST EVENT and AGE are the event's own time.",
          )
          .argument("[feed]", "all about this feed, and what to do next")
          .option("--search <text>", "whose name holds this text")
          .option("--product <id>", "of this product alone")
          .addOption(new Option("--state <state>", "in this state alone").choices([...states]))
          .option("--watch", "go on showing it, every two seconds, until Ctrl-C"),
      ),
    ),
  ).action(status);
  withExamples(command, [
    ["datafeed feed status", "all feeds, a line for each"],
    ["datafeed feed status conversations", "one of them: last error, snapshot and replays under way, what to do"],
    ["datafeed feed status conversations --watch", "kept up to date on a terminal"],
    ["datafeed feed status --state stopped --format json", "what waits for a person, for programs"],
  ]);
}

async function status(name: string | undefined, options: StatusOptions): Promise<void> {
  const { format, watch } = options;
  if (watch === true && (format === "json" || !process.stdout.isTTY)) {
    throw new DatafeedError("usage", "--watch is for a terminal.", { hint: "Programs ask again with --format json." });
  }
  const signal = interruptSignal();
  await using open = await openCommands(options, signal, { questions: true, existing: true });
  if (watch === true) {
    using _ = watchOnly();
    await watchScreen(async () => textOf(await answerFor(open.commands, name, options)), signal);
    return;
  }
  const answer = await answerFor(open.commands, name, options);
  answerJson(format, "feed" in answer ? withPosition(answer.feed) : { ...answer, feeds: answer.feeds.map(withPosition) });
  if (format === "json") return;
  if ("feed" in answer || answer.total > 0) say(format, textOf(answer));
  if ("feed" in answer) return;
  const words = { noun: "feed", none: "The project has no feeds.", chosenBy: [options.search, options.product, options.state] };
  note(pc.dim(listEnd({ ...answer, shown: answer.feeds.length }, words)));
}

/** A position is JSON: programs need not read it twice. */
function withPosition({ position, ...feed }: FeedView): Readonly<Record<string, unknown>> {
  return position === undefined ? feed : { ...feed, position: JSON.parse(position) };
}

type Answer = Awaited<ReturnType<typeof answerFor>>;

async function answerFor(commands: Commands, name: string | undefined, options: StatusOptions) {
  if (name !== undefined) return { feed: await commands.feed(name) };
  const { page, pageSize, search, product, state } = options;
  const { items, total } = await commands.listFeeds({
    ...(search === undefined ? {} : { search }),
    ...(product === undefined ? {} : { product }),
    ...(state === undefined ? {} : { state }),
    page,
    pageSize,
  });
  return { total, page, pageSize, feeds: items };
}

function textOf(answer: Answer): string {
  return "feed" in answer ? feedDetail(answer.feed, Date.now()) : feedTable(answer.feeds, Date.now());
}
