import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FolderSource } from "../../runner/src/daemon/follow/folder-source.ts";
import type { Snapshot } from "../../runner/src/daemon/follow/snapshot.ts";
import { ApprovedScene } from "./approved-scene.ts";
import { baseFiles, daily, extractText, type Files, policyText } from "./reconcile-world.ts";

let scene: ApprovedScene;
let main: string;

beforeEach(async () => {
  scene = await ApprovedScene.make();
  main = scene.commit("main", baseFiles);
  scene.git(["checkout", "--quiet", "main"]);
});
afterEach(() => scene.remove());

function write(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

async function read(root: string): Promise<Snapshot> {
  const taken: Snapshot[] = [];
  const source = new FolderSource({
    folder: root,
    connections: { option: scene.connections() },
    log: pino({ level: "silent" }),
    protectedBranch: "main",
    onSnapshot: async (snapshot) => void taken.push(snapshot),
  });
  try {
    await source.start();
  } finally {
    await source.stop();
  }
  return taken[0]!;
}

test("a folder asks the branch of its upstream, not one that somebody moved here", async () => {
  scene.git(["update-ref", "refs/remotes/origin/main", main]);
  scene.commit("main", { ...baseFiles, [daily]: extractText("daily", "shared: true") }, [main]);
  expect((await read(scene.folder)).protectedBranch?.commit).toBe(main);
});

test("a folder that was edited runs on as the branch has it, its policy included", async () => {
  const { reconciler } = await scene.reconciler({ requireApproved: true });
  write(scene.folder, {
    [daily]: extractText("daily", "shared: true"),
    "extracts/same.extract.yaml": extractText("same"),
    "datafeed.yaml": policyText.replace("role: developer", "role: admin"),
  });
  const applied = await reconciler.apply(await read(scene.folder));
  expect([applied.lastGood, applied.stopped]).toEqual([["daily"], ["same"]]);
  const { extracts, project, provenance } = reconciler.documents();
  expect([extracts.get("daily")?.shared, project?.users["amy"]?.role, provenance.dirty]).toEqual([false, "developer", true]);
  write(scene.folder, baseFiles);
  rmSync(join(scene.folder, "extracts/same.extract.yaml"));
  expect(await reconciler.apply(await read(scene.folder))).toMatchObject({ refused: [], lastGood: [] });
});

test("a folder in no repository, or in one without such a branch, is an error when it starts", async () => {
  const alone = mkdtempSync(join(tmpdir(), "datafeed-alone-"));
  try {
    write(alone, baseFiles);
    await expect(read(alone)).rejects.toMatchObject({ code: "git-repository-missing" });
  } finally {
    rmSync(alone, { recursive: true });
  }
  scene.git(["branch", "--quiet", "--move", "main", "other"]);
  await expect(read(scene.folder)).rejects.toMatchObject({ code: "git-branch-missing" });
});
