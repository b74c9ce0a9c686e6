import type { Refused } from "../../commands/commands.ts";
import type { Diagnostic } from "../../errors/diagnostic.ts";
import type { KnownDocument } from "../../ledger/applied-state.ts";
import type { KeptProject, Policy, ProjectLoader } from "../../load/project-loader.ts";
import type { ExtractInForce, FeedInForce, Found, InForce, InForceMaker, TextRef } from "./in-force.ts";

/**
 * What is done with an extract or a feed: its newest text is in force, or the last good one, or (refused, nothing in force) none.
 */
export interface Choice {
  readonly kind: InForce["kind"];
  readonly inForce?: InForce;
  /** Why the newest text is not in force. */
  readonly refused?: Refused;
}

/** By name: no feed has the name of an extract. */
export type Choices = ReadonlyMap<string, Choice>;

/** What was chosen of each extract, by name. */
export type ExtractChoices = ReadonlyMap<string, { readonly inForce?: ExtractInForce; readonly refused?: Refused }>;
/** What was chosen of each feed, by name. */
export type FeedChoices = ReadonlyMap<string, { readonly inForce?: FeedInForce; readonly refused?: Refused }>;

/** What there is to choose from. */
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
  readonly rows: ReadonlyMap<string, KnownDocument> | undefined;
  /** The documents in texts that the ledger keeps, under the policy of now. */
  readonly findKept: (kind: InForce["kind"], name: string, refs: readonly TextRef[]) => Sources | undefined;
}

export type Sources = InForce["sources"];

/** Every extract and feed that is in force or refused, by name. What is missing is gone. */
export function choose(choosing: Choosing): Choices {
  const choices = new Map<string, Choice>();
  const { maker, before } = choosing;
  for (const found of foundIn(choosing.loaded)) {
    const { kind, resolved, sources } = found;
    const known = before.get(resolved.name);
    const same = known?.resolved === resolved && known.sources === sources;
    choices.set(resolved.name, { kind, inForce: same ? known : withCommit(choosing, maker.of(found)) });
  }
  for (const [name, why] of stillThere(choosing)) choices.set(name, lastGood(choosing, name, why));
  return choices;
}

/** The sound extracts and feeds of a project. */
export function* foundIn({ extracts, sources, feeds, feedSources }: KeptProject): Generator<Found> {
  for (const [name, resolved] of extracts) {
    const its = sources.get(name);
    if (its !== undefined) yield { kind: "Extract", resolved, sources: its };
  }
  for (const [name, resolved] of feeds) {
    const its = feedSources.get(name);
    if (its !== undefined) yield { kind: "Feed", resolved, sources: its };
  }
}

/** The extracts among them. */
export function extractsOf(choices: Choices): ExtractChoices {
  return new Map([...choices].filter(([, { kind }]) => kind === "Extract")) as ExtractChoices;
}

/** The feeds among them. */
export function feedsOf(choices: Choices): FeedChoices {
  return new Map([...choices].filter(([, { kind }]) => kind === "Feed")) as FeedChoices;
}

/**
 * Extracts and feeds that were in force and are unsound now: their names, or ids, are those of unsound documents; or they came
 * from a file of which something can't be understood, where nobody can say that they are gone. With what is wrong.
 */
export function stillThere(choosing: Pick<Choosing, "loaded" | "errors" | "unreadable" | "before" | "rows">) {
  const { loaded, errors, unreadable, before, rows } = choosing;
  const unsound = loaded.unsound.filter(({ kind }) => kind === "Extract" || kind === "Feed");
  const found = new Map<string, Refused>();
  if (unsound.length === 0 && loaded.opaque.size === 0 && unreadable.length === 0) return found;
  const byName = new Map(unsound.map((document) => [document.name, document]));
  const byId = new Map(unsound.flatMap((document) => (document.id === undefined ? [] : [[document.id, document] as const])));
  const soundIds = new Set([...foundIn(loaded)].flatMap(({ resolved }) => resolved.id ?? []));
  const firstErrors = new Map<string, Diagnostic>();
  for (const error of errors) if (!firstErrors.has(error.file)) firstErrors.set(error.file, error);

  const names = new Set([...before.keys(), ...[...(rows ?? [])].filter(([, row]) => !row.removed).map(([name]) => name)]);
  for (const name of names) {
    if (loaded.extracts.has(name) || loaded.feeds.has(name)) continue;
    const known = before.get(name);
    const id = known?.resolved.id ?? rows?.get(name)?.documentId ?? undefined;
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
  const { before, rows, findKept, maker } = choosing;
  const [known, row] = [before.get(name), rows?.get(name)];
  const kind = known?.kind ?? row?.document ?? "Extract";
  // What the ledger keeps is what all runners go by.
  const sources =
    known !== undefined && (row === undefined || row.removed || row.texts === known.texts)
      ? known.sources
      : (findKept(kind, name, JSON.parse(row?.texts ?? "[]") as readonly TextRef[]) ?? known?.sources);
  const found = sources && resolveAgain(choosing, sources);
  if (found === undefined) return { kind, refused };
  return { kind, inForce: withCommit(choosing, maker.of(found)), refused };
}

function resolveAgain({ loader, policy }: Choosing, sources: Sources): Found | undefined {
  if ("feed" in sources) {
    const { feed } = loader.resolveFeed(sources, policy);
    return feed && { kind: "Feed", resolved: feed, sources };
  }
  const { extract } = loader.resolve(sources, policy);
  return extract && { kind: "Extract", resolved: extract, sources };
}

/** A text keeps the commit with which it came. */
export function withCommit(
  { before, rows, commit }: Pick<Choosing, "before" | "rows" | "commit">,
  made: ReturnType<InForceMaker["of"]>,
): InForce {
  const { name } = made.resolved;
  const known = before.get(name) ?? rows?.get(name);
  return { ...made, commit: known?.texts === made.texts ? known.commit : commit };
}

/** A finding as the ledger and people get it. */
export function refusedOf({ file, range, code, message, hint }: Diagnostic): Refused {
  return { file, ...(range !== undefined && { line: range.start.line }), code, message, ...(hint !== undefined && { hint }) };
}

function unexplained(file: string): Refused {
  return { file, code: "file-unreadable", message: "The file can't be read." };
}
