import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FolderSource } from "../../runner/src/daemon/follow/folder-source.ts";
import { GitSource } from "../../runner/src/daemon/follow/git-source.ts";
import type { Snapshot } from "../../runner/src/daemon/follow/snapshot.ts";
import type { Applied } from "../../runner/src/daemon/reconcile/applied.ts";
import type { ConnectionsPlaces } from "../../runner/src/project/connections-file.ts";
import { type LedgerPlace, ledgerPlace } from "../ledger/ledger-engines.ts";
import { baseFiles, daily, extractText, reconcilerOn, rowsOf } from "./reconcile-world.ts";

const log = pino({ level: "silent" });
const connectionsText = connectionsWith("sample");
/** Only what is heard of is applied. */
const never = 3_600_000;

function connectionsWith(warehouse: string): string {
  return `kind: Connections
warehouses: { ${warehouse}: { type: duckdb, path: sample.duckdb } }
destinations: { local: { type: file, path: out } }
`;
}

/** As editors, deployments and mounted secrets write a file. */
const waysToChange: readonly [string, (file: string, text: string) => void][] = [
  ["written", writeFileSync],
  [
    "replaced",
    (file, text) => {
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    },
  ],
  [
    "a link that is swapped",
    (file, text) => {
      writeFileSync(`${file}.new`, text);
      symlinkSync(`${file}.new`, `${file}.link`);
      renameSync(`${file}.link`, file);
    },
  ],
];

let folder: string;
let work: string;
let place: LedgerPlace;
let stops: (() => Promise<void>)[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "datafeed-follow-"));
  work = join(folder, "work");
  place = await ledgerPlace("sqlite");
  stops = [];
  for (const [path, text] of Object.entries(baseFiles)) write(path, text);
  writeFileSync(join(folder, "connections.yaml"), connectionsText);
});
afterEach(async () => {
  for (const stop of stops) await stop();
  await place.remove();
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(work, path)), { recursive: true });
  writeFileSync(join(work, path), text);
}

