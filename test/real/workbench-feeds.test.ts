import { expect } from "vitest";
import { workbenchTest } from "../support/workbench/workbench-test.ts";

const feed = "conversation-events";

workbenchTest("a feed shows how it stands; it is paused, resumed and replayed from the side bar", {}, async (workbench) => {
  const { sideBar, quickInput, messages, page } = workbench;
  await sideBar.show("Datafeed");
  const feeds = sideBar.view("Feeds");
  // Room for all of its rows: those that are not in sight are not there.
  for (const view of ["Data Extracts", "Schedules", "Feeds"]) await sideBar.view(view).locator(".pane-header").click();
  await feeds.getByRole("treeitem", { name: `${feed}, waiting` }).waitFor();
  await sideBar.inlineAction(feed, "Pause Feed");
  await quickInput.widget.filter({ hasText: "none is lost" }).waitFor();
  await quickInput.type("the topic is being moved");
  await feeds.getByRole("treeitem", { name: new RegExp(`^${feed}, paused by `) }).waitFor();
  await sideBar.expand(feed);
  await feeds.getByRole("treeitem", { name: "Why it is paused: the topic is being moved" }).waitFor();
  await feeds.getByRole("treeitem", { name: "Topic: main / conversations" }).waitFor();
  await feeds
    .getByRole("treeitem", { name: "ConversationAnalyzedForDataFeeder: ConversationAnalyzed · insert, update" })
    .waitFor();
  if (process.env["DATAFEED_PICTURE"] !== undefined) await page.screenshot({ path: process.env["DATAFEED_PICTURE"] });
  await sideBar.inlineAction(feed, "Resume Feed");
  await feeds.getByRole("treeitem", { name: `${feed}, waiting` }).waitFor();

  await sideBar.contextAction(feed, "Replay Feed");
  await quickInput.widget.filter({ hasText: "Events from when on?" }).waitFor();
  await quickInput.field.fill("soon");
  await quickInput.error.filter({ hasText: "2026-03-17" }).waitFor();
  await quickInput.type("2026-11-01");
  await quickInput.widget.filter({ hasText: "Until when?" }).waitFor();
  await quickInput.type("2026-11-02");
  await quickInput.widget.filter({ hasText: "ConversationAnalyzedForDataFeeder" }).waitFor();
  await quickInput.button("OK").click();
  await messages.said(`${feed} sends these events once more`);
  await feeds.getByRole("treeitem", { name: /^Replay: 2026-11-01 00:00 – 2026-11-02 00:00 UTC/ }).waitFor();

  await sideBar.contextAction(feed, "Show Dead Letters");
  await quickInput.row("There are none: every event was sent.").waitFor();
  await page.keyboard.press("Escape");
  expect(await feeds.getByRole("treeitem").count()).toBeGreaterThan(5);
});
