import { DatafeedError, messageOf } from "../../../errors/datafeed-error.ts";
import type { Check } from "../../../warehouse/warehouse.ts";
import type { FeedTopics } from "./feed-topics.ts";
import type { KafkaClient, TopicView } from "./kafka-client.ts";
import { kafkaError } from "./kafka-errors.ts";

/** Whether a cluster answers. Nothing is written. */
export async function checkCluster(client: KafkaClient, place: string): Promise<readonly Check[]> {
  return [
    await check("cluster", place, async () => {
      const { id, brokers } = await client.describe([]);
      return { ok: true, detail: `${id}, ${brokers} ${brokers === 1 ? "broker" : "brokers"}` };
    }),
  ];
}

/** Whether a feed could send: its topics, and whether its user may produce. Nothing is written. */
export async function checkFeedTopics(
  client: KafkaClient,
  place: string,
  feed: string,
  topics: FeedTopics,
): Promise<readonly Check[]> {
  const checks = [
    await check(`topic ${topics.events}`, place, () => checkTopic(client, topics.events)),
    await check(`dead letters ${topics.deadLetters}`, place, () => checkTopic(client, topics.deadLetters)),
  ];
  const { positions } = topics;
  if (positions !== undefined)
    checks.push(await check(`positions ${positions}`, place, () => checkPositions(client, positions)));
  checks.push(
    await check("producing", place, async () => {
      // Not under the feed's own name: a runner that is at work would be fenced off.
      await using _producer = await client.startProducer(positions === undefined ? undefined : `${feed}.doctor`);
      return { ok: true, detail: positions === undefined ? "an idempotent producer" : "transactions" };
    }),
  );
  return checks;
}

type Found = Omit<Check, "name">;

async function check(name: string, place: string, look: () => Promise<Found>): Promise<Check> {
  try {
    return { name, ...(await look()) };
  } catch (failure) {
    const error = kafkaError(failure, place);
    const hint = error instanceof DatafeedError && error.hint !== undefined ? ` ${error.hint}` : "";
    return { name, ok: false, detail: `${messageOf(error)}${hint}` };
  }
}

async function checkTopic(client: KafkaClient, topic: string): Promise<Found> {
  const view = (await client.describe([topic])).topics.get(topic);
  if (view === undefined) return missing(topic);
  const configs = await configsOf(client, topic);
  const least = configs?.get("min.insync.replicas");
  const detail = `${shape(view)}${least === undefined ? "" : `, min.insync.replicas ${least}`}`;
  if (view.replicas < 2) return { ok: true, advice: true, detail: `${detail}: what a broker's disk loses is gone` };
  if (Number(least) >= view.replicas)
    return { ok: true, advice: true, detail: `${detail}: the feed stands still whenever one broker is down` };
  return { ok: true, detail };
}

/** Of a topic of positions: nothing younger than its last segment is compacted. */
const mostSegmentBytes = 128 << 20;

async function checkPositions(client: KafkaClient, topic: string): Promise<Found> {
  const view = (await client.describe([topic])).topics.get(topic);
  if (view === undefined) return missing(topic);
  const configs = await configsOf(client, topic);
  const policy = configs?.get("cleanup.policy");
  if (policy === undefined) return { ok: true, advice: true, detail: `${shape(view)}; its cleanup.policy may not be read` };
  if (policy === "compact") {
    const isSlow = Number(configs?.get("segment.bytes")) > mostSegmentBytes;
    const slow = "; it is compacted seldom and grows: set segment.bytes to 16 MB and segment.ms to ten minutes";
    return { ok: true, ...(isSlow && { advice: true as const }), detail: `${shape(view)}, compacted${isSlow ? slow : ""}` };
  }
  return { ok: false, detail: `Its cleanup.policy is ${policy}: positions would be deleted. Set it to compact.` };
}

/** Undefined where the user may not read configurations; that right is not needed to send. */
async function configsOf(client: KafkaClient, topic: string): Promise<ReadonlyMap<string, string> | undefined> {
  return await client.configOf(topic).catch(() => undefined);
}

function shape({ partitions, replicas, inSync }: TopicView): string {
  const behind = inSync < replicas ? ` (${inSync} in sync)` : "";
  return `${partitions} ${partitions === 1 ? "partition" : "partitions"}, ${replicas} ${replicas === 1 ? "replica" : "replicas"}${behind}`;
}

function missing(topic: string): Found {
  return { ok: false, detail: `There is no topic "${topic}". Create it, or run \`datafeed feed topics NAME --create\`.` };
}
