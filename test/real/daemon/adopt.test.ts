import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Estate } from "../../../runner/src/commands/estate.ts";
import { localCommands } from "../../../runner/src/commands/local/local-commands.ts";
import { definitionHash } from "../../../runner/src/compile/hashes.ts";
import { type AdoptOptions, adopt, pauseCollisions } from "../../../runner/src/execute/adopt.ts";
import { deleteOutput } from "../../../runner/src/execute/delete-output.ts";
import { recover } from "../../../runner/src/execute/recover.ts";
import { backupLedger } from "../../../runner/src/ledger/backup.ts";
import { dueObligations } from "../../../runner/src/ledger/due.ts";
import { findExtractRow } from "../../../runner/src/ledger/extracts.ts";
import { findOutput } from "../../../runner/src/ledger/find.ts";
import type { Ledger } from "../../../runner/src/ledger/ledger.ts";
import { listOutputs } from "../../../runner/src/ledger/list-outputs.ts";
import { listObligations } from "../../../runner/src/ledger/list-runs.ts";
import { requestObligation } from "../../../runner/src/ledger/request-obligation.ts";
import { restoreLedger } from "../../../runner/src/ledger/restore.ts";
import { daily, engines, extractYaml, november, openScene, type Scene } from "../../daemon/upkeep-scene.ts";
import { applyExtract } from "../../ledger/applied-extract.ts";
import { type LedgerPlace, ledgerPlace } from "../../ledger/ledger-engines.ts";

const options: AdoptOptions = {
  signal: new AbortController().signal,
  hash: true,
  dryRun: false,
  acceptGaps: false,
  by: "dana",
};

