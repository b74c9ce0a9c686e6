import { expect, test } from "vitest";
import { ownFeed } from "../../runner/src/feeds/feed-owner.ts";
import { noteFeed } from "../../runner/src/ledger/feeds/own-feed.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { TestProject } from "./test-project.ts";

test("a feed that goes on behind events that may be missing says so, with the replay that sends them", async () => {
  using project = TestProject.withDocuments().inProcess();
  const name = "conversation-events";
  const message = "Changes since 2026-03-17T08:00:00Z may not have been written down.";
  {
    await using ledger = await openLedger(project.path(".datafeed/ledger.sqlite"));
    await using owner = await ownFeed(ledger, { key: name, name, definitionHash: "d" }, "runner");
    if (owner === undefined) throw new Error("somebody else has the feed");
    await ledger.write((db) => db.updateTable("feeds").set({ position: '{"passes":[]}' }).execute());
    await noteFeed(ledger, owner, { error: { code: "feed-changes-missing", message }, stop: true });
  }
  const resume = () => project.run("feed", "resume", name);
  const { code, stdout } = await resume();
  expect([code, stdout]).toEqual([
    0,
    [
      `✔ ${name} goes on from where it stands, as soon as a runner has it: \`datafeed serve\`, or \`datafeed feed run\``,
      `! It had stopped: ${message}`,
      `  Events of the time until now may be missing: \`datafeed feed replay "${name}" --from … --to …\` sends them`,
      "",
    ].join("\n"),
  ]);
  expect((await resume()).stdout).not.toContain("missing");
});
