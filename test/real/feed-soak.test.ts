import { afterAll, beforeAll, expect, test } from "vitest";
import { feedCampaign } from "../soak/feeds/feed-campaign.ts";
import { type FeedServers, startFeedServers } from "../soak/feeds/feed-ground.ts";

// A tenth of `npm run soak -- --only feed`, which says what it is, shared out among both ways of delivery.
let servers: FeedServers;

beforeAll(async () => {
  servers = await startFeedServers();
});

afterAll(() => servers?.[Symbol.asyncDispose]());

const ways = [
  { delivery: "at-least-once", command: "serve" },
  { delivery: "transactional", command: "run" },
] as const;

test.each(ways)("$delivery, nothing is lost and order is kept, whoever is killed", async (way) => {
  const conversations = Number(process.env["FEED_SOAK"] ?? 10_000);
  // The broker is killed, then stopped.
  const harm = { kills: 3, restarts: 2 };
  const result = await feedCampaign(servers, { ...way, ...harm, conversations, writers: 6, seed: 4711 });
  expect(result.violations).toEqual([]);
  expect(result.deadLetters).toBe(conversations / 100);
  expect(result.events).toBeGreaterThan(2 * conversations);
});