describe.each(engines)("adopting into %s", (engine) => {
  let scene: Scene;
  let place: LedgerPlace | undefined;
  afterEach(async () => {
    await place?.remove();
    place = undefined;
    await scene[Symbol.asyncDispose]();
  });

  /** A ledger that knows nothing. */
  const lost = async (): Promise<Ledger> => {
    place = await ledgerPlace(engine);
    return place.open();
  };
  const adopting = (ledger: Ledger, changes: Partial<AdoptOptions> = {}) =>
    adopt(ledger, scene.destinations.values(), { ...options, ...changes });
  const outputsOf = async (ledger: Ledger) =>
    (await listOutputs(ledger, { states: ["published", "deleted"] }, { limit: 100 }, { by: "window", direction: "asc" })).items;
  const windowsOf = async (ledger: Ledger, extract: string) =>
    (await listObligations(ledger, { extract }))
      .filter(({ purpose }) => purpose === "window")
      .map(({ state, window }) => `${state} ${window.start.slice(8, 10)}-${window.end.slice(8, 10)}`);

  it("rebuilds outputs, runs, debts and frontiers, the same each time", async () => {
    scene = await openScene(
      engine,
      extractYaml("one", daily),
      extractYaml("two", daily, "output: { to: other, format: json }"),
    );
    for (const day of [2, 3, 4]) await scene.publish("one", day);
    await scene.publish("one", 3);
    await scene.publish("one", 7, "Adhoc");
    await scene.publish("two", 5);
    const gone = await scene.publish("two", 6);
    await deleteOutput(gone, { ledger: scene.ledger, destination: scene.destinations.get("other")! });
    const before = await outputsOf(scene.ledger);

    const ledger = await lost();
    const dry = await adopting(ledger, { dryRun: true });
    expect(dry).toMatchObject({ manifests: 7, problems: [], gaps: [] });
    expect(dry.adopted).toHaveLength(7);
    expect(await outputsOf(ledger)).toEqual([]);
    expect(await findExtractRow(ledger, "one")).toBeUndefined();

    expect(await adopting(ledger)).toEqual(dry);
    // By the ledger's clock the manifest's text is made just before the output is published.
    const bare = (outputs: typeof before) => outputs.map(({ publishedAt: _, createdAt: __, ...output }) => output);
    expect(bare(await outputsOf(ledger))).toEqual(bare(before));
    expect((await findOutput(ledger, gone.id)).state).toBe("deleted");
    expect(await windowsOf(ledger, "one")).toEqual(["published 02-03", "published 03-04", "published 04-05"]);
    expect(await findExtractRow(ledger, "one")).toMatchObject({
      kind: "scheduled",
      frontier: november(5).start,
      coveredFrom: november(2).start,
      product: "p",
      warehouse: "w",
    });
    const again = await adopting(ledger);
    expect(again).toMatchObject({ manifests: 7, adopted: [], problems: [], gaps: [] });

    // The next run of a window counts on.
    const result = await scene.attempt("one", 3, "Daily", { ledger });
    expect(result).toMatchObject({ state: "published", output: { sequence: 3 } });
  });

  it("lists gaps between windows, and records them as skipped when somebody accepts them", async () => {
    scene = await openScene(engine, extractYaml("one", daily));
    for (const day of [2, 3, 6, 9]) await scene.publish("one", day);
    const ledger = await lost();
    const gaps = [
      { extract: "one", start: november(4).start, end: november(6).start },
      { extract: "one", start: november(7).start, end: november(9).start },
    ];
    expect((await adopting(ledger)).gaps).toEqual(gaps.map((gap) => ({ ...gap, accepted: false })));
    expect((await adopting(ledger, { acceptGaps: true })).gaps).toEqual(gaps.map((gap) => ({ ...gap, accepted: true })));
    expect((await adopting(ledger)).gaps).toEqual([]);
    expect(await windowsOf(ledger, "one")).toEqual([
      "published 02-03",
      "published 03-04",
      "skipped 04-06",
      "published 06-07",
      "skipped 07-09",
      "published 09-10",
    ]);
  });

  it("believes no manifest whose files are not as it says, and adopts the others", async () => {
    scene = await openScene(engine, extractYaml("one", daily));
    const outputs = [];
    for (const day of [2, 3, 4, 5, 6]) outputs.push(await scene.publish("one", day));
    const [good, missing, changed, cut, foreign] = outputs;
    const out = (path: string) => join(scene.folder, "out", path);
    await rm(out(missing!.path));
    await writeFile(out(changed!.path), "other bytes");
    await writeFile(out(cut!.manifestPath), (await readFile(out(cut!.manifestPath), "utf8")).slice(0, -50));
    const escaping = (await readFile(out(foreign!.manifestPath), "utf8")).replaceAll(foreign!.path, "../../etc/passwd");
    await writeFile(out(foreign!.manifestPath), escaping);
    await writeFile(out("letter.manifest"), '{"dear": "reader"}');
    const ledger = await lost();
    const { adopted, problems } = await adopting(ledger);
    expect(adopted.map(({ run }) => run)).toEqual([good!.id]);
    const found = new Map(problems.map(({ path, problem }) => [path, problem]));
    expect(found.get(missing!.manifestPath)).toContain("is missing");
    expect(found.get(changed!.manifestPath)).toContain("other bytes");
    expect(found.get(cut!.manifestPath)).toBe("it is not JSON");
    expect(found.get(foreign!.manifestPath)).toMatch(/is missing|outside/);
    expect(found.get("letter.manifest")).toContain("version");
    // Without looking at the bytes, the changed one is taken.
    expect((await adopting(ledger, { hash: false })).adopted.map(({ run }) => run)).toEqual([changed!.id]);
  });

  it("mends a restore that is older than the files: what collides is paused, nothing is published twice", async () => {
    scene = await openScene(engine, extractYaml("one", daily), extractYaml("two", daily), extractYaml("calm", daily));
    await scene.publish("one", 2);
    await scene.publish("calm", 2);
    const early = await scene.publish("one", 3);
    // Under way when the backup is made, decided and published later.
    let reached = (): void => {};
    const halfway = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const lease = { leaseMs: 10_000, heartbeatMs: 1_000_000 };
    let goOn = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const slow = scene.attempt("one", 4, "Daily", {
      lease,
      faults: {
        reach: (point) => {
          if (point !== "encoded") return undefined;
          reached();
          return waiting;
        },
      },
    });
    await halfway;
    const file = join(scene.folder, "ledger.backup");
    await backupLedger(scene.place, file);
    goOn();
    await slow;
    await scene.publish("one", 5);
    await scene.publish("two", 3);
    await deleteOutput(early, { ledger: scene.ledger, destination: scene.destinations.get("local")! });

    place = await ledgerPlace(engine);
    await restoreLedger(file, place.place);
    place.pass(20_000);
    const ledger = await place.open();
    const { collisions } = await pauseCollisions(ledger, scene.destinations.values(), options.signal);
    expect(collisions.map(({ extract, manifests }) => [extract, manifests]).sort()).toEqual([
      ["one", 2],
      ["two", 1],
    ]);
    expect(await findExtractRow(ledger, "one")).toMatchObject({
      pausedBy: "restore",
      pauseReason: expect.stringContaining("2 of its files"),
    });
    expect(await findExtractRow(ledger, "calm")).toBeUndefined();

    // A runner that starts now gives the lost attempt up first.
    await recover({ ledger, destinations: scene.destinations });
    expect(await windowsOf(ledger, "one")).toEqual(["published 02-03", "published 03-04", "owed 04-05"]);
    const { adopted, deleted, problems, gaps, resumed } = await adopting(ledger);
    expect({ problems, gaps }).toEqual({ problems: [], gaps: [] });
    expect(adopted).toHaveLength(3);
    expect(deleted.map(({ run }) => run)).toEqual([early.id]);
    expect(resumed).toEqual(["one", "two"]);
    expect((await findOutput(ledger, early.id)).state).toBe("deleted");
    expect(await windowsOf(ledger, "one")).toEqual([
      "published 02-03",
      "published 03-04",
      "published 04-05",
      "published 05-06",
    ]);
    const row = await findExtractRow(ledger, "one");
    expect(row).toMatchObject({ frontier: november(6).start });
    expect(row).not.toHaveProperty("pausedBy");
    expect(row).toHaveProperty("nextDueAt");
    const sequences = (await outputsOf(ledger)).map(
      ({ extract, window, sequence }) => `${extract} ${window.start} ${sequence}`,
    );
    expect(new Set(sequences).size).toBe(sequences.length);
    expect(sequences.every((text) => text.endsWith(" 1"))).toBe(true);
  });

  it("runs nothing of an extract whose files a restored ledger does not know, until it was adopted", async () => {
    scene = await openScene(engine, extractYaml("one", 'window: { start: "2026-11-02", end: "2026-11-03" }'));
    const definition = definitionHash(scene.documents().extracts.get("one")!);
    await applyExtract(scene.ledger, "one", definition);
    const once = { extract: "one", kind: "RunOnce", requester: "amy", definitionHash: definition } as const;
    await requestObligation(scene.ledger, { ...once, window: november(2) });
    await requestObligation(scene.ledger, { ...once, window: november(4) });
    const file = join(scene.folder, "backup.sqlite");
    await backupLedger(scene.place, file);
    await scene.publish("one", 2, "RunOnce");
    place = await ledgerPlace(engine);
    await restoreLedger(file, place.place);
    const ledger = await place.open();
    const due = async (exceptWarehouses?: readonly string[]) =>
      (await dueObligations(ledger, { limit: 10, ...(exceptWarehouses && { exceptWarehouses }) })).map(
        ({ obligation }) => obligation.window.start,
      );
    expect((await due()).toSorted()).toEqual([november(2).start, november(4).start]);
    const { collisions } = await pauseCollisions(ledger, scene.destinations.values(), options.signal);
    expect(collisions).toMatchObject([{ extract: "one", manifests: 1 }]);
    expect([await due(), await due(["another"])]).toEqual([[], []]);
    expect((await adopting(ledger)).resumed).toEqual(["one"]);
    expect([await due(), await due(["another"])]).toEqual([[november(4).start], [november(4).start]]);
  });

  it("gives way where a failed run had reserved the sequence, and to what is owed of the window", async () => {
    scene = await openScene(engine, extractYaml("one", daily));
    const published = await scene.publish("one", 2);
    const ledger = await lost();
    // The file is put away while the new ledger tries the window and fails.
    const put = (from: string, to: string) =>
      Promise.all(
        [published.path, published.manifestPath].map((path) =>
          rename(join(scene.folder, from, path), join(scene.folder, to, path)),
        ),
      );
    await put("out", ".");
    const failing = { reach: (point: string) => (point === "encoded" ? Promise.reject(new Error("no")) : undefined) };
    await scene.attempt("one", 2, "Daily", { ledger, faults: failing });
    expect(await windowsOf(ledger, "one")).toEqual(["failed 02-03"]);
    await put(".", "out");
    const { adopted, problems } = await adopting(ledger);
    expect([adopted.map(({ run }) => run), problems]).toEqual([[published.id], []]);
    expect(await windowsOf(ledger, "one")).toEqual(["published 02-03"]);
    expect(await findOutput(ledger, published.id)).toMatchObject({ sequence: 1, state: "published" });
  });

  it("answers the days of daily exports as before, superseded ones too", async () => {
    scene = await openScene(engine, extractYaml("one", daily, "export: daily", "output: { format: json, compress: none }"));
    const published = [];
    for (const on of [2, 2, 2, 3, 3, 4, 4]) published.push((await scene.publish("one", on)).id);
    const [one, two, three, first, again, gone] = published as [string, string, string, string, string, string];
    const by = async (ledger: Ledger, parts = scene.destinations) =>
      localCommands(
        { ...(await scene.context()), ledger, destination: (name: string) => parts.get(name)! } as unknown as Estate,
        {
          user: "ada",
          role: "admin",
        },
      );
    const commands = await by(scene.ledger);
    const supersede = (date: string, output: string) => commands.supersede("one", date, { output, reason: "r" });
    for (const output of [two, three, two]) await supersede("2026-11-02", output);
    await supersede("2026-11-03", again);
    await supersede("2026-11-03", first);
    await commands.delete([gone], { force: true, reason: "r" });
    const answers = async (ledger: Ledger) =>
      (await (await by(ledger)).listExportDays("one", { pageSize: 100 })).items
        .filter(({ state }) => state !== "open" && state !== "owed")
        .map(({ date, state, output, superseded }) => [date, state, output?.id, superseded?.from, superseded?.reason]);
    const before = await answers(scene.ledger);
    expect(before).toEqual([
      ["2026-11-04", "deleted", gone, undefined, undefined],
      ["2026-11-03", "published", first, again, "r"],
      ["2026-11-02", "published", two, three, "r"],
    ]);
    expect(one).not.toBe(two);
    const ledger = await lost();
    expect(await adopting(ledger)).toMatchObject({ problems: [], superseded: 2 });
    expect(await answers(ledger)).toEqual(before);
    expect(await adopting(ledger)).toMatchObject({ superseded: 0 });
    expect(await adopting(scene.ledger)).toMatchObject({ superseded: 0 });
    expect(await answers(scene.ledger)).toEqual(before);
  });

  it("waits for a window that is being run", async () => {
    scene = await openScene(engine, extractYaml("one", daily));
    await scene.publish("one", 2);
    const ledger = await lost();
    let reached = (): void => {};
    const running = new Promise<void>((resolve) => {
      reached = resolve;
    });
    let goOn = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const run = scene.attempt("one", 2, "Daily", {
      ledger,
      faults: {
        reach: (point) => {
          if (point !== "encoded") return undefined;
          reached();
          return waiting;
        },
      },
    });
    await running;
    const { adopted, problems } = await adopting(ledger);
    expect(adopted).toEqual([]);
    expect(problems[0]?.problem).toContain("adopt again");
    goOn();
    expect(await run).toMatchObject({ state: "published" });
    expect((await adopting(ledger)).adopted).toHaveLength(1);
    expect(await outputsOf(ledger)).toHaveLength(2);
  });
});
