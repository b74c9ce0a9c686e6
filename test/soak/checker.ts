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
  // Files first: what stands under a name then was decided before, so the ledger's moment that comes after knows it.
  const listed = new Set<string>();
  for await (const path of destination.list()) listed.add(path);
  const { obligations, outputs, extracts, underWay } = await ledger.snapshot(async (db) => ({
    obligations: (await db.selectFrom("obligations").selectAll().orderBy("window_start").execute()).map(obligationOf),
    outputs: (await db.selectFrom("outputs").selectAll().execute()).map(outputOf),
    extracts: await db
      .selectFrom("extracts")
      .select(["name", "frontier", "covered_from"])
      .where("frontier", "is not", null)
      .execute(),
    underWay: await db.selectFrom("attempts").select("id").where("state", "in", ["running", "decided"]).execute(),
  }));
  // Runners go on while we look: what the list did not hold may be there by now.
  const stands = async (path: string): Promise<boolean> => listed.has(path) || (await destination.exists(path));

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
    const isNamed = await stands(output.manifestPath);
    if (output.state === "published" && !isNamed) found.push(`${output.manifestPath} is missing`);
    for (const part of output.parts) {
      listed.delete(part.path);
      const there = await destination.fingerprint(part.path);
      if (there === undefined && isNamed) found.push(`${part.path} is missing`);
      if (there !== undefined && there.sha256 !== part.sha256) found.push(`${part.path} is not what was decided`);
    }
    listed.delete(output.manifestPath);
    if (!isNamed) continue;
    const text = Buffer.concat((await destination.read(output.manifestPath).toArray()) as readonly Buffer[]).toString();
    if (text !== output.manifest) found.push(`${output.manifestPath} is not what was decided`);
  }
  for (const path of listed) found.push(`${path} is nobody's`);
  if (settled) {
    for (const name of await destination.staged()) found.push(`${name} is left in staging`);
    for (const { id } of underWay) found.push(`attempt ${id} is under way`);
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
