import { commitBatch, type FeedChange } from "../runner/src/ledger/feeds/commit-batch.ts";
import { pauseFeed } from "../runner/src/ledger/feeds/control-feed.ts";
import { feedLease } from "../runner/src/ledger/feeds/feed-state.ts";
import { noteFeed, takeFeed } from "../runner/src/ledger/feeds/own-feed.ts";
import { releaseLease, takeLease } from "../runner/src/ledger/leases.ts";
import { type Ledger, openLedger } from "../runner/src/ledger/ledger.ts";
import type { Workspace } from "../test/support/workbench/workspace.ts";

const example = "extracts/conversation-events.feed.yaml";
const holder = "feeder-1:412:k3f7";

/** Gives a workspace feeds in the states that a person comes to see, as their runners would leave them in the ledger. */
export async function standingFeeds(workspace: Workspace, text: string): Promise<void> {
  const another = (name: string) =>
    workspace.write(
      example.replace("conversation-events", name),
      text.replaceAll("conversation-events", name).replace("topic: conversations", `topic: ${name}`),
    );
  for (const name of ["crm-updates", "legal-archive", "quality-scores"]) another(name);
  await using ledger = await openLedger(workspace.path(".datafeed/ledger.sqlite"));
  const running = await taken(ledger, "conversation-events");
  const at = await ledger.time();
  const lost = {
    id: "5b1f0a",
    type: "ConversationAnalyzedForDataFeeder",
    externalId: "c-1",
    code: "feed-predecessor-missing",
    message: "The event that comes first did not come within 1h.",
  };
  await commitBatch(ledger, running, {
    ...empty,
    sent: 12_408,
    last: { type: "CategoryMatchForDataFeeder", id: "9c41d2", raisedAt: at },
    deadLetters: [lost],
  });
  await noteFeed(ledger, running, { lag: { seconds: 4.2 }, rate: 31.4, error: null });
  const failing = await taken(ledger, "quality-scores");
  const noAnswer = "kafka main/quality-scores: No answer from a broker (ECONNREFUSED).";
  await noteFeed(ledger, failing, { error: { code: "feed-broker-unreachable", message: noAnswer } });
  const stopped = await taken(ledger, "legal-archive");
  const missing = "kafka main/legal-archive: There is no topic legal-archive.";
  await noteFeed(ledger, stopped, { error: { code: "feed-topic-missing", message: missing }, stop: true });
  await releaseLease(ledger, feedLease("legal-archive"), holder);
  await pauseFeed(ledger, { key: "crm-updates", name: "crm-updates" }, { by: "amy", reason: "the CRM is being moved" });
}

const empty: FeedChange = {
  ...{ batch: 1, position: '{"passes":[]}', sent: 0 },
  ...{ held: [], released: [], settled: [], seen: [], deadLetters: [], requests: [] },
};

async function taken(ledger: Ledger, name: string) {
  await takeLease(ledger, feedLease(name), holder, 3_600_000);
  const feed = await takeFeed(ledger, { key: name, name, definitionHash: "" }, holder);
  if (feed === undefined) throw new Error(`Somebody else has the feed ${name}.`);
  return feed;
}
