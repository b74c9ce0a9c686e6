import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { releaseLease, takeLease } from "../../runner/src/ledger/leases.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { engines, type LedgerPlace, ledgerPlace } from "../ledger/ledger-engines.ts";
import {
  baseFiles,
  daily,
  extractText,
  type Files,
  onceLine,
  owedOf,
  policyText,
  reconcilerOn,
  rowsOf,
  snapshotOf,
  templateText,
} from "./reconcile-world.ts";

describe.each(engines)("reconciliation with a ledger in %s", (engine) => {
  let place: LedgerPlace;
  let ledger: Ledger;

  beforeEach(async () => {
    place = await ledgerPlace(engine);
    ledger = await place.open();
  });
  afterEach(() => place.remove());

  const once = "extracts/once.extract.yaml";
  const template = "templates/calls.template.yaml";

  async function owe(extract: string): Promise<void> {
    await ledger.write((db) =>
      db
        .insertInto("obligations")
        .values({
          id: `window-${extract}`,
          purpose: "window",
          extract,
          kind: "Daily",
          window_start: "2026-11-18T00:00:00.000Z",
          window_end: "2026-11-19T00:00:00.000Z",
          timezone: "UTC",
          requester: "schedule",
          reason: null,
          definition_hash: "d",
          state: "owed",
          epoch: 0,
          tries: 0,
          next_try_at: ledger.now(),
          due_at: ledger.now(),
          urgent_at: ledger.now(),
          created_at: ledger.now(),
          changed_at: ledger.now(),
        })
        .execute(),
    );
  }

  async function move(extract: string, frontier: string): Promise<void> {
    await ledger.write((db) =>
      db.updateTable("extracts").set({ frontier, next_due_at: frontier }).where("name", "=", extract).execute(),
    );
  }

  test("a new scheduled extract begins at the last edge, and is due when its first window has closed", async () => {
    const { reconciler } = await reconcilerOn(ledger);
    const applied = await reconciler.apply(snapshotOf(baseFiles));
    expect(applied).toMatchObject({ extracts: 1, refused: [], written: { added: ["daily"], owed: [] } });
    expect((await rowsOf(ledger)).get("daily")).toMatchObject({
      kind: "scheduled",
      owner: "amy",
      product: "calls",
      warehouse: "sample",
      frontier: "2026-11-20T00:00:00.000Z",
      covered_from: "2026-11-20T00:00:00.000Z",
      next_due_at: "2026-11-21T00:00:00.000Z",
      refused: null,
      removed_at: null,
    });
    expect(reconciler.documents().provenance).toMatchObject({ source: "git", approval: "unknown" });
  });

  test("the same again writes nothing, and a change writes what it concerns", async () => {
    const { reconciler } = await reconcilerOn(ledger);
    const files = { ...baseFiles, [once]: extractText("other") };
    await reconciler.apply(snapshotOf(files, { commit: "a" }));
    const again = await reconciler.apply(snapshotOf(files, { commit: "a" }));
    expect(again.written).toMatchObject({ added: [], changed: [], removed: [] });
    const third = await reconciler.apply(snapshotOf({ ...files, [daily]: extractText("daily", "shared: true") }));
    expect(third.written?.changed).toEqual(["daily"]);
  });

  test("a frontier that has moved stays, and a changed schedule is looked at at once", async () => {
    const { reconciler } = await reconcilerOn(ledger);
    await reconciler.apply(snapshotOf(baseFiles));
    await move("daily", "2026-12-01T00:00:00.000Z");
    await reconciler.apply(snapshotOf({ ...baseFiles, [daily]: extractText("daily", "description: d") }));
    expect((await rowsOf(ledger)).get("daily")).toMatchObject({
      frontier: "2026-12-01T00:00:00.000Z",
      next_due_at: "2026-12-01T00:00:00.000Z",
    });
    place.pass(1000);
    await reconciler.apply(snapshotOf({ ...baseFiles, [daily]: extractText("daily", "schedule: { every: week }") }));
    expect((await rowsOf(ledger)).get("daily")).toMatchObject({
      frontier: "2026-12-01T00:00:00.000Z",
      next_due_at: "2026-11-20T12:00:01.000Z",
    });
  });

  test("one that has made no window begins anew with its schedule", async () => {
    const { reconciler } = await reconcilerOn(ledger);
    await reconciler.apply(snapshotOf(baseFiles));
    const weekly = extractText("daily", "schedule: { every: week, weekStart: monday }");
    await reconciler.apply(snapshotOf({ ...baseFiles, [daily]: weekly }));
    expect((await rowsOf(ledger)).get("daily")?.frontier).toBe("2026-11-16T00:00:00.000Z");
  });

  test("disabled and paused schedules are not looked at", async () => {
    const { reconciler } = await reconcilerOn(ledger);
    await reconciler.apply(snapshotOf(baseFiles));
    await ledger.write((db) =>
      db.updateTable("extracts").set({ paused_at: ledger.now(), paused_by: "amy", next_due_at: null }).execute(),
    );
    await reconciler.apply(snapshotOf({ ...baseFiles, [daily]: extractText("daily", "schedule: { every: week }") }));
    expect((await rowsOf(ledger)).get("daily")).toMatchObject({ next_due_at: null, paused_by: "amy" });
    await ledger.write((db) => db.updateTable("extracts").set({ paused_at: null, paused_by: null }).execute());
    await reconciler.apply(snapshotOf({ ...baseFiles, [daily]: extractText("daily", "enabled: false") }));
    expect((await rowsOf(ledger)).get("daily")?.next_due_at).toBeNull();
    await reconciler.apply(snapshotOf(baseFiles));
    expect((await rowsOf(ledger)).get("daily")?.next_due_at).not.toBeNull();
  });

  describe("immediate extracts", () => {
    const withOnce: Files = { ...baseFiles, [once]: extractText("once", onceLine) };

    test("those that are there when a ledger starts are seen, not run; later ones run once", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      await reconciler.apply(snapshotOf(withOnce));
      expect(await owedOf(ledger)).toEqual([]);
      await reconciler.apply(snapshotOf({ ...withOnce, "extracts/b.extract.yaml": extractText("b", onceLine) }));
      await reconciler.apply(snapshotOf({ ...withOnce, "extracts/b.extract.yaml": extractText("b", onceLine) }));
      expect(await owedOf(ledger)).toMatchObject([
        { extract: "b", kind: "RunOnce", purpose: "request", state: "owed", requester: "amy", reason: "its document appeared" },
      ]);
    });

    test("a change of its own document runs again; a template, a mask, a comment, a description, a restart do not", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      await reconciler.apply(snapshotOf(withOnce));
      const quiet: Files[] = [
        { ...withOnce, [template]: templateText.replace("table: calls", "table: other") },
        { ...withOnce, "datafeed.yaml": `${policyText}masking: { phone: last4 }\n` },
        { ...withOnce, [once]: `# why\n${extractText("once", onceLine, "description: d")}` },
      ];
      for (const files of quiet) await reconciler.apply(snapshotOf(files));
      const restarted = await reconcilerOn(ledger);
      await restarted.reconciler.apply(snapshotOf(withOnce));
      expect(await owedOf(ledger)).toEqual([]);
      await restarted.reconciler.apply(snapshotOf({ ...withOnce, [once]: extractText("once", onceLine, "fields: [id]") }));
      expect(await owedOf(ledger)).toMatchObject([{ extract: "once", state: "owed", reason: "its document changed" }]);
    });

    test("a run that has not begun gives way to that of the newer document", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      await reconciler.apply(snapshotOf(baseFiles));
      await reconciler.apply(snapshotOf(withOnce));
      await reconciler.apply(snapshotOf({ ...withOnce, [once]: extractText("once", onceLine, "fields: [id]") }));
      const states = (await owedOf(ledger)).map(({ state, error_code }) => `${state} ${error_code}`).sort();
      expect(states).toEqual(["abandoned document-changed", "owed null"]);
    });

    test("a disabled one runs when it is enabled; a window that is open, when it closes", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      await reconciler.apply(snapshotOf(baseFiles));
      const open = 'window: { start: "2026-11-01T00:00", end: "2026-12-01T00:00" }';
      await reconciler.apply(snapshotOf({ ...baseFiles, [once]: extractText("once", open, "enabled: false") }));
      expect(await owedOf(ledger)).toEqual([]);
      await reconciler.apply(snapshotOf({ ...baseFiles, [once]: extractText("once", open) }));
      expect(await owedOf(ledger)).toMatchObject([{ extract: "once", next_try_at: "2026-12-01T00:00:00.000Z" }]);
    });
  });

  describe("a document that goes", () => {
    test("stops its schedule and gives up what it owed; put back it goes on from its frontier", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      await reconciler.apply(snapshotOf(baseFiles));
      await owe("daily");
      await move("daily", "2026-11-19T00:00:00.000Z");
      const { [daily]: _, ...without } = baseFiles;
      const applied = await reconciler.apply(snapshotOf(without));
      expect(applied.written?.removed).toEqual(["daily"]);
      expect(reconciler.documents().extracts.has("daily")).toBe(false);
      const row = (await rowsOf(ledger)).get("daily");
      expect(row).toMatchObject({ next_due_at: null, frontier: "2026-11-19T00:00:00.000Z" });
      expect(row?.removed_at).not.toBeNull();
      expect(await owedOf(ledger)).toMatchObject([{ state: "abandoned", error_code: "document-removed" }]);

      await reconciler.apply(snapshotOf(baseFiles));
      expect((await rowsOf(ledger)).get("daily")).toMatchObject({
        removed_at: null,
        frontier: "2026-11-19T00:00:00.000Z",
        next_due_at: "2026-11-20T12:00:00.000Z",
      });
      // It may have been gone for a moment only, while somebody moved its file.
      expect(await owedOf(ledger)).toMatchObject([{ state: "owed", error_code: null }]);
    });

    test("put back under another name, by id, it owes again what it owed; one that only takes its name does not", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      const named = (name: string, ...lines: string[]) => ({ ...baseFiles, [daily]: extractText(name, ...lines) });
      const { [daily]: _, ...without } = baseFiles;
      const owed = async () => (await owedOf(ledger)).map(({ extract, state }) => `${extract} ${state}`);
      await reconciler.apply(snapshotOf(named("a", "id: a1")));
      await owe("a");
      await reconciler.apply(snapshotOf(without));
      expect(await owed()).toEqual(["a abandoned"]);
      await reconciler.apply(snapshotOf(named("b", "id: a1")));
      expect(await owed()).toEqual(["b owed"]);

      // The new name has a history of its own, in which the same window is: that debt is nobody's any more.
      await owe("c");
      await reconciler.apply(snapshotOf(without));
      await reconciler.apply(snapshotOf(named("c", "id: a1")));
      expect(await owed()).toEqual(["b abandoned", "c owed"]);
      await reconciler.apply(snapshotOf({ ...named("c", "id: a1"), "extracts/b.extract.yaml": extractText("b") }));
      await reconciler.apply(snapshotOf(named("c", "id: a1")));
      await reconciler.apply(snapshotOf({ ...named("c", "id: a1"), "extracts/b.extract.yaml": extractText("b") }));
      expect(await owed()).toEqual(["b abandoned", "c owed"]);
    });

    test("an immediate one that was moved away and put back runs once, by its newest document", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      await reconciler.apply(snapshotOf(baseFiles));
      const withOnce = (...lines: string[]) => ({ ...baseFiles, [once]: extractText("once", onceLine, ...lines) });
      await reconciler.apply(snapshotOf(withOnce()));
      await reconciler.apply(snapshotOf(baseFiles));
      await reconciler.apply(snapshotOf(withOnce()));
      expect(await owedOf(ledger)).toMatchObject([{ state: "owed", reason: "its document appeared" }]);
      await reconciler.apply(snapshotOf(baseFiles));
      await reconciler.apply(snapshotOf(withOnce("fields: [id]")));
      const states = (await owedOf(ledger)).map(({ state, reason }) => `${state} ${reason}`).sort();
      expect(states).toEqual(["abandoned its document appeared", "owed its document changed"]);
    });

    test("a run of it that comes back failed is given up later", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      await reconciler.apply(snapshotOf(baseFiles));
      const { [daily]: _, ...without } = baseFiles;
      await reconciler.apply(snapshotOf(without));
      await owe("daily");
      await (await reconcilerOn(ledger)).reconciler.apply(snapshotOf(without));
      expect(await owedOf(ledger)).toMatchObject([{ state: "abandoned", error_code: "document-removed" }]);
    });

    test("a rename by id takes frontier and what is owed along; without one it is another extract", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      await reconciler.apply(snapshotOf({ ...baseFiles, [daily]: extractText("daily", "id: d1") }));
      await owe("daily");
      await move("daily", "2026-11-19T00:00:00.000Z");
      const applied = await reconciler.apply(snapshotOf({ ...baseFiles, [daily]: extractText("nightly", "id: d1") }));
      expect(applied.written).toMatchObject({ renamed: [{ from: "daily", to: "nightly" }], removed: [], added: [] });
      const rows = await rowsOf(ledger);
      expect([...rows.keys()]).toEqual(["nightly"]);
      expect(rows.get("nightly")).toMatchObject({ frontier: "2026-11-19T00:00:00.000Z", document_id: "d1" });
      expect(await owedOf(ledger)).toMatchObject([{ extract: "nightly", state: "owed" }]);
      const other = await reconciler.apply(snapshotOf({ ...baseFiles, [daily]: extractText("weekly") }));
      expect(other.written).toMatchObject({ renamed: [], removed: ["nightly"], added: ["weekly"] });
    });

    test("two that change names change frontiers, and a taken name is not mixed with another's history", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      const two = (a: string, b: string) => ({
        ...baseFiles,
        [daily]: extractText(a, "id: a1"),
        [once]: extractText(b, "id: b1"),
      });
      await reconciler.apply(snapshotOf(two("a", "b")));
      await move("a", "2026-11-01T00:00:00.000Z");
      await move("b", "2026-11-02T00:00:00.000Z");
      await owe("a");
      await reconciler.apply(snapshotOf(two("b", "a")));
      const rows = await rowsOf(ledger);
      expect(rows.get("b")?.frontier).toBe("2026-11-01T00:00:00.000Z");
      expect(rows.get("a")?.frontier).toBe("2026-11-02T00:00:00.000Z");
      expect(await owedOf(ledger)).toMatchObject([{ extract: "b" }]);

      // `a` is given up, and `b` is to be called so: the row of `a` goes on, that of `b` ends.
      const { [once]: _, ...one } = two("a", "x");
      const applied = await reconciler.apply(snapshotOf({ ...one, [daily]: extractText("a", "id: a1") }));
      expect(applied.written).toMatchObject({ renamed: [], removed: ["b"] });
      expect((await rowsOf(ledger)).get("a")?.document_id).toBe("a1");
    });
  });

  describe("last good", () => {
    // A grant for a template that is gone is void, and what it showed is masked: here nothing is granted.
    const withoutGrants = policyText.slice(0, policyText.indexOf("grants:"));
    const broken: Files[] = [
      { [daily]: `${extractText("daily")}what: 1\n` },
      { [daily]: "kind: Extract\nname: [\n" },
      { [template]: templateText.replace("key: [id]", "key: [phone]") },
      { [template]: "" },
      { [once]: extractText("Daily") },
    ].map((files) => ({ ...baseFiles, "datafeed.yaml": withoutGrants, ...files }));

    test.each(broken)("an extract that is unsound now runs on from its last good text (%#)", async (files) => {
      const { reconciler } = await reconcilerOn(ledger);
      await reconciler.apply(snapshotOf({ ...baseFiles, "datafeed.yaml": withoutGrants }, { commit: "good" }));
      const good = (await rowsOf(ledger)).get("daily");
      const applied = await reconciler.apply(snapshotOf(files, { commit: "bad" }));
      expect(applied).toMatchObject({ lastGood: ["daily"], stopped: [] });
      expect(applied.refused.length).toBeGreaterThan(0);
      const documents = reconciler.documents();
      expect(documents.extracts.get("daily")?.template.key).toEqual(["id"]);
      expect(documents.olderCommits?.get("daily")).toBe("good");
      const row = (await rowsOf(ledger)).get("daily");
      expect(row).toMatchObject({ definition_hash: good?.definition_hash, commit_id: "good", next_due_at: good?.next_due_at });
      expect(JSON.parse(row?.refused ?? "{}")).toMatchObject({ code: expect.any(String), file: expect.any(String) });

      // A restart, and another runner that never saw the good commit, run the same.
      const restarted = await reconcilerOn(ledger);
      const other = await reconcilerOn(await place.open(), "two");
      expect(other.held.epoch).toBeUndefined();
      for (const runner of [restarted, other]) {
        await runner.reconciler.apply(snapshotOf(files, { commit: "bad" }));
        expect(runner.reconciler.documents().extracts.get("daily")?.template.key).toEqual(["id"]);
        expect(runner.reconciler.documents().olderCommits?.get("daily")).toBe("good");
      }
      expect((await rowsOf(ledger)).get("daily")).toEqual(row);

      const mended = await reconciler.apply(snapshotOf(baseFiles));
      expect(mended).toMatchObject({ refused: [], lastGood: [] });
      expect((await rowsOf(ledger)).get("daily")?.refused).toBeNull();
    });

    test("a file that can't be read takes no extract away", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      await reconciler.apply(snapshotOf(baseFiles));
      for (const file of [daily, "extracts"]) {
        const { [daily]: _, ...rest } = baseFiles;
        const snapshot = snapshotOf(rest);
        const diagnostics = [{ code: "file-unreadable", severity: "error" as const, message: "No.", file }];
        const applied = await reconciler.apply({ ...snapshot, texts: { ...snapshot.texts, diagnostics } });
        expect(applied).toMatchObject({ lastGood: ["daily"], written: { removed: [] }, refused: [{ file }] });
      }
    });

    test("a broken datafeed.yaml leaves the last good policy in force, over a restart too", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      await reconciler.apply(snapshotOf(baseFiles));
      const bad = { ...baseFiles, "datafeed.yaml": "kind: Project\nversion: [\n", [once]: extractText("new") };
      for (const runner of [reconciler, (await reconcilerOn(ledger)).reconciler]) {
        const applied = await runner.apply(snapshotOf(bad));
        expect([...runner.documents().extracts.keys()].sort()).toEqual(["daily", "new"]);
        expect(runner.documents().project?.organization).toBe("Acme");
        expect(applied.refused.map(({ file }) => file)).toEqual(["datafeed.yaml"]);
      }
    });

    test("without any policy nothing is in force, and nothing of the ledger is taken for gone", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      const applied = await reconciler.apply(snapshotOf({ ...baseFiles, "datafeed.yaml": "kind: Project\n" }));
      expect(applied).toMatchObject({ extracts: 0 });
      expect(applied.refused.length).toBeGreaterThan(0);
      expect(await rowsOf(ledger)).toEqual(new Map());
      // That was no application: what is there when a policy comes is seen, not run.
      await reconciler.apply(snapshotOf({ ...baseFiles, [once]: extractText("once", onceLine) }));
      expect(await owedOf(ledger)).toEqual([]);
    });
  });

  describe("policy", () => {
    const bad: Files = { ...baseFiles, [daily]: `${extractText("daily")}what: 1\n` };

    test("a removed grant masks at once, in last good texts too", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      await reconciler.apply(snapshotOf(baseFiles));
      await reconciler.apply(snapshotOf(bad));
      const without = policyText.slice(0, policyText.indexOf("grants:"));
      await reconciler.apply(snapshotOf({ ...bad, "datafeed.yaml": without }));
      expect(reconciler.documents().extracts.get("daily")?.project.grants ?? []).toEqual([]);
    });

    test("an owner or a product that is gone stops the extract, whatever its last good text says", async () => {
      const { reconciler } = await reconcilerOn(ledger);
      await reconciler.apply(snapshotOf(baseFiles));
      for (const text of [policyText.replace("amy: { role: developer }, ", ""), policyText.replace(/ {2}calls:.*\n/, "")]) {
        for (const files of [baseFiles, bad]) {
          const applied = await reconciler.apply(snapshotOf({ ...files, "datafeed.yaml": text }));
          expect(applied).toMatchObject({ extracts: 0, stopped: ["daily"] });
          expect(reconciler.documents().extracts.size).toBe(0);
          expect((await rowsOf(ledger)).get("daily")).toMatchObject({ next_due_at: null, removed_at: null });
        }
        await reconciler.apply(snapshotOf(baseFiles));
        expect((await rowsOf(ledger)).get("daily")).toMatchObject({ refused: null });
        expect((await rowsOf(ledger)).get("daily")?.next_due_at).not.toBeNull();
      }
    });
  });

  describe("several runners", () => {
    test("only the holder of the lease writes, and all have the documents", async () => {
      const one = await reconcilerOn(ledger, "one");
      const two = await reconcilerOn(await place.open(), "two");
      const snapshot = snapshotOf(baseFiles);
      const [first, second] = await Promise.all([one.reconciler.apply(snapshot), two.reconciler.apply(snapshot)]);
      expect([first.written !== undefined, second.written !== undefined]).toEqual([true, false]);
      expect([...two.reconciler.documents().extracts.keys()]).toEqual(["daily"]);
    });

    test("one that only believes to hold the lease writes nothing", async () => {
      const one = await reconcilerOn(ledger, "one");
      await one.reconciler.apply(snapshotOf(baseFiles));
      place.pass(4_000_000);
      expect(await takeLease(ledger, "scheduler", "two", 10_000)).toBeDefined();
      const applied = await one.reconciler.apply(snapshotOf({ ...baseFiles, [once]: extractText("new") }));
      expect(applied.written).toBeUndefined();
      expect([...(await rowsOf(ledger)).keys()]).toEqual(["daily"]);
    });

    test("an old snapshot is not written: somebody may have written a newer one", async () => {
      const one = await reconcilerOn(ledger, "one");
      await one.reconciler.apply(snapshotOf({ ...baseFiles, [once]: extractText("new") }));
      for (const newestAt of [performance.now() - 60_000, undefined]) {
        const { newestAt: _, ...old } = snapshotOf(baseFiles);
        const applied = await one.reconciler.apply({ ...old, ...(newestAt !== undefined && { newestAt }) });
        expect(applied.written).toBeUndefined();
      }
      expect((await rowsOf(ledger)).get("new")?.removed_at).toBeNull();
      expect((await one.reconciler.apply(snapshotOf(baseFiles))).written?.removed).toEqual(["new"]);
    });

    test("one that lost its lease for a while and has it again sees what another wrote meanwhile", async () => {
      const withOnce = { ...baseFiles, [once]: extractText("once", onceLine) };
      const changed = { ...withOnce, [once]: extractText("once", onceLine, "fields: [id]") };
      const one = await reconcilerOn(ledger, "one");
      await one.reconciler.apply(snapshotOf(withOnce));
      // Paused beyond its lease: another takes over, its run is published, and it stops.
      place.pass(4_000_000);
      const two = await reconcilerOn(await place.open(), "two");
      const newest = snapshotOf(changed);
      expect((await two.reconciler.apply(newest)).written).toMatchObject({ owed: ["once"] });
      await ledger.write((db) => db.updateTable("obligations").set({ state: "published" }).execute());
      await releaseLease(ledger, "scheduler", "two");
      const again = await takeLease(ledger, "scheduler", "one", 3_600_000);
      const { epoch } = one.held;
      one.held.epoch = again?.epoch;
      expect((await one.reconciler.apply(newest)).written).toMatchObject({ changed: [], owed: [] });
      expect(await owedOf(ledger)).toMatchObject([{ extract: "once", state: "published" }]);

      // What it would write by the lease that it lost is refused, though it is the holder again.
      one.held.epoch = epoch;
      expect((await one.reconciler.apply(snapshotOf({ ...changed, [daily]: extractText("new") }))).written).toBeUndefined();
      expect([...(await rowsOf(ledger)).keys()]).toEqual(["daily", "once"]);
    });

    test("one that takes over brings the ledger up to date", async () => {
      const one = await reconcilerOn(ledger, "one");
      await one.reconciler.apply(snapshotOf(baseFiles));
      place.pass(4_000_000);
      const two = await reconcilerOn(await place.open(), "two");
      const applied = await two.reconciler.apply(snapshotOf({ ...baseFiles, [once]: extractText("once", onceLine) }));
      expect(applied.written).toMatchObject({ added: ["once"], changed: [], owed: ["once"] });
    });
  });
});
