import { afterEach, beforeEach, expect, test } from "vitest";
import { ApprovedScene } from "./approved-scene.ts";
import { baseFiles, daily, extractText, policyText, withDaily } from "./reconcile-world.ts";

let scene: ApprovedScene;

beforeEach(async () => {
  scene = await ApprovedScene.make();
});
afterEach(() => scene.remove());

/** Nothing is granted any more, and ben is no admin. */
const revokedText = policyText.replace(/grants:[\s\S]*/, "").replace("ben: { role: admin }", "ben: { role: developer }");

test("with --require-approved, an old commit of the protected branch brings no revoked grant and no former admin back", async () => {
  const old = scene.commit("main", baseFiles);
  const tip = scene.commit("main", { ...withDaily("shared: true"), "datafeed.yaml": revokedText }, [old]);
  // Whoever may push to the branch that is followed sets it back; nobody has to review that.
  scene.set("dev", old);
  const { reconciler, of, look, approval } = await scene.follow({ requireApproved: true });
  const policy = () => {
    const { project, extracts } = reconciler.documents();
    return [project?.grants ?? [], project?.users["ben"]?.role, extracts.get("daily")?.project.grants ?? []];
  };
  expect(policy()).toEqual([[], "developer", []]);
  expect([of("daily"), approval()?.commit]).toEqual(["approved", tip]);
  expect(reconciler.documents().extracts.get("daily")?.shared).toBe(false);

  // The same documents in a commit that the branch never pointed to: looked for, under the tip's policy, too.
  scene.commit("dev", baseFiles, [tip]);
  await look();
  expect([...policy(), of("daily")]).toEqual([[], "developer", [], "approved"]);
  expect(reconciler.documents().extracts.get("daily")?.shared).toBe(false);
});

test("what left the last fifty commits is approved no more, whether or not a process has seen it", async () => {
  const first = scene.commit("main", withDaily("description: first"));
  scene.set("dev", first);
  const { look, of } = await scene.follow();
  expect(of("daily")).toBe("approved");
  const side = scene.commit("dev", withDaily("description: first"), [first]);
  await look();
  expect(of("daily")).toBe("approved");
  const later = Array.from({ length: 52 }, (_, index) => withDaily(`description: number ${index}`));
  scene.commit("main", later, [first]);
  await look();
  expect([of("daily"), (await scene.follow()).of("daily")]).toEqual(["unapproved", "unapproved"]);

  // A commit of the branch that is followed stands on it, as far back as it is; that says nothing of the next one.
  scene.set("dev", first);
  await look();
  expect([of("daily"), (await scene.follow()).of("daily")]).toEqual(["approved", "approved"]);
  scene.set("dev", side);
  await look();
  expect(of("daily")).toBe("unapproved");
});

test("a grant that ends holds for the protected branch's own definition no longer, though the branch has not moved", async () => {
  const ending = policyText.replace("2027-01-01", "2026-11-20");
  const files = { ...withDaily('filter: { phone: { eq: "+44" } }'), "datafeed.yaml": ending };
  const main = scene.commit("main", files);
  scene.commit("dev", { ...files, [daily]: extractText("daily") }, [main]);
  let today = "2026-11-20";
  const { look, names, applied } = await scene.follow({ requireApproved: true, today: () => today });
  expect([names(), applied.lastGood]).toEqual([["daily"], ["daily"]]);
  today = "2026-11-21";
  await look();
  const fresh = await scene.follow({ requireApproved: true, today: () => today });
  expect([names(), fresh.names()]).toEqual([[], []]);
});
