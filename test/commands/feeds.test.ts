import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Commands, Role } from "../../runner/src/commands/commands.ts";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import type { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { listAudit } from "../../runner/src/ledger/audit.ts";
import { readFeed } from "../../runner/src/ledger/feeds/feed-state.ts";
import { noteFeed, takeFeed } from "../../runner/src/ledger/feeds/own-feed.ts";
import { listRequests } from "../../runner/src/ledger/feeds/requests.ts";
import { takeLease } from "../../runner/src/ledger/leases.ts";
import { engines } from "../ledger/ledger-engines.ts";
import { openEstate, type TestEstate } from "./estate.ts";
import { feedDocuments } from "./feed-documents.ts";

let open: TestEstate;
afterEach(() => open[Symbol.asyncDispose]());

const why = { reason: "a test" };

async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "done";
  } catch (error) {
    const { code, message, hint } = error as DatafeedError;
    return [code, message, hint].join(" | ");
  }
}

function as(user: string, role: Role): Commands {
  return localCommands(open.estate, { user, role });
}

/** What a runner does that has a feed: its lease, itself as the owner, a word on how it goes. */
async function own(key: string, holder: string) {
  await takeLease(open.ledger, `feed:${key}`, holder, 10_000);
  const state = await takeFeed(open.ledger, { key, name: key, definitionHash: "h" }, holder);
  if (state === undefined) throw new Error("the feed is somebody else's");
  return state;
}

