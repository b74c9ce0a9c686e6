import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { provenanceOf } from "../../runner/src/commands/estate.ts";
import { GitSource } from "../../runner/src/daemon/follow/git-source.ts";
import { ApprovedScene } from "./approved-scene.ts";
import { baseFiles, daily, extractText, policyText, withDaily } from "./reconcile-world.ts";

let scene: ApprovedScene;
let main: string;

beforeEach(async () => {
  scene = await ApprovedScene.make();
  main = scene.commit("main", baseFiles);
  scene.set("dev", main);
});
afterEach(() => scene.remove());

const withNew = { "extracts/new.extract.yaml": extractText("new") };

test("what stands on the protected branch is approved, what does not is said once, and what is merged is approved again", async () => {
  const { look, of, approval, reconciler } = await scene.follow();
  expect(of("daily")).toBe("approved");
  expect(approval()).toMatchObject({ branch: "main", required: false, unapproved: new Set() });

  const changed = { ...withDaily("shared: true"), ...withNew };
  const dev = scene.commit("dev", changed, [main]);
  await look();
  expect([of("daily"), of("new")]).toEqual(["unapproved", "unapproved"]);
  expect(reconciler.documents().extracts.get("daily")?.shared).toBe(true);
  await look();
  expect(scene.told("not on the protected branch")).toMatchObject([{ branch: "main", extracts: ["daily", "new"], count: 2 }]);

  const merged = scene.commit("main", changed, [main, dev]);
  await look();
  expect(approval()).toMatchObject({ commit: merged, unapproved: new Set() });
  expect(of("new")).toBe("approved");
  expect(scene.told("is on the protected branch again")).toHaveLength(1);
});

test("layout and comments are no other definition; a mask or a grant is", async () => {
  const commented = { ...baseFiles, [daily]: `# a comment\n${extractText("daily")}` };
  scene.commit("dev", { ...commented, "datafeed.yaml": policyText.replace("organization: Acme", "organization: Other") }, [
    main,
  ]);
  const { look, of } = await scene.follow();
  expect(of("daily")).toBe("approved");
  scene.commit("dev", { ...commented, "datafeed.yaml": policyText.replace("2027-01-01", "2027-02-01") }, [main]);
  await look();
  expect(of("daily")).toBe("unapproved");
});

test("a commit that is behind stands on it; a step of a merged pull request does not", async () => {
  const released = scene.commit("main", withDaily("description: released"), [main]);
  const newer = scene.commit("main", withDaily("description: newer"), [released]);
  scene.set("dev", released);
  expect((await scene.follow()).of("daily")).toBe("approved");

  const step = scene.commit("topic", withDaily("shared: true"), [newer]);
  const reviewed = scene.commit("topic", withDaily("description: reviewed"), [step]);
  scene.commit("main", withDaily("description: reviewed"), [newer, reviewed]);
  scene.set("dev", step);
  expect((await scene.follow()).of("daily")).toBe("unapproved");
});

test("a definition that stood there before is approved, over a restart too, until the branch is pushed by force", async () => {
  const second = scene.commit("main", withDaily("description: second"), [main]);
  // The first text again, in a commit that the protected branch never pointed to.
  scene.commit("dev", { ...baseFiles, ...withNew }, [second]);
  const { of: before } = await scene.follow();
  const { look, of } = await scene.follow();
  for (const say of [before, of]) expect([say("daily"), say("new")]).toEqual(["approved", "unapproved"]);
  scene.commit("main", withDaily("description: third"));
  await look();
  expect(of("daily")).toBe("unapproved");
});

test("the protected branch is fetched with the one that is followed, pushed by force too; one that is not there is an error", async () => {
  const { reconciler } = await scene.reconciler();
  const source = (branch: string, protectedBranch: string) => {
    return new GitSource({
      url: `file://${scene.folder}#${branch}`,
      state: join(scene.folder, "state", branch),
      root: scene.folder,
      connections: { option: scene.connections() },
      log: pino({ level: "silent" }),
      onSnapshot: (snapshot) => reconciler.apply(snapshot),
      protectedBranch,
      pollMs: 3_600_000,
    });
  };
  const say = () => provenanceOf(reconciler.documents(), "daily");
  const dev = source("dev", "main");
  try {
    await dev.start();
    expect(say()).toMatchObject({ source: "git", approval: "approved" });
    const rewritten = scene.commit("main", withDaily("description: rewritten"));
    await dev.refresh();
    expect([say().approval, reconciler.documents().approval?.commit]).toEqual(["unapproved", rewritten]);
  } finally {
    await dev.stop();
  }
  const same = source("main", "main");
  try {
    await same.start();
    expect(say()).toMatchObject({ source: "git", approval: "approved" });
  } finally {
    await same.stop();
  }
  scene.set("next", main);
  await expect(source("next", "gone").start()).rejects.toMatchObject({
    code: "git-branch-missing",
    message: expect.stringContaining('no branch "gone"'),
    hint: "Check --protected-branch.",
  });
  // What was fetched of another protected branch is not taken for it.
  await expect(source("dev", "gone").start()).rejects.toMatchObject({ code: "git-branch-missing" });
});
