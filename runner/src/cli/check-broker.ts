import { brokerSettings } from "../connect/open-connections.ts";
import { checkCluster, checkFeedTopics } from "../feeds/sinks/kafka/check-kafka.ts";
import { connectKafka } from "../feeds/sinks/kafka/connect-kafka.ts";
import type { FeedTopics } from "../feeds/sinks/kafka/feed-topics.ts";
import { feedId } from "../load/feed-id.ts";
import type { ResolvedFeed } from "../load/project-documents.ts";
import type { Check } from "../warehouse/warehouse.ts";
import { withRight, withSetting } from "./broker-hints.ts";
import { inForce, type Session } from "./session.ts";

/** A broker, and the topics of those of the feeds that send to it. Errors: those of `openBroker`. */
export async function checkBroker(session: Session, name: string, feeds: Iterable<ResolvedFeed>): Promise<readonly Check[]> {
  const settings = brokerSettings(inForce(session), name);
  await using client = await connectKafka(settings);
  const cluster = await checkCluster(client, `kafka ${name}`);
  const checks = cluster.map((check) => withSetting(check, settings));
  // A cluster that can't be reached says so once, not for each feed.
  if (checks.some(({ ok }) => !ok)) return checks;
  for (const feed of feeds) {
    if (feed.broker !== name) continue;
    const found = await checkFeedTopics(client, `kafka ${name}`, feedId(feed), topicsOf(feed, settings.positions));
    for (const check of found) {
      const { detail, ...rest } = withRight(check, feed, settings);
      const named = detail.replaceAll("`datafeed feed topics NAME ", `\`datafeed feed topics ${feed.name} `);
      checks.push({ ...rest, detail: named, name: `feed ${feed.name}, ${check.name}` });
    }
  }
  return checks;
}

/** The topics that a feed writes to. */
export function topicsOf({ topic, deadLetterTopic, delivery }: ResolvedFeed, positions: string): FeedTopics {
  const own = { events: topic, deadLetters: deadLetterTopic };
  return delivery === "transactional" ? { ...own, positions } : own;
}