describe.each(engines)("feeds on %s", (engine) => {
  beforeEach(async () => {
    open = await openEstate(engine, feedDocuments);
  });

  test("a runner's word is shown: who has it, how far it is behind, what went wrong", async () => {
    const ada = as("ada", "admin");
    // The ledger knows it by its id: a new name changes nothing.
    const state = await own("amys-own", "host:7");
    await noteFeed(open.ledger, state, {
      lag: { events: 12, seconds: 3.5 },
      rate: 40,
      error: { code: "feed-topic-missing", message: "no" },
    });
    expect(await ada.feed("amys-feed")).toMatchObject({
      state: "running",
      runner: "host:7",
      lag: { events: 12, seconds: 3.5 },
      rate: 40,
      lastError: { code: "feed-topic-missing", message: "no" },
    });
    await noteFeed(open.ledger, state, { stop: true });
    expect(await ada.feed("amys-feed")).toMatchObject({ state: "stopped" });
    // A person's word to go on takes the error away.
    const resumed = await ada.resumeFeed("amys-feed");
    expect(resumed).toMatchObject({ state: "running" });
    expect([resumed.lastError, resumed.mayMiss]).toEqual([undefined, undefined]);
    // Who is dead has nothing: what it measured says nothing of now.
    open.pass(60_000);
    const left = await ada.feed("amys-feed");
    expect(left).toMatchObject({ state: "waiting", lag: { events: 12 } });
    expect([left.runner, left.rate]).toEqual([undefined, undefined]);
  });

  test("who resumes a feed hears of events that may be missing, where it had read any", async () => {
    const ada = as("ada", "admin");
    const gap = { code: "feed-changes-missing", message: "Changes since 2026-03-17T08:00:00Z may not have been written down." };
    const state = await own("amys-own", "host:7");
    const stop = () => noteFeed(open.ledger, state, { error: gap, stop: true });
    await stop();
    expect((await ada.resumeFeed("amys-feed")).mayMiss).toBeUndefined();
    const position = JSON.stringify({ passes: [] });
    await open.ledger.write((db) => db.updateTable("feeds").set({ position }).where("key", "=", "amys-own").execute());
    await stop();
    expect((await ada.feed("amys-feed")).mayMiss).toBeUndefined();
    expect((await ada.resumeFeed("amys-feed")).mayMiss).toMatchObject(gap);
    // Said once: nothing stands in its way any more.
    expect((await ada.resumeFeed("amys-feed")).mayMiss).toBeUndefined();
  });

  test("the status has them in short, as far as the caller may know of them", async () => {
    const [ada, vic] = [as("ada", "admin"), as("vic", "viewer")];
    const none = { running: 0, waiting: 0, paused: 0, stopped: 0, disabled: 0 };
    expect((await ada.status()).feeds).toEqual({ states: { ...none, waiting: 2 }, stopped: [] });
    const amys = await own("amys-own", "host:7");
    await noteFeed(open.ledger, amys, { lag: { seconds: 90 } });
    await noteFeed(open.ledger, await own("shared-feed", "host:8"), { lag: { events: 2, seconds: 3.5 } });
    expect((await ada.status()).feeds).toMatchObject({
      states: { ...none, running: 2 },
      worstLag: { feed: "amys-feed", seconds: 90 },
    });
    // Who may not know of a feed learns nothing of it.
    expect((await vic.status()).feeds).toMatchObject({
      states: { ...none, running: 1 },
      worstLag: { feed: "shared-feed", seconds: 3.5, at: expect.any(String) },
    });
    await noteFeed(open.ledger, amys, { stop: true, error: { code: "feed-topic-missing", message: "no" } });
    expect((await ada.status()).feeds).toMatchObject({
      states: { ...none, running: 1, stopped: 1 },
      worstLag: { feed: "shared-feed" },
      stopped: [{ feed: "amys-feed", code: "feed-topic-missing", message: "no" }],
    });
    expect((await vic.status()).feeds.stopped).toEqual([]);
  });

  test("a position is set while the feed is paused and no runner has it, and bars an earlier owner from its own", async () => {
    const ada = as("ada", "admin");
    const given = JSON.stringify({ lookedUntil: "2026-03-17T08:00:00.000000Z", passes: [] });
    expect(await failureOf(ada.setFeedPosition("shared-feed", { to: given, ...why }))).toContain("feed-not-paused");
    const owner = await own("shared-feed", "host:7");
    await ada.pauseFeed("shared-feed");
    expect(await failureOf(ada.setFeedPosition("shared-feed", { to: given, ...why }))).toContain("feed-busy");
    open.pass(60_000);
    expect(await ada.setFeedPosition("shared-feed", { to: given, ...why })).toMatchObject({
      state: "paused",
      position: given,
    });
    expect(await noteFeed(open.ledger, owner, { rate: 1 })).toBe(false);
    expect(await readFeed(open.ledger, "shared-feed")).toMatchObject({ positionGiven: true });
    const keep = await ada.setFeedPosition("shared-feed", { to: "keep", ...why });
    expect(keep.position).toBe(given);
    const end = await ada.setFeedPosition("shared-feed", { to: "end", ...why });
    const { lookedUntil, notBefore } = JSON.parse(end.position ?? "{}");
    expect(Date.parse(lookedUntil)).toBeGreaterThan(Date.now() - 60_000);
    expect(notBefore).toBe(lookedUntil);
    const anew = await ada.setFeedPosition("shared-feed", { to: "start", ...why });
    expect(anew.position).toBeUndefined();
  });

  test("dead letters are listed newest first, and found by what they are of", async () => {
    await open.ledger.write(async (db) => {
      for (let at = 0; at < 12; at++) {
        await db
          .insertInto("feed_dead_letters")
          .values({
            feed: "shared-feed",
            id: `e${String(at).padStart(2, "0")}`,
            type: "CallRated",
            external_id: at === 3 ? null : `call-${at}`,
            code: "feed-predecessor-missing",
            message: "It did not come.",
            at: `2026-03-17T08:00:${String(at).padStart(2, "0")}.000Z`,
          })
          .execute();
      }
    });
    const vic = as("vic", "viewer");
    const first = await vic.listDeadLetters("shared-feed", { pageSize: 2 });
    expect(first).toMatchObject({ total: 12, items: [{ id: "e11", externalId: "call-11" }, { id: "e10" }] });
    expect(await vic.listDeadLetters("shared-feed", { search: "CALL-7" })).toMatchObject({ total: 1, items: [{ id: "e07" }] });
    expect((await vic.listDeadLetters("shared-feed", { page: 2, pageSize: 8 })).items.map(({ id }) => id)).toEqual([
      "e03",
      "e02",
      "e01",
      "e00",
    ]);
    expect((await vic.listDeadLetters("shared-feed", { sort: "at", pageSize: 1 })).items).toMatchObject([{ id: "e00" }]);
    expect(await failureOf(vic.listDeadLetters("shared-feed", { sort: "message" }))).toContain("query-invalid");
    await own("shared-feed", "host:7");
    expect((await vic.feed("shared-feed")).deadLetters).toBe(12);
  });
});

