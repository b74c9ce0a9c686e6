import { afterEach, beforeEach, expect, test } from "vitest";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import { ApprovedScene } from "./approved-scene.ts";
import { baseFiles, daily, extractText, onceLine, owedOf, policyText, rowsOf, withDaily } from "./reconcile-world.ts";

let scene: ApprovedScene;
let main: string;

beforeEach(async () => {
  scene = await ApprovedScene.make();
  main = scene.commit("main", baseFiles);
  scene.set("dev", main);
});
afterEach(() => scene.remove());

const withNew = { "extracts/new.extract.yaml": extractText("new") };

test("an edit waits: the approved definition stays in force; a new extract waits until it is merged", async () => {
  const { look, ledger, reconciler, approval, of, names } = await scene.follow({ requireApproved: true });
  const hash = (await rowsOf(ledger)).get("daily")?.definition_hash;
  const changed = {
    ...withDaily("shared: true"),
    ...withNew,
    "extracts/once.extract.yaml": extractText("once", onceLine),
  };
  const dev = scene.commit("dev", changed, [main]);
  const applied = await look();
  expect(applied.lastGood).toEqual(["daily"]);
  expect(applied.stopped).toEqual(["new", "once"]);
  expect(applied.refused.map(({ file, code }) => [file, code])).toEqual([
    [daily, "not-approved"],
    ["extracts/new.extract.yaml", "not-approved"],
    ["extracts/once.extract.yaml", "not-approved"],
  ]);
  expect(names()).toEqual(["daily"]);
  expect([reconciler.documents().extracts.get("daily")?.shared, of("daily")]).toEqual([false, "approved"]);
  expect([...(approval()?.waiting.keys() ?? [])]).toEqual(["new", "once"]);
  const rows = await rowsOf(ledger);
  expect([...rows.keys()]).toEqual(["daily"]);
  expect(rows.get("daily")).toMatchObject({ definition_hash: hash, refused: expect.stringContaining("not-approved") });
  expect(await owedOf(ledger)).toEqual([]);

  scene.commit("main", changed, [main, dev]);
  const merged = await look();
  expect([merged.refused, merged.stopped]).toEqual([[], []]);
  expect(names()).toEqual(["daily", "new", "once"]);
  expect((await owedOf(ledger)).map(({ extract, kind }) => [extract, kind])).toEqual([["once", "RunOnce"]]);
});

test("the policy is the protected branch's: grants, masks and users of another one count for nothing", async () => {
  const { look, reconciler, of } = await scene.follow({ requireApproved: true });
  const grants = '\n  - { fields: [phone], template: Calls, approvedBy: amy, reason: mine, until: "2029-01-01" }\n';
  const mine = policyText.replace("role: developer", "role: admin").trimEnd() + grants;
  scene.commit("dev", { ...baseFiles, "datafeed.yaml": mine }, [main]);
  const applied = await look();
  expect(applied.refused).toEqual([]);
  const { project } = reconciler.documents();
  expect([project?.grants?.length, project?.users["amy"]?.role, of("daily")]).toEqual([1, "developer", "approved"]);
});

test("a rename, a template and a schedule wait, too; a restart keeps what was approved", async () => {
  const named = scene.commit("main", withDaily("id: d1"), [main]);
  scene.set("dev", named);
  await scene.follow({ requireApproved: true });
  const template = "templates/calls.template.yaml";
  const unmasked = (baseFiles[template] ?? "").replace("pii: phone", "pii: none");
  scene.commit("dev", { ...baseFiles, [daily]: extractText("renamed", "id: d1"), [template]: unmasked }, [named]);
  const { reconciler, ledger, names } = await scene.follow({ requireApproved: true });
  expect(names()).toEqual(["daily"]);
  expect(reconciler.documents().extracts.get("daily")?.template.fields["phone"]?.pii).toBe("phone");
  expect([...(await rowsOf(ledger)).values()].map((row) => [row.name, row.removed_at])).toEqual([["daily", null]]);
});

test("a mistake on the protected branch leaves the last good definition in force, approved, over a restart", async () => {
  const options = { branch: "main", requireApproved: true };
  await scene.follow(options);
  scene.commit("main", { ...baseFiles, [daily]: "kind: Extract\nname: daily\nproduct: nowhere\n" }, [main]);
  const { applied, of, names } = await scene.follow(options);
  expect([applied.lastGood, applied.stopped, of("daily")]).toEqual([["daily"], [], "approved"]);
  expect(names()).toEqual(["daily"]);
});

test("a broken datafeed.yaml on the protected branch leaves what was approved before in force", async () => {
  const options = { branch: "main", requireApproved: true };
  const { look, of, names, reconciler } = await scene.follow(options);
  scene.commit("main", { ...baseFiles, "datafeed.yaml": "kind: Project\nversion: [" }, [main]);
  const applied = await look();
  expect(applied.refused[0]?.file).toBe("datafeed.yaml");
  expect([names(), of("daily"), reconciler.documents().project?.grants?.length]).toEqual([["daily"], "approved", 1]);
});

test("an extract that ran before it had to be approved stops, and says so to who asks for a run", async () => {
  scene.commit("dev", { ...baseFiles, ...withNew }, [main]);
  expect((await scene.follow()).of("new")).toBe("unapproved");
  const { reconciler, ledger } = await scene.follow({ requireApproved: true });
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
