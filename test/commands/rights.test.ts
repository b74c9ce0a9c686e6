import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Commands, Role } from "../../runner/src/commands/commands.ts";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import { type Action, rights } from "../../runner/src/commands/rights.ts";
import type { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { listAudit } from "../../runner/src/ledger/audit.ts";
import { createToken } from "../../runner/src/ledger/tokens.ts";
import { dailyExports } from "./daily-exports.ts";
import { openEstate, type TestEstate } from "./estate.ts";
import { feedDocuments } from "./feed-documents.ts";

const signal = new AbortController().signal;

let open: TestEstate;
let shared: string;
let token: string;

beforeEach(async () => {
  open = await openEstate("sqlite", { ...dailyExports, ...feedDocuments });
  shared = (await open.publish("shared-calls")).id;
  token = (await createToken(open.ledger, { user: "amy", name: "t", createdBy: "ada" })).id;
});
afterEach(() => open[Symbol.asyncDispose]());

/** What each action is, tried on what is shared and amy's. Figures are read from the API alone. */
const tries: Readonly<Record<Exclude<Action, "metrics.read">, (commands: Commands) => Promise<unknown>>> = {
  "extract.read": (commands) => commands.extract("shared-calls"),
  "schedule.read": (commands) => commands.schedule("shared-daily"),
  "schedule.pause": (commands) => commands.pause("shared-daily"),
  "schedule.resume": (commands) => commands.resume("shared-daily"),
  "schedule.skip": (commands) => commands.skip("shared-daily", { start: "2026-11-16", end: "2026-11-17" }),
  "schedule.backfill": (commands) => commands.backfill({ extract: "shared-daily", start: "2026-11-16", end: "2026-11-17" }),
  "run.read": (commands) => commands.run(shared),
  "run.dispatch": (commands) => commands.dispatch({ extract: "shared-calls" }),
  "run.cancel": (commands) => commands.cancel(shared),
  "run.retry": (commands) => commands.retry(shared),
  "run.abandon": (commands) => commands.abandon(shared, "why"),
  "output.read": (commands) => commands.output(shared),
  "output.download": async (commands) => (await commands.content(shared)).stream.destroy(),
  "output.verify": (commands) => commands.verify(shared, signal),
  "output.delete": (commands) => commands.delete([shared]),
  "output.pin": (commands) => commands.pin(shared, true),
  // Refused by what it is: nothing has answered that day.
  "export.supersede": (commands) => commands.supersede("shared-talks", "2026-11-20", { output: shared, reason: "why" }),
  preview: (commands) => commands.preview({ extract: "shared-calls" }, signal),
  "feed.read": (commands) => commands.feed("shared-feed"),
  "feed.pause": (commands) => commands.pauseFeed("shared-feed"),
  "feed.resume": (commands) => commands.resumeFeed("shared-feed"),
  "feed.replay": (commands) => commands.replayFeed({ feed: "shared-feed", from: "2026-03-17", to: "2026-03-18" }),
  // Refused by what it is: nobody has paused it.
  "feed.position": (commands) => commands.setFeedPosition("shared-feed", { to: "start", reason: "why" }),
  "token.list": (commands) => commands.listTokens(),
  "token.create": (commands) => commands.createToken({ user: "amy", name: "x" }),
  "token.revoke": (commands) => commands.revokeToken(token),
  "token.regenerate": (commands) => commands.regenerateToken(token),
  "status.read": (commands) => commands.status(),
  "audit.read": (commands) => commands.listAudit(),
};

/** Refused by what it is and not by who asks: the run is over. */
const closed = ["run-closed", "obligation-closed", "supersede-refused", "feed-not-paused"];

async function outcome(action: keyof typeof tries, user: string, role: Role): Promise<"allowed" | "refused" | "unseen"> {
  try {
    await tries[action](localCommands(open.estate, { user, role }));
    return "allowed";
  } catch (error) {
    const { code } = error as DatafeedError;
    if (closed.includes(code)) return "allowed";
    if (code === "unknown-id") return "unseen";
    expect(code).toBe("not-allowed");
    return "refused";
  }
}

describe("who may do what to a shared extract", () => {
  test.each(Object.keys(tries) as (keyof typeof tries)[])("%s", async (action) => {
    const { developer, viewer } = rights[action];
    // Tokens are not shared: amy's are not there for others.
    const others = action === "token.revoke" ? "unseen" : "refused";
    const want = (reach: string, own: boolean) =>
      reach === "none" ? "refused" : reach === "own" && !own && action !== "token.list" ? others : "allowed";
    expect(await outcome(action, "vic", "viewer")).toBe(want(viewer, false));
    expect(await outcome(action, "ben", "developer")).toBe(want(developer, false));
    expect(await outcome(action, "amy", "developer")).toBe(want(developer, true));
  });

  test.each(Object.keys(tries) as (keyof typeof tries)[])("%s: an admin may", async (action) => {
    expect(await outcome(action, "ada", "admin")).toBe("allowed");
  });
});

test("every change is written down, refusals too, with nothing of a token", async () => {
  const ada = localCommands(open.estate, { user: "ada", role: "admin" });
  const vic = localCommands(open.estate, { user: "vic", role: "viewer" });
  await ada.pause("shared-daily", "a move");
  open.pass(1000);
  const made = await ada.createToken({ user: "vic", name: "grid" });
  open.pass(1000);
  await expect(vic.delete([shared])).rejects.toMatchObject({ code: "not-allowed" });
  open.pass(1000);
  await expect(ada.dispatch({ extract: "nothing" })).rejects.toMatchObject({ code: "extract-unknown" });
  const { items } = await listAudit(open.ledger);
  expect(items.map(({ actor, action, subject, outcome }) => [actor, action, subject, outcome]).reverse()).toEqual([
    ["ada", "schedule.pause", "shared-daily", "done"],
    ["ada", "token.create", "vic", "done"],
    ["vic", "output.delete", shared, "refused"],
    ["ada", "run.dispatch", "nothing", "failed"],
  ]);
  expect(JSON.stringify(items)).not.toContain(made.token.slice(20));
});