describe("feeds", () => {
  beforeEach(async () => {
    open = await openEstate("sqlite", feedDocuments);
  });

  test("one that never ran waits, and says what it is", async () => {
    expect(await as("ada", "admin").feed("SHARED-feed")).toEqual({
      name: "shared-feed",
      description: "Calls and their ratings, for the data lake.",
      owner: "amy",
      shared: true,
      product: { id: "calls", name: "Calls" },
      file: "extracts/calls.feed.yaml",
      source: "looks back 10m every 30s",
      broker: "main",
      topic: "calls",
      deadLetterTopic: "calls.dead-letter",
      delivery: "at-least-once",
      events: [
        { type: "CallCreated", template: "CallCreated", raise: ["insert"] },
        { type: "CallRated", template: "CallRated", raise: ["insert"], after: "CallCreated" },
      ],
      definitionHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      state: "waiting",
      sent: 0,
      held: 0,
      deadLetters: 0,
      passes: [],
    });
  });

  test("what is private is not there for a stranger: no list, no total, no name, no deed", async () => {
    const ben = as("ben", "developer");
    expect(await ben.listFeeds()).toMatchObject({ total: 1, items: [{ name: "shared-feed" }] });
    expect((await as("amy", "developer").listFeeds()).items.map(({ name }) => name)).toEqual(["amys-feed", "shared-feed"]);
    const absent = await failureOf(ben.feed("no-feed"));
    for (const ask of [
      () => ben.feed("amys-feed"),
      () => ben.pauseFeed("amys-feed"),
      () => ben.resumeFeed("amys-feed"),
      () => ben.replayFeed({ feed: "amys-feed", from: "2026-03-17", to: "2026-03-18" }),
      () => ben.setFeedPosition("amys-feed", { to: "start", ...why }),
      () => ben.listDeadLetters("amys-feed"),
    ]) {
      expect((await failureOf(ask())).replace("amys-feed", "no-feed")).toBe(absent);
    }
    expect(absent).toContain("feed-unknown");
  });

  test("a list is filtered, sorted and cut into pages", async () => {
    const ada = as("ada", "admin");
    const names = async (query: Parameters<Commands["listFeeds"]>[0]) =>
      (await ada.listFeeds(query)).items.map(({ name }) => name);
    await ada.pauseFeed("amys-feed");
    expect(await names({ state: "paused" })).toEqual(["amys-feed"]);
    expect(await names({ state: "waiting" })).toEqual(["shared-feed"]);
    expect(await names({ sort: "-name", pageSize: 1 })).toEqual(["shared-feed"]);
    expect(await names({ sort: "-state" })).toEqual(["shared-feed", "amys-feed"]);
    expect(await names({ search: "MY" })).toEqual(["amys-feed"]);
    expect(await names({ product: "other" })).toEqual([]);
    expect(await failureOf(ada.listFeeds({ sort: "lag" }))).toContain("query-invalid");
  });

  test("a pause has a reason and a person, the first of each, until it is resumed", async () => {
    const amy = as("amy", "developer");
    await amy.pauseFeed("shared-feed", "the topic moves");
    expect(await as("ben", "developer").pauseFeed("shared-feed", "another")).toMatchObject({
      state: "paused",
      pausedBy: "amy",
      pauseReason: "the topic moves",
    });
    const resumed = await amy.resumeFeed("shared-feed");
    expect(resumed.state).toBe("waiting");
    expect(resumed.pausedBy).toBeUndefined();
  });

  test("a replay is asked for in UTC with microseconds, of the types in the feed's order, and is seen at once", async () => {
    const view = await as("amy", "developer").replayFeed({
      feed: "shared-feed",
      from: "2026-03-17T08:00:00+02:00",
      to: "2026-03-18",
      types: ["CallRated", "CallCreated"],
      reason: "lost by the reader",
    });
    expect(view.passes).toEqual([
      { purpose: "replay", from: "2026-03-17T06:00:00.000000Z", to: "2026-03-18T00:00:00.000000Z", rows: 0 },
    ]);
    expect(await listRequests(open.ledger, "shared-feed")).toMatchObject([{ types: ["CallCreated", "CallRated"] }]);
    expect(open.woken).toHaveLength(1);
  });

  test("what people do is written down, refusals too, without a row's key", async () => {
    const amy = as("amy", "developer");
    const position = JSON.stringify({ lookedUntil: "2026-03-17T08:00:00.000000Z", passes: [] });
    await amy.pauseFeed("shared-feed", "the topic moves");
    await amy.setFeedPosition("shared-feed", { to: position, ...why });
    await amy.replayFeed({ feed: "shared-feed", from: "2026-03-17", to: "2026-03-18", types: ["CallRated"] });
    await amy.resumeFeed("shared-feed");
    await failureOf(as("ben", "developer").setFeedPosition("shared-feed", { to: "end", ...why }));
    await failureOf(amy.replayFeed({ feed: "shared-feed", from: "x", to: "y" }));
    const { items } = await listAudit(open.ledger, {}, { limit: 10, offset: 0 }, "asc");
    expect(items.map(({ actor, action, subject, outcome }) => [actor, action, subject, outcome].join(" ")).sort()).toEqual([
      "amy feed.pause shared-feed done",
      "amy feed.position shared-feed done",
      "amy feed.replay shared-feed done",
      "amy feed.replay shared-feed failed",
      "amy feed.resume shared-feed done",
      "ben feed.position shared-feed refused",
    ]);
    expect(JSON.stringify(items)).not.toContain("lookedUntil");
  });
});