function git(...parameters: readonly string[]): string {
  const who = ["-c", "user.name=amy", "-c", "user.email=amy@example.com", "-c", "init.defaultBranch=main"];
  return execFileSync("git", ["-C", work, ...who, ...parameters], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

function commit(): string {
  git("add", "--all");
  git("commit", "--quiet", "--message", "a change");
  return git("rev-parse", "HEAD");
}

/** A reconciler behind a source, and what it applied: `next` waits for the first application that fits. */
async function follower(runner = "one") {
  const ledger = await place.open();
  const { reconciler } = await reconcilerOn(ledger, runner);
  const all: Applied[] = [];
  let heard = () => {};
  const onSnapshot = async (snapshot: Snapshot) => {
    all.push(await reconciler.apply(snapshot));
    heard();
  };
  let seen = 0;
  const next = async (fits: (applied: Applied) => boolean): Promise<Applied> => {
    for (;;) {
      for (; seen < all.length; seen++) {
        const applied = all[seen];
        if (applied !== undefined && fits(applied)) {
          seen += 1;
          return applied;
        }
      }
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  return { reconciler, ledger, onSnapshot, all, next };
}

describe("a folder", () => {
  async function follow(rescanMs?: number, connections: ConnectionsPlaces = { option: join(folder, "connections.yaml") }) {
    const made = await follower();
    const { onSnapshot } = made;
    const source = new FolderSource({
      folder: work,
      connections,
      log,
      onSnapshot,
      ...(rescanMs !== undefined && { rescanMs }),
    });
    stops.push(() => source.stop());
    await source.start();
    return { ...made, source };
  }

  test("a saved, a new, a renamed and a removed file are applied within two seconds", async () => {
    const { next, reconciler } = await follow();
    const names = () => [...reconciler.documents().extracts.keys()].sort();
    const timed = async (change: () => void, fits: (applied: Applied) => boolean) => {
      const began = performance.now();
      change();
      await next(fits);
      expect(performance.now() - began).toBeLessThan(2_000);
    };
    await timed(
      () => write(daily, extractText("daily", "shared: true")),
      ({ written }) => written?.changed[0] === "daily",
    );
    await timed(
      () => write("extracts/deep/new.extract.yaml", extractText("new")),
      ({ written }) => written?.added[0] === "new",
    );
    // As editors save: another file takes the name.
    await timed(
      () => {
        write("extracts/.daily.swp", extractText("daily", "shared: false"));
        renameSync(join(work, "extracts/.daily.swp"), join(work, daily));
      },
      ({ written }) => written?.changed[0] === "daily",
    );
    await timed(
      () => renameSync(join(work, "extracts/deep"), join(work, "extracts/deeper")),
      ({ written }) => written?.changed[0] === "new",
    );
    expect(names()).toEqual(["daily", "new"]);
    await timed(
      () => rmSync(join(work, "extracts/deeper/new.extract.yaml")),
      ({ written }) => written?.removed[0] === "new",
    );
    expect(names()).toEqual(["daily"]);
  });

  test.each(waysToChange)("connections that are %s are heard of, though they lie elsewhere", async (_, change) => {
    const file = join(folder, "connections.yaml");
    const { next, reconciler } = await follow(never);
    change(file, connectionsWith("other"));
    await next(() => Object.hasOwn(reconciler.connections?.warehouses ?? {}, "other"));
  });

  test("the repository's own connections are heard of, also when they come later", async () => {
    const { next, reconciler } = await follow(never, {});
    expect(reconciler.connections).toBeUndefined();
    write("connections.yaml", connectionsText);
    await next(() => Object.hasOwn(reconciler.connections?.warehouses ?? {}, "sample"));
    write("connections.yaml", connectionsWith("other"));
    await next(() => Object.hasOwn(reconciler.connections?.warehouses ?? {}, "other"));
  });

  test("a checkout of many files is one change", async () => {
    git("init", "--quiet");
    commit();
    git("checkout", "--quiet", "-b", "many");
    for (let number = 0; number < 500; number++) write(`extracts/${number}.extract.yaml`, extractText(`many ${number}`));
    commit();
    git("checkout", "--quiet", "main");
    const { next, all } = await follow();
    const before = all.length;
    git("checkout", "--quiet", "many");
    const applied = await next(({ written }) => (written?.added.length ?? 0) > 1);
    expect(applied.written?.added).toHaveLength(500);
    expect(all.length - before).toBe(1);
    expect(applied.commit).toBe(git("rev-parse", "many"));
  });

  test("without datafeed.yaml everything stays in force, and the problem is told", async () => {
    const { source, reconciler, next } = await follow();
    rmSync(join(work, "datafeed.yaml"));
    await source.refresh();
    expect(source.problem).toMatchObject({ code: "project-missing" });
    expect(reconciler.documents().extracts.has("daily")).toBe(true);
    write("datafeed.yaml", baseFiles["datafeed.yaml"] ?? "");
    await next(() => true);
    await source.refresh();
    expect(source.problem).toBeUndefined();
  });

  test("what nobody told of is found when the folder is looked through", async () => {
    const { next } = await follow(300);
    // Many changes in one tick of the file's clock look alike but for what is in them.
    write(daily, extractText("daily", "description: one"));
    write(daily, extractText("daily", "description: two"));
    const applied = await next(({ written }) => written?.changed[0] === "daily");
    expect(applied.refused).toEqual([]);
  });
});

describe("a branch", () => {
  let url: string;

  beforeEach(() => {
    git("init", "--quiet");
    const bare = join(folder, "origin.git");
    execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", bare]);
    execFileSync("git", ["--git-dir", bare, "config", "receive.denyDeleteCurrent", "ignore"]);
    git("remote", "add", "origin", bare);
    url = `file://${bare}#main`;
  });

  function push(...parameters: readonly string[]): string {
    const id = commit();
    git("push", "--quiet", ...parameters, "origin", "HEAD:main");
    return id;
  }

  async function follow(runner = "one") {
    const made = await follower(runner);
    const connections = { option: join(folder, "connections.yaml") };
    const { onSnapshot } = made;
    // Polls so seldom that only a nudge can bring anything.
    const options = {
      url,
      state: join(folder, `state-${runner}`),
      root: folder,
      connections,
      log,
      onSnapshot,
      pollMs: never,
    };
    const source = new GitSource(options);
    stops.push(() => source.stop());
    await source.start();
    return { ...made, source };
  }

  test("a push is applied within two seconds of the nudge; so are a forced push and a revert", async () => {
    const first = push();
    const { source, next, reconciler, ledger } = await follow();
    expect(reconciler.documents().provenance).toEqual({ commit: first, source: "git", approval: "unknown" });
    const hash = (await rowsOf(ledger)).get("daily")?.definition_hash;

    write(daily, extractText("daily", "shared: true"));
    const second = push();
    const began = performance.now();
    source.nudge();
    await next(({ commit: id }) => id === second);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(reconciler.documents().extracts.get("daily")?.shared).toBe(true);

    git("revert", "--no-edit", "HEAD");
    git("push", "--quiet", "origin", "HEAD:main");
    const reverted = git("rev-parse", "HEAD");
    source.nudge();
    await next(({ commit: id }) => id === reverted);
    expect((await rowsOf(ledger)).get("daily")?.definition_hash).toBe(hash);

    git("reset", "--quiet", "--hard", first);
    write("extracts/b.extract.yaml", extractText("b"));
    const forced = push("--force");
    source.nudge();
    const applied = await next(({ commit: id }) => id === forced);
    expect(applied.written?.added).toEqual(["b"]);
  });

  test("a bad commit leaves the last good in force, over a restart and on a runner that never saw a good one", async () => {
    const good = push();
    const one = await follow();
    write(daily, "kind: Extract\nname: [\n");
    write("extracts/new.extract.yaml", extractText("new"));
    const bad = push();
    one.source.nudge();
    const applied = await one.next(({ commit: id }) => id === bad);
    expect(applied).toMatchObject({ lastGood: ["daily"], written: { added: ["new"], removed: [] } });
    await one.source.stop();
    for (const runner of ["one", "two"]) {
      const other = await follow(runner);
      const { extracts, olderCommits } = other.reconciler.documents();
      expect([...extracts.keys()].sort()).toEqual(["daily", "new"]);
      expect(olderCommits?.get("daily")).toBe(good);
    }
  });

  test("a branch that is gone, or a repository, leaves everything in force until it is back; a restart too", async () => {
    push();
    const { source, reconciler } = await follow();
    const { newestAt = Number.NaN } = source;
    expect(newestAt).toBeGreaterThan(0);
    git("push", "--quiet", "origin", "main:other", ":main");
    await source.refresh();
    expect(source.newestAt).toBe(newestAt);
    expect(source.problem).toMatchObject({ code: "git-branch-missing" });
    expect(reconciler.documents().extracts.has("daily")).toBe(true);

    renameSync(join(folder, "origin.git"), join(folder, "away.git"));
    await source.refresh();
    expect(source.problem).toMatchObject({ code: "git-failed" });
    await source.stop();
    const restarted = await follow();
    expect(restarted.reconciler.documents().extracts.has("daily")).toBe(true);
    expect(restarted.source.newestAt).toBeUndefined();

    renameSync(join(folder, "away.git"), join(folder, "origin.git"));
    write(daily, extractText("daily", "shared: true"));
    const back = push();
    await restarted.source.refresh();
    await restarted.source.refresh();
    expect(restarted.source.problem).toBeUndefined();
    expect(restarted.reconciler.documents().provenance.commit).toBe(back);
  });

  test("a commit without datafeed.yaml is not applied", async () => {
    push();
    const { source, reconciler } = await follow();
    git("rm", "--quiet", "datafeed.yaml");
    push();
    await source.refresh();
    expect(source.problem).toMatchObject({ code: "project-missing" });
    expect(reconciler.documents().extracts.has("daily")).toBe(true);
  });

  test("a change of the operator's connections is heard of", async () => {
    push();
    const { next, reconciler } = await follow();
    writeFileSync(join(folder, "connections.yaml"), connectionsWith("other"));
    await next(() => Object.hasOwn(reconciler.connections?.warehouses ?? {}, "other"));
  });

  test("connections of the repository count for nothing", async () => {
    write("connections.yaml", connectionsText.replace("sample", "theirs"));
    push();
    const { reconciler } = await follow();
    expect(Object.keys(reconciler.connections?.warehouses ?? {})).toEqual(["sample"]);
    const options = { url, state: join(folder, "state-x"), root: work, connections: {}, log, onSnapshot: async () => {} };
    await expect(new GitSource(options).start()).rejects.toMatchObject({ code: "connections-missing" });
  });

  test("of two runners one writes", async () => {
    push();
    const one = await follow("one");
    const two = await follow("two");
    write("extracts/b.extract.yaml", extractText("b"));
    const id = push();
    one.source.nudge();
    two.source.nudge();
    const [first, second] = await Promise.all([
      one.next(({ commit: other }) => other === id),
      two.next(({ commit: other }) => other === id),
    ]);
    expect(first.written?.added).toEqual(["b"]);
    expect(second.written).toBeUndefined();
    expect([...two.reconciler.documents().extracts.keys()].sort()).toEqual(["b", "daily"]);
  });
});
