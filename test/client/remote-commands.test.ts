import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { remoteCommands } from "../../runner/src/client/remote-commands.ts";
import type { Commands, Role, RunProgress } from "../../runner/src/commands/commands.ts";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import type { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { openServer, type TestServer, type User } from "../api/server.ts";
import { dailyExports } from "../commands/daily-exports.ts";
import { feedDocuments } from "../commands/feed-documents.ts";
import { type BadNetwork, openBadNetwork } from "./bad-network.ts";

let server: TestServer;
let network: BadNetwork;
const signal = new AbortController().signal;

beforeEach(async () => {
  server = await openServer({ limits: { heartbeatMs: 50 } }, "sqlite", { ...dailyExports, ...feedDocuments });
  network = await openBadNetwork(await server.listen());
});

afterEach(async () => {
  await network[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function as(user: User, options: { readonly token?: string } = {}): Commands {
  return remoteCommands({ url: network.url, token: server.tokens[user].token, ...options });
}

function here(user: User, role: Role): Commands {
  return localCommands(server.estate.estate, { user, role, client: "127.0.0.1" });
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function failureOf(work: Promise<unknown>): Promise<Pick<DatafeedError, "code" | "message" | "hint">> {
  try {
    await work;
  } catch (error) {
    const { code, message, hint } = error as DatafeedError;
    return { code, message, hint };
  }
  throw new Error("it did not fail");
}

describe("a server answers as a checkout does", () => {
  test("to every question", async () => {
    const output = await server.estate.publish("shared-calls");
    await server.estate.publish("amys-calls");
    await server.estate.publish("shared-talks");
    const questions: readonly ((commands: Commands) => Promise<unknown>)[] = [
      (commands) => commands.listExtracts({ kind: "immediate", sort: "-name" }),
      (commands) => commands.extract("shared-calls"),
      (commands) => commands.listSchedules({ state: "active" }),
      (commands) => commands.schedule("shared-daily"),
      (commands) => commands.listRuns({ states: ["published", "failed"], pageSize: 1 }),
      (commands) => commands.run(output.id),
      (commands) => commands.listOwed({ states: ["owed"] }),
      (commands) => commands.logs(output.id),
      (commands) => commands.listOutputs({ shared: true, search: "calls", from: "2026-01-01T00:00:00Z" }),
      (commands) => commands.output(output.id),
      (commands) => commands.latest("shared-calls"),
      (commands) => commands.manifest(output.id),
      (commands) => commands.verify(output.id, signal),
      (commands) => commands.preview({ extract: "shared-calls", rows: 1, narrow: { fields: ["Id", "Phone"] } }, signal),
      (commands) => commands.backfill({ extract: "shared-daily", start: "2026-11-16", end: "2026-11-20", dryRun: true }),
      (commands) => commands.listExportDays("shared-talks", { pageSize: 5 }),
      (commands) => commands.exportDay("shared-talks", "2026-11-19"),
      (commands) => commands.listFeeds({ sort: "-name", state: "waiting" }),
      (commands) => commands.feed("shared-feed"),
      (commands) => commands.listDeadLetters("shared-feed", { pageSize: 5 }),
      async (commands) => {
        const { tag, fileName, open } = await commands.exportRecords(await commands.exportDay("shared-talks", "2026-11-19"), {
          bot_id: ["b1"],
        });
        return { tag, fileName, text: String(await bytesOf(await open())) };
      },
    ];
    for (const question of questions) {
      expect(await question(as("amy"))).toEqual(JSON.parse(JSON.stringify(await question(here("amy", "developer")))));
    }
    expect((await as("ada").listTokens()).length).toBe(4);
    expect(await as("amy").status()).toMatchObject({ user: "amy", role: "developer", organization: "Acme" });
  });

  test("with the same errors", async () => {
    await server.estate.publish("amys-calls");
    const wrong: readonly ((commands: Commands) => Promise<unknown>)[] = [
      (commands) => commands.extract("amys-calls"),
      (commands) => commands.extract("no such/extract?"),
      (commands) => commands.output("1ng0te"),
      (commands) => commands.delete(["1ng0te"]),
      (commands) => commands.exportDay("shared-talks", "yesterday"),
      (commands) => commands.exportDay("shared-calls", "2026-11-19"),
      async (commands) => commands.exportRecords(await commands.exportDay("shared-talks", "2026-11-20"), { bot_id: ["b1"] }),
      (commands) => commands.supersede("shared-talks", "2026-11-20", { output: "x", reason: "y" }),
      (commands) => commands.pause("shared-calls"),
      (commands) => commands.feed("amys-feed"),
      (commands) => commands.setFeedPosition("shared-feed", { to: "end", reason: "mine" }),
      (commands) => commands.createToken({ user: "ben", name: "x" }),
      (commands) => commands.preview({ extract: "shared-calls", narrow: { filter: { Phone: { eq: "x" } } } }, signal),
      (commands) => commands.dispatch({ extract: "shared-calls", start: "2026-03-17" }),
    ];
    for (const question of wrong) {
      expect(await failureOf(question(as("ben")))).toEqual(await failureOf(question(here("ben", "developer"))));
    }
  });

  test("to what changes something", async () => {
    const owed = await as("amy").dispatch({ extract: "amys-calls", reason: "because" });
    expect(owed).toMatchObject({ extract: "amys-calls", state: "owed", requester: "amy", reason: "because" });
    expect(await as("amy").cancel(owed.id)).toMatchObject({ state: "cancelled" });
    expect(await as("amy").retry(owed.id)).toMatchObject({ state: "owed" });
    expect(await as("amy").pause("shared-daily", "a move")).toMatchObject({ state: "paused", pauseReason: "a move" });
    expect(await as("amy").resume("shared-daily", { skip: true })).toMatchObject({ state: "active" });
    const day = { feed: "amys-feed", from: "2026-03-17", to: "2026-03-18" };
    const wrong = { ...day, types: ["CallRated"] };
    expect(await failureOf(as("amy").replayFeed(wrong))).toEqual(await failureOf(here("amy", "developer").replayFeed(wrong)));
    expect((await as("amy").replayFeed({ ...day, reason: "again" })).passes).toMatchObject([{ purpose: "replay", rows: 0 }]);
    expect((await failureOf(as("amy").setFeedPosition("amys-feed", { to: "start", reason: "x" }))).code).toBe(
      "feed-not-paused",
    );
    expect(await as("amy").pauseFeed("amys-feed", "a move")).toMatchObject({ state: "paused", pauseReason: "a move" });
    expect(await as("amy").setFeedPosition("amys-feed", { to: "start", reason: "anew" })).toMatchObject({ state: "paused" });
    expect(await as("amy").resumeFeed("amys-feed")).toMatchObject({ state: "waiting" });
    const { id } = await server.estate.publish("shared-calls");
    expect(await as("amy").pin(id, true)).toMatchObject({ pinned: true });
    expect(await as("amy").delete([id])).toEqual([{ id, deleted: true }]);
    const [first, second] = [await server.estate.publish("shared-talks"), await server.estate.publish("amys-talks")];
    expect((await as("amy").delete([first.id, second.id])).map(({ error }) => error?.code)).toEqual(
      Array(2).fill("output-exported"),
    );
    const force = { force: true, reason: "a mistake" };
    expect((await as("amy").delete([second.id], force))[0]?.error?.code).toBe("not-allowed");
    expect((await as("ada").delete([second.id], { force: true }))[0]?.error?.code).toBe("output-exported");
    expect(await as("ada").delete([second.id], force)).toEqual([{ id: second.id, deleted: true }]);
    const range = { start: first.window.start, end: first.window.end };
    const third = await server.estate.publish("shared-talks", "amy", range);
    expect(await as("ada").supersede("shared-talks", "2026-11-19", { output: third.id, reason: "better" })).toMatchObject({
      output: { id: third.id },
      superseded: { from: first.id, by: "ada", reason: "better" },
    });
    const made = await as("ada").createToken({ user: "vic", name: "grid", days: 1 });
    expect((await as("vic", { token: made.token }).status()).user).toBe("vic");
    const again = await as("ada").regenerateToken(made.id);
    expect((await failureOf(as("vic", { token: made.token }).status())).code).toBe("token-invalid");
    expect(await as("ada").revokeToken(again.id)).toMatchObject({ state: "revoked" });
    expect((await as("ada").listAudit({ action: "token.create" })).total).toBe(1);
  });
});

describe("a network that goes wrong", () => {
  test("is tried again for a question", async () => {
    network.fates = ["lost", "answer lost", "passes"];
    expect((await as("amy").listExtracts()).total).toBe(5);
    expect(network.seen).toHaveLength(3);
  });

  test("and for a wish, which is granted once", async () => {
    network.fates = ["answer lost"];
    const owed = await as("amy").dispatch({ extract: "amys-calls" });
    const keys = network.seen.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toEqual([expect.any(String), keys[0]]);
    expect((await as("amy").listOwed()).items.map(({ id }) => id)).toEqual([owed.id]);
  });

  test("a replay that is asked for twice is one", async () => {
    network.fates = ["answer lost"];
    const replay = { feed: "amys-feed", from: "2026-03-17", to: "2026-03-18" };
    expect((await as("amy").replayFeed(replay)).passes).toHaveLength(1);
    expect((await as("amy").feed("amys-feed")).passes).toHaveLength(1);
    expect(network.seen.length).toBeGreaterThan(2);
  });

  test("but not for what answers with a secret", async () => {
    network.fates = ["answer lost"];
    expect((await failureOf(as("ada").createToken({ user: "vic", name: "once" }))).code).toBe("server-unreachable");
    expect(network.seen).toHaveLength(1);
  });

  test("does not keep a download from being whole", async () => {
    const output = await server.estate.publish("shared-calls");
    network.fates = [{ breaksAfter: 10 }, { breaksAfter: 100 }, "lost", "passes"];
    const content = await as("vic").content(output.id);
    const [part] = output.parts;
    expect(content).toMatchObject({ bytes: part!.bytes, sha256: part!.sha256, mediaType: "application/zip" });
    expect(content.fileName).toBe(output.path);
    const bytes = await bytesOf(content.stream);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(part!.sha256);
    expect(network.seen.map(({ headers }) => headers.range)).toEqual([undefined, "bytes=10-", "bytes=110-", "bytes=110-"]);
    expect(network.seen[1]?.headers["if-range"]).toBe(`"${part!.sha256}"`);
  });

  test("gives a stretch of a file where one is asked for", async () => {
    const output = await server.estate.publish("amys-calls");
    const whole = await bytesOf((await as("amy").content(output.id)).stream);
    const { stream, bytes } = await as("amy").content(output.id, { from: 3, to: 8 });
    expect({ piece: (await bytesOf(stream)).toString(), bytes }).toEqual({
      piece: whole.subarray(3, 9).toString(),
      bytes: whole.length,
    });
  });

  test("does not end the following of a run", async () => {
    const owed = await as("amy").dispatch({ extract: "amys-calls" });
    network.fates = [{ breaksAfter: 60 }, "lost", "passes"];
    const seen: RunProgress[] = [];
    for await (const progress of as("amy").follow(owed.id, signal)) {
      seen.push(progress);
      if (seen.length === 1) await server.estate.publish("amys-calls");
    }
    expect(seen.at(-1)).toMatchObject({ state: "published", last: true, output: { extract: "amys-calls" } });
    expect(network.seen.length).toBeGreaterThan(2);
  });

  test("following ends when it is not wanted any more", async () => {
    const owed = await as("amy").dispatch({ extract: "amys-calls" });
    const stop = new AbortController();
    const events = as("amy").follow(owed.id, stop.signal)[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ state: "owed", last: false });
    const next = events.next();
    stop.abort(new Error("enough"));
    await expect(next).rejects.toThrow("enough");
  });
});