describe("what is refused leaves nothing behind", () => {
  beforeEach(async () => {
    open = await openEstate("sqlite", feedDocuments);
  });

  test("replays", async () => {
    const ada = localCommands(open.estate, { user: "ada", role: "admin" });
    const day = { from: "2026-03-17", to: "2026-03-18" };
    for (const [request, message] of [
      [{ from: "2026-03-18", to: "2026-03-18" }, "nothing lies between"],
      [{ from: "2026-03-17T01:00Z", to: "2026-03-17T02:00+02:00" }, "nothing lies between"],
      [{ ...day, from: "yesterday" }, '`from` is "yesterday"'],
      [{ from: "2026-02-28", to: "2026-02-30" }, '`to` is "2026-02-30"'],
      [{ ...day, types: ["CallRatd"] }, 'Did you mean "CallRated"?'],
      [{ ...day, types: [] }, "No event type"],
      [{ ...day, from: "2025-12-31" }, "begins at 2026-01-01T00:00:00.000000Z"],
    ] as const) {
      const failure = await failureOf(ada.replayFeed({ feed: "shared-feed", ...request }));
      expect(failure).toContain("feed-replay-invalid");
      expect(failure).toContain(message);
    }
    expect(await listRequests(open.ledger, "shared-feed")).toEqual([]);
  });

  test("positions", async () => {
    const ada = localCommands(open.estate, { user: "ada", role: "admin" });
    await ada.pauseFeed("shared-feed");
    const looked = { lookedUntil: "2026-03-17T08:00:00.000000Z", passes: [] };
    for (const given of [
      "middle",
      { passes: "none" },
      { ...looked, sql: "drop" },
      { ...looked, lookedUntil: "2026-02-30T08:00:00.000000Z" },
      { ...looked, lookedUntil: "2999-01-01T08:00:00.000000Z" },
      // What a feed that looks back does not have.
      { changes: { system: "1", timeline: 1, txid: "1", id: "1" }, passes: [] },
    ]) {
      const to = typeof given === "string" ? given : JSON.stringify(given);
      expect(await failureOf(ada.setFeedPosition("shared-feed", { to, ...why }))).toContain("feed-position-invalid");
    }
    expect(await failureOf(ada.setFeedPosition("shared-feed", { to: "keep", ...why }))).toContain("has not run yet");
    expect((await ada.feed("shared-feed")).position).toBeUndefined();
  });
});
