import { afterEach, expect, test } from "vitest";
import { remoteCommands } from "../../../runner/src/client/remote-commands.ts";
import { localCommands } from "../../../runner/src/commands/local/local-commands.ts";
import { claim } from "../../../runner/src/ledger/claim.ts";
import type { Desk, DeskPlace } from "../../../vscode-extension/src/desk/desk.ts";
import { askedInEditor, findRuns } from "../../../vscode-extension/src/runs/find-runs.ts";
import { FollowedRuns } from "../../../vscode-extension/src/runs/followed-runs.ts";
import { placeKey } from "../../../vscode-extension/src/runs/place-key.ts";
import type { BegunRun, RunNews } from "../../../vscode-extension/src/runs/run-state.ts";
import { RunStore } from "../../../vscode-extension/src/runs/run-store.ts";
import { runWorld } from "../../../vscode-extension/src/runs/run-world.ts";
import { openServer, type TestServer } from "../../api/server.ts";
import { openEstate, type TestEstate } from "../../commands/estate.ts";

let open: TestEstate | TestServer | undefined;
const followers: FollowedRuns[] = [];

afterEach(async () => {
  for (const follower of followers.splice(0)) follower.stop();
  await open?.[Symbol.asyncDispose]();
  open = undefined;
});

const project: DeskPlace = { type: "project", folder: "/home/amy/acme" };

/** Desks with one desk, whose place can be left and come back to. */
function desksOf(desk: () => Promise<Desk>, place: DeskPlace = project) {
  const listeners = new Set<() => void>();
  const desks = {
    place: place as DeskPlace | undefined,
    current: desk,
    onDidChange: (listener: () => void) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    change: (next: DeskPlace | undefined) => {
      desks.place = next;
      for (const listener of [...listeners]) listener();
    },
  };
  return desks;
}

