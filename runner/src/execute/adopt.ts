import type { Destination } from "../destination/destination.ts";
import {
  acceptGaps,
  adoptFrontiers,
  type CoverageGap,
  enterExtract,
  pausedBy,
  scheduledExtracts,
} from "../ledger/adopt-extract.ts";
import { type AdoptedOutput, adoptDeletion, adoptOutput } from "../ledger/adopt-output.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { restorer } from "../ledger/paused.ts";
import { pauseExtract, resumeExtract } from "../ledger/pauses.ts";
import { adoptSupersessions, type SupersessionNote } from "../ledger/supersede.ts";
import {
  type FindOptions,
  type FoundDeletion,
  type FoundManifest,
  findManifests,
  type ManifestProblem,
} from "./find-manifests.ts";

/** How manifests are adopted. */
export interface AdoptOptions extends FindOptions {
  /** Says what would be done. */
  readonly dryRun: boolean;
  /** Gaps between windows are recorded as skipped. */
  readonly acceptGaps: boolean;
  /** Who does it: a user's name. */
  readonly by: string;
}

/** What adopting did, or would do. */
export interface Adoption {
  readonly manifests: number;
  readonly adopted: readonly Pick<AdoptedOutput, "run" | "extract" | "destination" | "manifestPath" | "deletedAt">[];
  /** Known outputs whose files were removed, which the ledger had not heard of. */
  readonly deleted: readonly FoundDeletion[];
  readonly problems: readonly ManifestProblem[];
  readonly gaps: readonly (CoverageGap & { readonly accepted: boolean })[];
  /** Days of daily exports which an admin had superseded, and the ledger had not heard of it. */
  readonly superseded: number;
  /** Extracts that a restore had paused and that go on. */
  readonly resumed: readonly string[];
}

/**
 * Rebuilds a ledger from the manifests in the destinations: outputs, the runs and debts behind them, and how far each extract's
 * windows reach. Repeated it finds nothing to do. What it can't believe it leaves, and says why; files are never touched.
 * Errors: destination-*, ledger-*.
 */
export async function adopt(ledger: Ledger, destinations: Iterable<Destination>, options: AdoptOptions): Promise<Adoption> {
  const found = await findAll(ledger, destinations, options);
  const byExtract = Map.groupBy(found.unknown, ({ manifest }) => manifest.extract);
  const extracts = new Set([...byExtract.keys(), ...(await scheduledExtracts(ledger))]);
  const adopted: Adoption["adopted"][number][] = [];
  const problems: ManifestProblem[] = [...found.problems];
  const gaps: Adoption["gaps"][number][] = [];
  const troubled = new Set<string>();
  for (const extract of [...extracts].sort()) {
    options.signal.throwIfAborted();
    const done = await adoptExtract(ledger, extract, (byExtract.get(extract) ?? []).map(outputOf), options);
    adopted.push(...done.adopted);
    problems.push(...done.problems);
    gaps.push(...done.gaps.map((gap) => ({ ...gap, accepted: options.acceptGaps })));
    if (done.problems.length > 0 || (done.gaps.length > 0 && !options.acceptGaps)) troubled.add(extract);
  }
  if (!options.dryRun) for (const { run, deletedAt } of found.deleted) await adoptDeletion(ledger, run, deletedAt);
  const superseded = options.dryRun ? 0 : await adoptSupersessions(ledger, found.supersessions);
  const resumed = (await pausedBy(ledger, restorer)).filter((extract) => !troubled.has(extract));
  if (!options.dryRun) for (const extract of resumed) await resumeExtract(ledger, extract);
  return { manifests: found.total, adopted, deleted: found.deleted, problems, gaps, superseded, resumed };
}

/** An extract of which files exist that the ledger does not know: it is paused, and why. */
export interface Collision {
  readonly extract: string;
  readonly manifests: number;
  readonly newest: string;
}

