import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { engines, type LedgerPlace, ledgerPlace } from "../ledger/ledger-engines.ts";
import { baseFiles, type Files, policyText, reconcilerOn, snapshotOf, templateText } from "./reconcile-world.ts";

const file = "extracts/calls.feed.yaml";
const template = "templates/calls.template.yaml";

function feedText(name: string, ...lines: readonly string[]): string {
  return `kind: Feed
name: ${name}
product: calls
owner: amy
source: { lookback: 10m }
to: { broker: main, topic: calls }
key: id
events:
  CallForDataFeeder: { template: Calls, raise: insert }
${lines.map((line) => `${line}\n`).join("")}`;
}

const files: Files = { ...baseFiles, [file]: feedText("calls-feed") };

function snapshot(of: Files, more = {}) {
  const plain = snapshotOf(of, more);
  const connections = plain.texts.connections;
  const text = `${connections?.text ?? ""}brokers: { main: { type: kafka, servers: ["127.0.0.1:9092"] } }\n`;
  return { ...plain, texts: { ...plain.texts, ...(connections && { connections: { ...connections, text } }) } };
}

describe.each(engines)("reconciliation of feeds with a ledger in %s", (engine) => {
  let place: LedgerPlace;
  let ledger: Ledger;

  beforeEach(async () => {
    place = await ledgerPlace(engine);
    ledger = await place.open();
  });
  afterEach(() => place.remove());

  const rows = () => ledger.read((db) => db.selectFrom("feed_documents").selectAll().orderBy("name").execute());

  test("a feed comes in force beside the extracts, and is written when it has changed", async () => {
    const { reconciler } = await reconcilerOn(ledger);
    const applied = await reconciler.apply(snapshot(files));
    expect(applied).toMatchObject({ extracts: 1, feeds: 1, refused: [], written: { changedFeeds: ["calls-feed"] } });
    expect([...reconciler.documents().feeds.keys()]).toEqual(["calls-feed"]);
    expect([...reconciler.documents().extracts.keys()]).toEqual(["daily"]);
    expect(await rows()).toMatchObject([{ name: "calls-feed", owner: "amy", product: "calls", refused: null }]);

    const again = await reconciler.apply(snapshot(files));
    expect(again.written?.changedFeeds).toEqual([]);
    const changed = await reconciler.apply(snapshot({ ...files, [file]: feedText("calls-feed", "enabled: false") }));
    expect(changed.written?.changedFeeds).toEqual(["calls-feed"]);
    const { [file]: _, ...without } = files;
    const removed = await reconciler.apply(snapshot(without));
    expect(removed.written?.changedFeeds).toEqual(["calls-feed"]);
    expect(reconciler.documents().feeds.size).toBe(0);
    expect(await rows()).toEqual([]);
  });

  const broken: readonly Files[] = [
    { [file]: feedText("calls-feed", "lateAfter: soon") },
    { [file]: `${feedText("calls-feed")}  - [` },
    { [file]: feedText("calls-feed").replace("broker: main", "broker: other") },
    { [template]: templateText.replace("column: id", "colum: id") },
  ];
  test.each(broken.map((_, at) => at))(
    "a feed that is unsound now goes on from its last good text, over a restart (%i)",
    async (at) => {
      const { reconciler } = await reconcilerOn(ledger);
      await reconciler.apply(snapshot(files, { commit: "good" }));
      const good = reconciler.documents().feeds.get("calls-feed");
      const bad = snapshot({ ...files, ...broken[at] }, { commit: "bad" });
      const applied = await reconciler.apply(bad);
      expect(applied.lastGood).toContain("calls-feed");
      expect(reconciler.documents().feeds.get("calls-feed")).toMatchObject({ events: [{ type: "CallForDataFeeder" }] });

      const restarted = await reconcilerOn(ledger);
      await restarted.reconciler.apply(bad);
      const documents = restarted.reconciler.documents();
      expect(documents.feeds.get("calls-feed")).toMatchObject({ topic: good?.topic, deadLetterTopic: good?.deadLetterTopic });
      expect(documents.olderCommits?.get("calls-feed")).toBe("good");
      expect(documents.refused.length).toBeGreaterThan(0);
      expect((await rows())[0]?.refused).toContain("code");
    },
  );

  test("a removed grant masks at once in a last good feed, too, and an owner who is gone stops it", async () => {
    const { reconciler } = await reconcilerOn(ledger);
    await reconciler.apply(snapshot(files));
    const hash = async () => (await rows())[0]?.definition_hash;
    const clear = await hash();
    const unsound = { ...files, [file]: feedText("calls-feed", "lateAfter: soon") };
    await reconciler.apply(snapshot({ ...unsound, "datafeed.yaml": policyText.replace(/grants:[\s\S]*$/, "") }));
    expect(await hash()).not.toBe(clear);
    const applied = await reconciler.apply(
      snapshot({ ...unsound, "datafeed.yaml": policyText.replace("amy: { role: developer }, ", "") }),
    );
    expect(applied.stopped).toContain("calls-feed");
    expect(reconciler.documents().feeds.size).toBe(0);
  });
});
