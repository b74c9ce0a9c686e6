import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { provenanceOf } from "../../runner/src/commands/estate.ts";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import { FolderSource } from "../../runner/src/daemon/follow/folder-source.ts";
import { GitSource } from "../../runner/src/daemon/follow/git-source.ts";
import type { Snapshot } from "../../runner/src/daemon/follow/snapshot.ts";
import type { Applied } from "../../runner/src/daemon/reconcile/applied.ts";
import { Reconciler } from "../../runner/src/daemon/reconcile/reconciler.ts";
import { takeLease } from "../../runner/src/ledger/leases.ts";
import { type LedgerPlace, ledgerPlace } from "../ledger/ledger-engines.ts";
import { baseFiles, extractText, onceLine, owedOf, policyText, rowsOf } from "./reconcile-world.ts";

const daily = "extracts/daily.extract.yaml";
const connectionsText = `kind: Connections
warehouses: { sample: { type: duckdb, path: sample.duckdb } }
destinations: { local: { type: file, path: out } }
`;

let folder: string;
let work: string;
let bare: string;
let place: LedgerPlace;
let stops: (() => Promise<void>)[];
let logged: Record<string, unknown>[];

/** A repository whose branches main and dev are the same: made once, since git takes its time. */
const template = mkdtempSync(join(tmpdir(), "datafeed-approved-"));
beforeAll(() => {
  [work, bare] = [join(template, "work"), join(template, "origin.git")];
  for (const [path, text] of Object.entries(baseFiles)) write(path, text);
  writeFileSync(join(template, "connections.yaml"), connectionsText);
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", bare]);
  git("init", "--quiet");
  git("remote", "add", "origin", "../origin.git");
  push("main");
  git("push", "--quiet", "origin", "HEAD:dev");
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "datafeed-approved-"));
  cpSync(template, folder, { recursive: true });
  [work, bare] = [join(folder, "work"), join(folder, "origin.git")];
  place = await ledgerPlace("sqlite");
  [stops, logged] = [[], []];
});
afterAll(() => rmSync(template, { recursive: true, force: true }));
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
  const stdio = ["ignore", "pipe", "pipe"] as const;
  return execFileSync("git", ["-C", work, ...who, ...parameters], { encoding: "utf8", stdio: [...stdio] }).trim();
}

/** Commits what is there, and pushes it to a branch. */
function push(branch: string): string {
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message", "a change");
  git("push", "--quiet", "--force", "origin", `HEAD:${branch}`);
  return git("rev-parse", "HEAD");
}

/** What was pushed to a branch is merged into the protected one, as a commit of its own. */
function merge(branch: string): string {
  git("fetch", "--quiet", "origin");
  git("checkout", "--quiet", "--detach", "origin/main");
  git("merge", "--quiet", "--no-ff", "--no-edit", `origin/${branch}`);
  git("push", "--quiet", "origin", "HEAD:main");
  return git("rev-parse", "HEAD");
}

interface FollowOptions {
  readonly branch?: string;
  readonly protectedBranch?: string;
  readonly requireApproved?: boolean;
  readonly state?: string;
}

