import { sql } from "kysely";
import type { Destination } from "../../runner/src/destination/destination.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { obligationOf, outputOf } from "../../runner/src/ledger/records.ts";
import type { Scene } from "./scene.ts";

/** What the checker counted, and what contradicts the promises. */
export interface Verdict {
  readonly windows: number;
  readonly published: number;
  readonly contradictions: readonly string[];
}

/**
 * Reads ledger, files and manifests, and nothing else. At any moment: the windows of an extract meet from where they begin to
 * its frontier, each is owed or published exactly once, and what is published is whole. `settled`: everything was worked off;
 * then nothing is under way, nothing is left in staging, and every file has its owner.
 */
export async function check(scene: Scene, destination: Destination, settled: boolean): Promise<Verdict> {
  await using ledger = await openLedger(scene.ledger);
  const found: string[] = [];
  const obligations = (
    await ledger.read((db) => db.selectFrom("obligations").selectAll().orderBy("window_start").execute())
  ).map(obligationOf);
  const outputs = (await ledger.read((db) => db.selectFrom("outputs").selectAll().execute())).map(outputOf);
  const extracts = await ledger.read((db) =>
    db.selectFrom("extracts").select(["name", "frontier", "covered_from"]).where("frontier", "is not", null).execute(),
  );
  const files = new Map<string, boolean>();
  for await (const path of destination.list()) files.set(path, false);
  const claim = (path: string): boolean => {
    const there = files.has(path);
    files.set(path, true);
    return there;
  };

  for (const { name, frontier, covered_from } of extracts) {
    let edge = iso(covered_from);
    for (const { window } of obligations.filter(({ extract, purpose }) => extract === name && purpose === "window")) {
      if (window.start !== edge) found.push(`${name}: a window begins at ${window.start}, the one before ended at ${edge}`);
      edge = window.end;
    }
    if (edge !== iso(frontier)) found.push(`${name}: windows end at ${edge}, the frontier is ${iso(frontier)}`);
  }

  for (const { id, extract, window, state, kind } of obligations) {
    const what = `${extract} ${window.start}`;
    const own = outputs.filter(
      (output) => output.extract === extract && output.kind === kind && output.window.start === window.start,
    );
    const published = own.filter((output) => output.state === "published");
    if (published.length !== (state === "published" ? 1 : 0)) {
      found.push(`${what} (${id}) is ${state} and has ${published.length} published outputs`);
    }
    if (state === "failed" || (settled && state !== "published")) found.push(`${what} (${id}) is ${state}`);
  }

  for (const output of outputs) {
    const rows = scene.rowsIn(output.window.start, output.window.end);
    if (output.rows !== rows) found.push(`${output.path} says ${output.rows} rows; there are ${rows}`);
    const named = files.has(output.manifestPath);
    if (output.state === "published" && !named) found.push(`${output.manifestPath} is missing`);
    for (const part of output.parts) {
      if (!claim(part.path)) {
        if (named || output.state === "published") found.push(`${part.path} is missing`);
        continue;
      }
      const there = await destination.fingerprint(part.path);
      if (there?.sha256 !== part.sha256) found.push(`${part.path} is not what was decided`);
    }
    if (!claim(output.manifestPath)) continue;
    const text = Buffer.concat((await destination.read(output.manifestPath).toArray()) as readonly Buffer[]).toString();
    if (text !== output.manifest) found.push(`${output.manifestPath} is not what was decided`);
  }
  for (const [path, owned] of files) {
    // A claim of a moment ago may have reached the folder and not yet our list.
    if (!owned && (settled || !outputs.some((output) => output.path === path))) found.push(`${path} is nobody's`);
  }
  if (settled) {
    for (const name of await destination.staged()) found.push(`${name} is left in staging`);
    const { count } = await ledger.read((db) =>
      db
        .selectFrom("attempts")
        .select(sql<number>`count(*)`.as("count"))
        .where("state", "in", ["running", "decided"])
        .executeTakeFirstOrThrow(),
    );
    if (Number(count) > 0) found.push(`${count} attempts are under way`);
  }
  return {
    windows: obligations.length,
    published: obligations.filter(({ state }) => state === "published").length,
    contradictions: found,
  };
}

function iso(time: string | null): string | undefined {
  return time === null ? undefined : new Date(time).toISOString();
}