/**
 * After a restore: pauses every extract of which the destinations hold manifests that the ledger does not know, because it
 * would publish those windows again. `adopt` makes them known and lets the extracts go on. Errors: destination-*, ledger-*.
 */
export async function pauseCollisions(
  ledger: Ledger,
  destinations: Iterable<Destination>,
  signal: AbortSignal,
): Promise<{ readonly collisions: readonly Collision[]; readonly problems: readonly ManifestProblem[] }> {
  const found = await findAll(ledger, destinations, { signal, hash: false });
  const collisions: Collision[] = [];
  for (const [extract, manifests] of Map.groupBy(found.unknown, ({ manifest }) => manifest.extract)) {
    const outputs = manifests.map(outputOf);
    const newest =
      outputs
        .map(({ createdAt }) => createdAt)
        .sort()
        .at(-1) ?? "";
    const count = outputs.length;
    const reason = `The restored ledger does not know ${count} of its files; datafeed ledger adopt makes them known.`;
    await ledger.write((db) => enterExtract(ledger, db, outputs));
    await pauseExtract(ledger, extract, { by: restorer, reason });
    collisions.push({ extract, manifests: count, newest });
  }
  return { collisions, problems: found.problems };
}

async function findAll(ledger: Ledger, destinations: Iterable<Destination>, options: FindOptions) {
  let total = 0;
  const unknown: FoundManifest[] = [];
  const deleted: FoundDeletion[] = [];
  const supersessions: SupersessionNote[] = [];
  const problems: ManifestProblem[] = [];
  for (const destination of destinations) {
    const found = await findManifests(ledger, destination, options);
    total += found.total;
    unknown.push(...found.unknown);
    deleted.push(...found.deleted);
    supersessions.push(...found.supersessions);
    problems.push(...found.problems);
  }
  return { total, unknown, deleted, supersessions, problems };
}

/** Carries what would have been done out of a change that is undone. */
class Undone extends Error {
  readonly done: Done;

  constructor(done: Done) {
    super("this was a dry run");
    this.done = done;
  }
}

type Done = Pick<Adoption, "adopted" | "problems"> & { readonly gaps: readonly CoverageGap[] };

/** All of an extract or nothing. */
async function adoptExtract(
  ledger: Ledger,
  extract: string,
  outputs: readonly AdoptedOutput[],
  { dryRun, acceptGaps: accept, by }: AdoptOptions,
): Promise<Done> {
  try {
    return await ledger.writeUnique(async (db) => {
      const [adopted, problems]: [AdoptedOutput[], ManifestProblem[]] = [[], []];
      for (const output of outputs) {
        const problem = await adoptOutput(ledger, db, output);
        if (problem === undefined) adopted.push(output);
        else problems.push({ destination: output.destination, path: output.manifestPath, problem });
      }
      await enterExtract(ledger, db, adopted);
      const gaps = await adoptFrontiers(db, extract);
      if (accept) await acceptGaps(ledger, db, gaps, by);
      const done = { adopted: adopted.map(shortly), problems, gaps };
      if (dryRun) throw new Undone(done);
      return done;
    });
  } catch (error) {
    if (error instanceof Undone) return error.done;
    throw error;
  }
}

function shortly({ run, extract, destination, manifestPath, deletedAt }: AdoptedOutput) {
  return { run, extract, destination, manifestPath, ...(deletedAt === undefined ? {} : { deletedAt }) };
}

function outputOf({ destination, path, text, manifest, deletedAt }: FoundManifest): AdoptedOutput {
  const { attempt, runner, warehouse, origin, ...rest } = manifest;
  return {
    ...rest,
    run: attempt,
    runner: runner.id,
    warehouse: warehouse.name,
    ...(origin.commit === undefined ? {} : { commit: origin.commit }),
    ...(origin.dirty === undefined ? {} : { dirty: origin.dirty }),
    destination,
    manifestPath: path,
    manifest: text,
    ...(deletedAt === undefined ? {} : { deletedAt }),
  };
}