/** A runner that holds the lease. */
async function makeReconciler(requireApproved: boolean) {
  const ledger = await place.open();
  const lease = await takeLease(ledger, "scheduler", "one", 3_600_000);
  const log = pino({ level: "info" }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const reconciler = new Reconciler({
    ledger,
    runner: { id: "one", version: "1.0.0" },
    log,
    lease: { name: "scheduler", epoch: () => lease?.epoch },
    now: () => new Date("2026-11-20T12:00:00Z"),
    requireApproved,
  });
  return { ledger, reconciler };
}

/** A reconciler behind a branch of the repository; `look` fetches and applies. */
async function follow({
  branch = "dev",
  protectedBranch = "main",
  requireApproved = false,
  state = "state",
}: FollowOptions = {}) {
  const { ledger, reconciler } = await makeReconciler(requireApproved);
  let last: Applied | undefined;
  const source = new GitSource({
    url: `file://${bare}#${branch}`,
    state: join(folder, state),
    root: folder,
    connections: { option: join(folder, "connections.yaml") },
    log: pino({ level: "silent" }),
    onSnapshot: async (snapshot: Snapshot) => {
      last = await reconciler.apply(snapshot);
    },
    protectedBranch,
    pollMs: 3_600_000,
  });
  stops.push(() => source.stop());
  await source.start();
  const look = async (): Promise<Applied> => {
    await source.refresh();
    if (source.problem !== undefined) throw new Error(source.problem.message);
    return last!;
  };
  const approval = () => reconciler.documents().approval;
  const of = (name: string) => provenanceOf(reconciler.documents(), name).approval;
  return { ledger, reconciler, source, look, approval, of, applied: () => last! };
}

const told = (words: string) => logged.filter(({ msg }) => String(msg).includes(words));

describe("a branch that is followed beside the protected one", () => {
  test("what stands on the protected branch is approved, what does not is said once, and what is merged is approved again", async () => {
    const { look, of, approval, reconciler } = await follow();
    expect(of("daily")).toBe("approved");
    expect(approval()).toMatchObject({ branch: "main", required: false, unapproved: new Set() });

    write(daily, extractText("daily", "shared: true"));
    write("extracts/new.extract.yaml", extractText("new"));
    push("dev");
    await look();
    expect([of("daily"), of("new")]).toEqual(["unapproved", "unapproved"]);
    expect(reconciler.documents().extracts.get("daily")?.shared).toBe(true);
    await look();
    expect(told("not on the protected branch")).toMatchObject([{ branch: "main", extracts: ["daily", "new"], count: 2 }]);

    const merged = merge("dev");
    await look();
    expect(approval()).toMatchObject({ commit: merged, unapproved: new Set() });
    expect(of("new")).toBe("approved");
    expect(told("is on the protected branch again")).toHaveLength(1);
  });

  test("layout and comments are no other definition; a mask or a grant is", async () => {
    write(daily, `# a comment\n${extractText("daily")}`);
    write("datafeed.yaml", policyText.replace("organization: Acme", "organization: Other"));
    push("dev");
    const { look, of } = await follow();
    expect(of("daily")).toBe("approved");
    write("datafeed.yaml", policyText.replace("2027-01-01", "2027-02-01"));
    push("dev");
    await look();
    expect(of("daily")).toBe("unapproved");
  });

  test("a commit that is behind stands on it; a step of a merged pull request does not", async () => {
    write(daily, extractText("daily", "description: released"));
    const released = push("main");
    write(daily, extractText("daily", "description: newer"));
    push("main");
    git("push", "--quiet", "--force", "origin", `${released}:dev`);
    const behind = await follow();
    expect(behind.of("daily")).toBe("approved");
    await behind.source.stop();

    write(daily, extractText("daily", "shared: true"));
    const step = push("topic");
    write(daily, extractText("daily", "description: reviewed"));
    push("topic");
    merge("topic");
    git("push", "--quiet", "--force", "origin", `${step}:dev`);
    const other = await follow({ state: "other" });
    expect(other.of("daily")).toBe("unapproved");
  });

  test("a definition that stood there before is approved, over a restart too, until the branch is pushed by force", async () => {
    write(daily, extractText("daily", "description: second"));
    push("main");
    // The first text again, in a commit that the protected branch never pointed to.
    write(daily, extractText("daily"));
    write("extracts/new.extract.yaml", extractText("new"));
    push("dev");
    for (const state of ["one", "one", "two"]) {
      const { of, source } = await follow({ state });
      expect([of("daily"), of("new")]).toEqual(["approved", "unapproved"]);
      await source.stop();
    }
    const { look, of } = await follow({ state: "one" });
    git("checkout", "--quiet", "--orphan", "rewritten");
    write(daily, extractText("daily", "description: third"));
    push("main");
    await look();
    expect(of("daily")).toBe("unapproved");
  });

  test("the branch that is followed may be the protected one; one that is not there is an error", async () => {
    const { reconciler } = await follow({ branch: "main", protectedBranch: "main" });
    expect(provenanceOf(reconciler.documents(), "daily")).toMatchObject({ source: "git", approval: "approved" });
    await expect(follow({ protectedBranch: "gone", state: "x" })).rejects.toMatchObject({
      code: "git-branch-missing",
      message: expect.stringContaining('no branch "gone"'),
      hint: "Check --protected-branch.",
    });
  });
});

describe("with --require-approved", () => {
  test("an edit waits: the approved definition stays in force; a new extract waits until it is merged", async () => {
    const { look, ledger, reconciler, approval, of } = await follow({ requireApproved: true });
    const hash = (await rowsOf(ledger)).get("daily")?.definition_hash;
    write(daily, extractText("daily", "shared: true"));
    write("extracts/new.extract.yaml", extractText("new"));
    write("extracts/once.extract.yaml", extractText("once", onceLine));
    push("dev");
    const applied = await look();
    expect(applied.lastGood).toEqual(["daily"]);
    expect(applied.stopped).toEqual(["new", "once"]);
    expect(applied.refused.map(({ file, code }) => [file, code])).toEqual([
      [daily, "not-approved"],
      ["extracts/new.extract.yaml", "not-approved"],
      ["extracts/once.extract.yaml", "not-approved"],
    ]);
    const { extracts } = reconciler.documents();
    expect([...extracts.keys()]).toEqual(["daily"]);
    expect([extracts.get("daily")?.shared, of("daily")]).toEqual([false, "approved"]);
    expect([...(approval()?.waiting.keys() ?? [])]).toEqual(["new", "once"]);
    const rows = await rowsOf(ledger);
    expect([...rows.keys()]).toEqual(["daily"]);
    expect(rows.get("daily")).toMatchObject({ definition_hash: hash, refused: expect.stringContaining("not-approved") });
    expect(await owedOf(ledger)).toEqual([]);

    merge("dev");
    const merged = await look();
    expect([merged.refused, merged.stopped]).toEqual([[], []]);
    expect([...reconciler.documents().extracts.keys()].sort()).toEqual(["daily", "new", "once"]);
    expect((await owedOf(ledger)).map(({ extract, kind }) => [extract, kind])).toEqual([["once", "RunOnce"]]);
  });

  test("the policy is the protected branch's: grants, masks and users of another one count for nothing", async () => {
    const { look, reconciler, of } = await follow({ requireApproved: true });
    const grants = '\n  - { fields: [phone], template: Calls, approvedBy: amy, reason: mine, until: "2029-01-01" }\n';
    write("datafeed.yaml", policyText.replace("role: developer", "role: admin").trimEnd() + grants);
    push("dev");
    const applied = await look();
    expect(applied.refused).toEqual([]);
    const { project } = reconciler.documents();
    expect([project?.grants?.length, project?.users["amy"]?.role, of("daily")]).toEqual([1, "developer", "approved"]);
  });

  test("a rename, a template and a schedule wait, too; a restart keeps what was approved", async () => {
    write(daily, extractText("daily", "id: d1"));
    push("main");
    push("dev");
    await (await follow({ requireApproved: true })).source.stop();
    write(daily, extractText("renamed", "id: d1"));
    write(
      "templates/calls.template.yaml",
      (baseFiles["templates/calls.template.yaml"] ?? "").replace("pii: phone", "pii: none"),
    );
    push("dev");
    for (const state of ["state", "fresh"]) {
      const { reconciler, ledger, source } = await follow({ requireApproved: true, state });
      const { extracts } = reconciler.documents();
      expect([...extracts.keys()]).toEqual(["daily"]);
      expect(extracts.get("daily")?.template.fields["phone"]?.pii).toBe("phone");
      expect([...(await rowsOf(ledger)).values()].map((row) => [row.name, row.removed_at])).toEqual([["daily", null]]);
      await source.stop();
    }
  });

  test("a mistake on the protected branch leaves the last good definition in force, approved, over a restart", async () => {
    await (await follow({ branch: "main", requireApproved: true })).source.stop();
    write(daily, "kind: Extract\nname: daily\nproduct: nowhere\n");
    push("main");
    for (const state of ["state", "fresh"]) {
      const { applied, of, source, reconciler } = await follow({ branch: "main", requireApproved: true, state });
      expect([applied().lastGood, applied().stopped, of("daily")]).toEqual([["daily"], [], "approved"]);
      expect(reconciler.documents().extracts.has("daily")).toBe(true);
      await source.stop();
    }
  });

  test("an extract that ran before it had to be approved stops, and says so to who asks for a run", async () => {
    write("extracts/new.extract.yaml", extractText("new"));
    push("dev");
    const before = await follow();
    expect(before.of("new")).toBe("unapproved");
    await before.source.stop();
    const { reconciler, ledger } = await follow({ requireApproved: true });
    expect((await rowsOf(ledger)).get("new")).toMatchObject({ next_due_at: null, removed_at: null });
    const estate = {
      ledger,
      runner: { id: "one", version: "1.0.0" },
      connections: { warehouses: { sample: { type: "duckdb", path: "sample.duckdb" } }, destinations: {} } as never,
      documents: () => reconciler.documents(),
      warehouse: () => Promise.reject(new Error("not asked")),
      destination: () => {
        throw new Error("not asked");
      },
      wake: () => {},
      interrupt: () => {},
    };
    const range = { start: "2026-11-01", end: "2026-11-02" };
    const amy = localCommands(estate, { user: "amy", role: "developer" });
    await expect(amy.dispatch({ extract: "new", ...range })).rejects.toMatchObject({ code: "not-approved" });
    const viewer = localCommands(estate, { user: "vic", role: "viewer" });
    await expect(viewer.extract("new")).rejects.toMatchObject({ code: "extract-unknown" });
    const narrowed = await amy.dispatch({ extract: "daily", ...range, narrow: { fields: ["id"] } });
    expect(narrowed).toMatchObject({ kind: "Adhoc", state: "owed" });
    const { approval } = await amy.status();
    expect(approval).toMatchObject({ protectedBranch: "main", required: true, unapproved: [], waiting: ["new"] });
    expect((await viewer.status()).approval).toMatchObject({ waiting: [] });
    expect(await amy.extract("daily")).toMatchObject({ approval: "approved" });
  });
});

describe("a folder", () => {
  async function read(root: string): Promise<Snapshot> {
    const taken: Snapshot[] = [];
    const source = new FolderSource({
      folder: root,
      connections: { option: join(folder, "connections.yaml") },
      log: pino({ level: "silent" }),
      protectedBranch: "main",
      onSnapshot: async (snapshot) => void taken.push(snapshot),
    });
    stops.push(() => source.stop());
    await source.start();
    return taken[0]!;
  }

  test("asks the branch of its upstream, not one that somebody moved here", async () => {
    git("fetch", "--quiet", "origin");
    write(daily, extractText("daily", "shared: true"));
    git("add", "--all");
    git("commit", "--quiet", "--message", "here alone");
    expect(git("branch", "--show-current")).toBe("main");
    const { protectedBranch } = await read(work);
    expect(protectedBranch?.commit).toBe(git("rev-parse", "origin/main"));
  });

  test("that was edited runs on as the branch has it, its policy included", async () => {
    const { reconciler } = await makeReconciler(true);
    git("fetch", "--quiet", "origin");
    write(daily, extractText("daily", "shared: true"));
    write("extracts/same.extract.yaml", extractText("same"));
    write("datafeed.yaml", policyText.replace("role: developer", "role: admin"));
    const applied = await reconciler.apply(await read(work));
    expect([applied.lastGood, applied.stopped]).toEqual([["daily"], ["same"]]);
    const { extracts, project, provenance } = reconciler.documents();
    expect([extracts.get("daily")?.shared, project?.users["amy"]?.role, provenance.dirty]).toEqual([false, "developer", true]);
    git("checkout", "--quiet", ".");
    rmSync(join(work, "extracts/same.extract.yaml"));
    expect(await reconciler.apply(await read(work))).toMatchObject({ refused: [], lastGood: [] });
  });

  test("that stands in no repository, or has no such branch, is an error when it starts", async () => {
    const alone = mkdtempSync(join(tmpdir(), "datafeed-alone-"));
    try {
      for (const [path, text] of Object.entries(baseFiles)) {
        mkdirSync(dirname(join(alone, path)), { recursive: true });
        writeFileSync(join(alone, path), text);
      }
      await expect(read(alone)).rejects.toMatchObject({ code: "git-repository-missing" });
      execFileSync("git", ["init", "--quiet", "--initial-branch=other", alone]);
      await expect(read(alone)).rejects.toMatchObject({ code: "git-branch-missing" });
    } finally {
      for (const stop of stops.splice(0)) await stop();
      rmSync(alone, { recursive: true });
    }
  });
});
