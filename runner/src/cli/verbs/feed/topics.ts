import { type Command, InvalidArgumentError } from "commander";
import { brokerSettings } from "../../../connect/open-connections.ts";
import { DatafeedError } from "../../../errors/datafeed-error.ts";
import { connectKafka } from "../../../feeds/sinks/kafka/connect-kafka.ts";
import { newTopics } from "../../../feeds/sinks/kafka/feed-topics.ts";
import { kafkaError } from "../../../feeds/sinks/kafka/kafka-errors.ts";
import { topicsOf } from "../../check-broker.ts";
import { type ProjectOptions, withExamples, withProject } from "../../common-options.ts";
import { interruptSignal } from "../../interrupt.ts";
import { answerJson, note, say } from "../../printer.ts";
import { findFeed, inForce, openSession } from "../../session.ts";

type TopicState = "there" | "created" | "missing";

interface TopicsOptions extends ProjectOptions {
  readonly create?: boolean;
  readonly partitions: number;
  readonly replication: number;
}

export function configure(command: Command): void {
  withProject(
    command
      .description(
        "Show the topics that a feed writes to: events, dead letters, positions. With --create those that are missing are made.",
      )
      .argument("<feed>", "the feed")
      .option("--create", "create what is missing")
      .option("--partitions <number>", "partitions of the events' topic; it can't be changed later", wholeNumber, 12)
      .option("--replication <number>", "copies of each partition", wholeNumber, 3),
  ).action(topics);
  withExamples(command, [
    ["datafeed feed topics conversations", "whether they are there"],
    ["datafeed feed topics conversations --create --partitions 24", "make those that are missing"],
  ]);
}

async function topics(name: string, options: TopicsOptions): Promise<void> {
  const session = await openSession(options, interruptSignal());
  const feed = findFeed(session, name);
  const settings = brokerSettings(inForce(session), feed.broker);
  const wanted = newTopics(topicsOf(feed, settings.positions), options.partitions, options.replication);
  const place = `kafka ${feed.broker}`;
  await using client = await connectKafka(settings);
  try {
    const found = (await client.describe(wanted.map((topic) => topic.name))).topics;
    const answer = [];
    for (const topic of wanted) {
      const there = found.get(topic.name);
      const made = there === undefined && options.create === true;
      if (made) await client.createTopic(topic);
      const { partitions, replicas } = there ?? topic;
      const state: TopicState = there !== undefined ? "there" : made ? "created" : "missing";
      answer.push({ topic: topic.name, state, ...(state === "missing" ? {} : { partitions, replicas }) });
      const shape = state === "missing" ? "" : ` (partitions: ${partitions}, replicas: ${replicas})`;
      say(options.format, `${topic.name}: ${state}${shape}`);
    }
    answerJson(options.format, { feed: feed.name, topics: answer });
    const step = nextStep(
      feed.name,
      answer.map(({ state }) => state),
    );
    if (step !== undefined) note(`  → ${step}`);
  } catch (error) {
    throw withFewerCopies(kafkaError(error, place), options.replication);
  }
}

/** What to do now that topics of a feed are missing, or were made. */
export function nextStep(feed: string, states: readonly TopicState[]): string | undefined {
  if (states.includes("missing")) return `make what is missing: datafeed feed topics "${feed}" --create`;
  return states.includes("created") ? `if the feed has stopped: datafeed feed resume "${feed}"` : undefined;
}

/** Three copies want three brokers. */
function withFewerCopies(error: unknown, replication: number): unknown {
  if (!(error instanceof DatafeedError && error.message.includes("INVALID_REPLICATION_FACTOR"))) return error;
  return new DatafeedError(error.code, `The cluster has fewer than ${replication} brokers: ${error.message}`, {
    hint: "On one broker: --replication 1. What its disk loses is gone.",
    cause: error,
  });
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("A whole number from 1 on is expected.");
}