/** Follows as the editor does, and keeps what it would say. */
function follow(desks: ReturnType<typeof desksOf>) {
  const told: RunNews[] = [];
  const waiting = new Set<() => void>();
  const heard = (): void => {
    for (const look of waiting) look();
  };
  const runs = new FollowedRuns({
    world: (hear) => runWorld(desks as never, hear),
    onChange: heard,
    onNews: (news) => {
      told.push(news);
      heard();
    },
  });
  followers.push(runs);
  const until = (is: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!is()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { runs, told, until };
}

function deskOf({ estate }: TestEstate, user = "amy"): Desk {
  const { content: _, ...commands } = localCommands(estate, { user, role: "developer" });
  return { ...commands, place: project, save: async () => [] };
}

function begun(id: string, extract = "amys-calls", place: DeskPlace = project): BegunRun {
  return { id, extract, place: placeKey(place), startedAt: Date.now(), asked: true };
}

test("a run is followed to its file", async () => {
  const estate = await openEstate("sqlite");
  open = estate;
  const desk = deskOf(estate);
  const { runs, told } = follow(desksOf(async () => desk));
  const { id } = await desk.dispatch({ extract: "amys-calls" });
  const over = runs.follow(begun(id));
  expect(runs.follow(begun(id))).toBe(over);
  await estate.publish("amys-calls");
  await over;
  expect(told).toMatchObject([{ type: "ended", end: { outcome: "published", output: { extract: "amys-calls", rows: 2 } } }]);
  expect(runs.all).toEqual([]);
});

test("a cancelled run ends as such, and is retried under the same id", async () => {
  const estate = await openEstate("sqlite");
  open = estate;
  const desk = deskOf(estate);
  const { runs, told } = follow(desksOf(async () => desk));
  const { id } = await desk.dispatch({ extract: "amys-calls" });
  const over = runs.follow(begun(id));
  await desk.cancel(id);
  await over;
  await desk.retry(id);
  const again = runs.follow(begun(id));
  await estate.publish("amys-calls");
  await again;
  expect(told.map((news) => news.type === "ended" && news.end.outcome)).toEqual(["cancelled", "published"]);
});

test("what was under way is found again after the window was loaded anew, and told once", async () => {
  const estate = await openEstate("sqlite");
  open = estate;
  const desk = deskOf(estate);
  const kept = new Map<string, unknown>();
  const memento = {
    get: (key: string, otherwise?: unknown) => kept.get(key) ?? otherwise,
    update: async (key: string, value: unknown) => void kept.set(key, JSON.parse(JSON.stringify(value))),
  } as never;
  const before = follow(desksOf(async () => desk));
  const { id } = await desk.dispatch({ extract: "amys-calls", reason: askedInEditor });
  void before.runs.follow(begun(id));
  await new RunStore(memento).write(before.runs.all);
  // Asked for, but the window was gone before it heard of it; and one of a terminal.
  const unheard = await desk.dispatch({ extract: "shared-calls", reason: askedInEditor });
  await desk.dispatch({ extract: "shared-daily" });
  const wish = { runner: "host:2", leaseMs: 10_000, exclusive: true, destination: "local", planHash: "p", definitionHash: "d" };
  await claim(estate.ledger, { obligation: unheard.id, ...wish });
  before.runs.stop();

  const after = follow(desksOf(async () => desk));
  const found = await findRuns(desk, placeKey(project));
  const all = [...new RunStore(memento).read(), ...found].map((run) => after.runs.follow(run));
  expect(after.runs.all.map((run) => run.id).sort()).toEqual([id, unheard.id].sort());
  await estate.publish("amys-calls");
  await desk.cancel(unheard.id);
  await Promise.all(all);
  const ends = after.told.map((news) => (news.type === "ended" ? [news.end.run.extract, news.end.outcome] : news.type));
  expect(ends.sort()).toEqual([
    ["amys-calls", "published"],
    ["shared-calls", "cancelled"],
  ]);
  expect(before.told).toEqual([]);
});

test("while another place is chosen it waits, and says nothing", async () => {
  const estate = await openEstate("sqlite");
  open = estate;
  const desk = deskOf(estate);
  const desks = desksOf(async () => desk);
  desks.place = { type: "server", url: "https://elsewhere" };
  const { runs, told } = follow(desks);
  const { id } = await desk.dispatch({ extract: "amys-calls" });
  const over = runs.follow(begun(id));
  await estate.publish("amys-calls");
  expect(told).toEqual([]);
  desks.change(undefined);
  desks.change(project);
  await over;
  expect(told.map(({ type }) => type)).toEqual(["ended"]);
});

test("a server that goes away is told of once, and the end when it is back", async () => {
  const first = await openServer();
  open = first;
  const url = await first.listen();
  const token = first.tokens.amy.token;
  const place: DeskPlace = { type: "server", url };
  const { content: _, ...commands } = remoteCommands({ url, token });
  const desk: Desk = { ...commands, place, save: async () => [] };
  let away = false;
  const desks = desksOf(async () => {
    // Nobody listens on this port.
    if (away) await remoteCommands({ url: "http://127.0.0.1:9", token }).status();
    return desk;
  }, place);
  const { runs, told, until } = follow(desks);
  const one = await desk.dispatch({ extract: "amys-calls" });
  away = true;
  const over = runs.follow(begun(one.id, "amys-calls", place));
  await until(() => told.length > 0);
  away = false;
  desks.change(place);
  await first.estate.publish("amys-calls");
  await over;
  expect(told.map(({ type }) => type)).toEqual(["lost", "back", "ended"]);
  expect(told[0]).toMatchObject({ error: { code: "server-unreachable" } });
});

test("a run that the ledger does not know is given up", async () => {
  const estate = await openEstate("sqlite");
  open = estate;
  const desk = deskOf(estate);
  const { runs, told } = follow(desksOf(async () => desk));
  await runs.follow(begun("01900000-0000-7000-8000-000000000000"));
  expect(told).toMatchObject([{ type: "ended", end: { outcome: "unknown", error: { code: "unknown-id" } } }]);
});
