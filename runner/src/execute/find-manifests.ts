import type { Destination } from "../destination/destination.ts";
import { inParallel } from "../destination/in-parallel.ts";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import { knownManifests } from "../ledger/adopt-output.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { SupersessionNote } from "../ledger/supersede.ts";
import { type Manifest, parseManifest, readText } from "./read-manifest.ts";
import { isNote, readNote } from "./supersession-note.ts";

/** A manifest in a destination that the ledger does not know, with what stands around it. */
export interface FoundManifest {
  readonly destination: string;
  readonly path: string;
  /** Byte for byte. */
  readonly text: string;
  readonly manifest: Manifest;
  /** Its files were removed on purpose, and when; UTC, ISO 8601. */
  readonly deletedAt?: string;
}

/** A manifest that can't be adopted, and why. */
export interface ManifestProblem {
  readonly destination: string;
  readonly path: string;
  readonly problem: string;
}

/** An output that the ledger takes for published, and whose files were removed on purpose. */
export interface FoundDeletion {
  readonly run: string;
  readonly path: string;
  readonly deletedAt: string;
}

/** The manifests of a destination. */
export interface FoundManifests {
  /** All manifests, known and unknown. */
  readonly total: number;
  readonly unknown: readonly FoundManifest[];
  readonly deleted: readonly FoundDeletion[];
  /** What stands beside files of days that an admin superseded. */
  readonly supersessions: readonly SupersessionNote[];
  readonly problems: readonly ManifestProblem[];
}

/** How closely manifests are looked at. */
export interface FindOptions {
  readonly signal: AbortSignal;
  /** Whether the files' bytes are hashed; else it is enough that they are there. */
  readonly hash: boolean;
}

const atOnce = 8;
const perQuestion = 500;

/**
 * Looks through a destination for manifests that the ledger does not know, and at the files that they speak of. Errors:
 * destination-*, ledger-*.
 */
export async function findManifests(ledger: Ledger, destination: Destination, options: FindOptions): Promise<FoundManifests> {
  const paths = new Set<string>();
  for await (const path of destination.list()) {
    options.signal.throwIfAborted();
    paths.add(path);
  }
  const manifests = [...paths].filter((path) => path.endsWith(".manifest")).sort();
  const unknown: FoundManifest[] = [];
  const deleted: FoundDeletion[] = [];
  const problems: ManifestProblem[] = [];
  for (let at = 0; at < manifests.length; at += perQuestion) {
    const some = manifests.slice(at, at + perQuestion);
    const known = await knownManifests(ledger, destination.name, some);
    for (const [path, { id, state }] of known) {
      const tombstone = tombstoneOf(path);
      if (state !== "published" || !paths.has(tombstone)) continue;
      deleted.push({ run: id, path, deletedAt: deletionTime(await readText(destination, tombstone)) ?? (await ledger.time()) });
    }
    await inParallel(
      atOnce,
      some.filter((path) => !known.has(path)),
      async (path) => {
        options.signal.throwIfAborted();
        const found = await lookAt(destination, path, paths, options);
        if (typeof found === "string") problems.push({ destination: destination.name, path, problem: found });
        else unknown.push(found);
      },
    );
  }
  const supersessions: SupersessionNote[] = [];
  for (const path of paths) {
    const note = isNote(path) ? readNote(await readText(destination, path)) : undefined;
    if (note !== undefined) supersessions.push(note);
  }
  return { total: manifests.length, unknown: unknown.sort(byAge), deleted, supersessions, problems };
}

/** The manifest with its files seen to; or what is wrong. */
async function lookAt(
  destination: Destination,
  path: string,
  paths: ReadonlySet<string>,
  { signal, hash }: FindOptions,
): Promise<FoundManifest | string> {
  try {
    const text = await readText(destination, path);
    const manifest = parseManifest(text);
    if (typeof manifest === "string") return manifest;
    const found = { destination: destination.name, path, text, manifest };
    const tombstone = tombstoneOf(path);
    if (paths.has(tombstone)) {
      return { ...found, deletedAt: deletionTime(await readText(destination, tombstone)) ?? manifest.createdAt };
    }
    for (const part of manifest.parts) {
      if (!paths.has(part.path)) return `its file ${part.path} is missing, and no .deleted says why`;
      const there = hash ? await destination.fingerprint(part.path, signal) : part;
      if (there?.sha256 !== part.sha256 || there.bytes !== part.bytes) return `its file ${part.path} has other bytes`;
    }
    return found;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DatafeedError && error.code === "destination-path") return "it names a path outside its destination";
    if (error instanceof DatafeedError && error.code !== "destination-no-file") throw error;
    return messageOf(error);
  }
}

function tombstoneOf(manifestPath: string): string {
  return manifestPath.replace(/\.manifest$/, ".deleted");
}

/** Undefined in a tombstone that somebody has put there by hand. */
function deletionTime(text: string): string | undefined {
  try {
    const { deletedAt } = JSON.parse(text) as { readonly deletedAt?: unknown };
    return typeof deletedAt === "string" && !Number.isNaN(Date.parse(deletedAt))
      ? new Date(deletedAt).toISOString()
      : undefined;
  } catch {
    return undefined;
  }
}

function byAge(one: FoundManifest, other: FoundManifest): number {
  const [left, right] = [one.manifest, other.manifest].map((each) => `${each.createdAt} ${each.attempt}`);
  return left! < right! ? -1 : 1;
}
