import type { Refused } from "../../commands/commands.ts";
import type { Diagnostic } from "../../errors/diagnostic.ts";
import type { KnownExtract } from "../../ledger/applied-state.ts";
import type { ExtractSources, KeptProject, Policy, ProjectLoader } from "../../load/project-loader.ts";
import type { InForce, InForceMaker, TextRef } from "./in-force.ts";

/** What is done with an extract: its newest text is in force, or the last good one, or (refused, nothing in force) none. */
export interface Choice {
  readonly inForce?: InForce;
  /** Why the newest text is not in force. */
  readonly refused?: Refused;
}

export interface Choosing {
  readonly loaded: KeptProject;
  readonly policy: Policy;
  readonly loader: ProjectLoader;
  readonly maker: InForceMaker;
  /** Errors of the newest texts. */
  readonly errors: readonly Diagnostic[];
  /** Files and folders that could not be read. */
  readonly unreadable: readonly string[];
  readonly commit: string | null;
  /** As in force in this process so far. */
  readonly before: ReadonlyMap<string, InForce>;
  /** As the ledger has them; undefined where it was not asked, since nothing is refused. */
  readonly rows: ReadonlyMap<string, KnownExtract> | undefined;
  /** The documents in texts that the ledger keeps. */
  readonly findKept: (name: string, refs: readonly TextRef[]) => ExtractSources | undefined;
}

/** Every extract that is in force or refused, by name. What is missing is gone. */
export function choose(choosing: Choosing): ReadonlyMap<string, Choice> {
  const choices = new Map<string, Choice>();
  const { loaded, maker, before } = choosing;
  for (const [name, extract] of loaded.extracts) {
    const known = before.get(name);
    const sources = loaded.sources.get(name);
    if (known?.extract === extract && known.sources === sources) choices.set(name, { inForce: known });
    else if (sources !== undefined) choices.set(name, { inForce: withCommit(choosing, maker.of(extract, sources)) });
  }
  for (const [name, why] of stillThere(choosing)) choices.set(name, lastGood(choosing, name, why));
  return choices;
}

/**
 * Extracts that were in force and are unsound now: their names, or ids, are those of unsound documents; or they came from a file
 * of which something can't be understood, where nobody can say that they are gone. With what is wrong.
 */
export function stillThere(choosing: Pick<Choosing, "loaded" | "errors" | "unreadable" | "before" | "rows">) {
  const { loaded, errors, unreadable, before, rows } = choosing;
  const unsound = loaded.unsound.filter(({ kind }) => kind === "Extract");
  const found = new Map<string, Refused>();
  if (unsound.length === 0 && loaded.opaque.size === 0 && unreadable.length === 0) return found;
  const byName = new Map(unsound.map((document) => [document.name, document]));
  const byId = new Map(unsound.flatMap((document) => (document.id === undefined ? [] : [[document.id, document] as const])));
  const soundIds = new Set([...loaded.extracts.values()].flatMap(({ id }) => id ?? []));
  const firstErrors = new Map<string, Diagnostic>();
  for (const error of errors) if (!firstErrors.has(error.file)) firstErrors.set(error.file, error);

  const names = new Set([...before.keys(), ...[...(rows ?? [])].filter(([, row]) => !row.removed).map(([name]) => name)]);
  for (const name of names) {
    if (loaded.extracts.has(name)) continue;
    const known = before.get(name);
    const id = known?.extract.id ?? rows?.get(name)?.documentId ?? undefined;
    // It has another name now.
    if (id !== undefined && soundIds.has(id)) continue;
    const document = byName.get(name) ?? (id === undefined ? undefined : byId.get(id));
    if (document !== undefined) {
      const error = document.error ?? firstErrors.get(document.file);
      found.set(name, error === undefined ? unexplained(document.file) : refusedOf(error));
      continue;
    }
    const path = (JSON.parse(known?.texts ?? rows?.get(name)?.texts ?? "[]") as readonly TextRef[])[0]?.path;
    if (path === undefined) continue;
    const around = unreadable.find((other) => path === other || path.startsWith(`${other}/`));
    if (around === undefined && !loaded.opaque.has(path)) continue;
    const error = firstErrors.get(around ?? path);
    found.set(name, error === undefined ? unexplained(path) : refusedOf(error));
  }
  return found;
}

/** The last good text under the policy of now. */
export function lastGood(choosing: Choosing, name: string, refused: Refused): Choice {
  const { before, rows, findKept, loader, policy, maker } = choosing;
  const [known, row] = [before.get(name), rows?.get(name)];
  // What the ledger keeps is what all runners go by.
  const sources =
    known !== undefined && (row === undefined || row.removed || row.texts === known.texts)
      ? known.sources
      : (findKept(name, JSON.parse(row?.texts ?? "[]") as readonly TextRef[]) ?? known?.sources);
  const extract = sources && loader.resolve(sources, policy).extract;
  if (sources === undefined || extract === undefined) return { refused };
  return { inForce: withCommit(choosing, maker.of(extract, sources)), refused };
}

/** A text keeps the commit with which it came. */
export function withCommit(
  { before, rows, commit }: Pick<Choosing, "before" | "rows" | "commit">,
  made: Omit<InForce, "commit">,
): InForce {
  const { name } = made.extract;
  const known = before.get(name) ?? rows?.get(name);
  return { ...made, commit: known?.texts === made.texts ? known.commit : commit };
}

export function refusedOf({ file, range, code, message, hint }: Diagnostic): Refused {
  return { file, ...(range !== undefined && { line: range.start.line }), code, message, ...(hint !== undefined && { hint }) };
}

function unexplained(file: string): Refused {
  return { file, code: "file-unreadable", message: "The file can't be read." };
}
