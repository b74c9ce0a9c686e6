import type { Template } from "../../../schemas/generated/documents.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import { checkNamesIn } from "./check-names-in.ts";
import { Findings } from "./findings.ts";
import { type OfKind, ofKind } from "./load-file.ts";
import type { LoadedParts } from "./loaded-parts.ts";
import type { ResolvedFeed } from "./project-documents.ts";
import { type FeedSurroundings, resolveFeed } from "./resolve-feed.ts";
import type { Shelf } from "./resolve-schedule.ts";
import type { ValidatedDocument } from "./validate-document.ts";

/** The documents that a feed is made of. */
export interface FeedSources {
  readonly feed: OfKind<"Feed">;
  /** Each once, in the order in which the events name them. */
  readonly templates: readonly OfKind<"Template">[];
}

/** What came of a feed. */
export interface FeedResolution {
  readonly feed?: ResolvedFeed;
  readonly diagnostics: readonly Diagnostic[];
  /** Why there is no feed. */
  readonly error?: Diagnostic;
}

/** What feeds are resolved under beside their own documents. The same object as long as it says the same. */
export type FeedPolicy = Omit<FeedSurroundings, "templates">;

/** What came of a feed of the project; `sources` where it is sound. */
export interface ResolvedWithSources extends FeedResolution {
  readonly sources: FeedSources | undefined;
}

interface Kept extends ResolvedWithSources {
  readonly policy: FeedPolicy;
  readonly templates: Shelf<Template>;
}

/** The feeds of a project, each resolved again only when something that it depends on has changed. */
export class LoadedFeeds {
  readonly #parts: LoadedParts;
  readonly #kept = new WeakMap<ValidatedDocument, Kept>();
  readonly #again = new WeakMap<FeedSources, FeedResolution & { readonly policy: FeedPolicy }>();

  constructor(parts: LoadedParts) {
    this.#parts = parts;
  }

  /** A feed of the project, with the documents that it was made of where it is sound. */
  resolve(document: OfKind<"Feed">, policy: FeedPolicy, templates: Shelf<Template>): ResolvedWithSources {
    const resolution = resolveIn(document, { ...policy, templates });
    const sources = resolution.feed && this.#sourcesOf(document, templates);
    const kept: Kept = { ...resolution, policy, templates, sources };
    this.#kept.set(document, kept);
    return kept;
  }

  #sourcesOf(document: OfKind<"Feed">, templates: Shelf<Template>): FeedSources {
    const parts = namesOf(document).map((name) => this.#parts.documentOf("Template", templates.sound.get(name)));
    return { feed: document, templates: parts.filter((part) => part !== undefined) };
  }

  /** Why a feed of the project was left out under the policy that holds. */
  errorOf(document: ValidatedDocument): Diagnostic | undefined {
    return this.#kept.get(document)?.error;
  }

  /** A feed from documents that were sound once, under the policy of now. */
  resolveAgain(sources: FeedSources, policy: FeedPolicy): FeedResolution {
    const known = this.#again.get(sources);
    if (known?.policy === policy) return known;
    const templates = this.#parts.templatesOf(sources.templates);
    const resolved = { policy, ...resolveIn(sources.feed, { ...policy, templates }) };
    this.#again.set(sources, resolved);
    return resolved;
  }

  /** What was found out about a feed, unless something that it depends on has changed. */
  stillHolds(document: OfKind<"Feed">, policy: FeedPolicy, templates: Shelf<Template>): ResolvedWithSources | undefined {
    const kept = this.#kept.get(document);
    if (kept === undefined || kept.policy !== policy) return undefined;
    if (kept.templates === templates) return kept;
    // One with errors may miss what is there now, or what its message names.
    if (kept.feed === undefined) return undefined;
    if (!namesOf(document).every((name) => kept.templates.sound.get(name) === templates.sound.get(name))) return undefined;
    const now = { ...kept, templates };
    this.#kept.set(document, now);
    return now;
  }
}

/** The documents of a feed among others; undefined when one is missing. */
export function findFeedSources(documents: readonly ValidatedDocument[], name: string): FeedSources | undefined {
  const feed = ofKind(documents, "Feed").find(({ value }) => value.name === name);
  if (feed === undefined) return undefined;
  const templates = namesOf(feed).map((wanted) => ofKind(documents, "Template").find(({ value }) => value.name === wanted));
  const found = templates.filter((template) => template !== undefined);
  return found.length < templates.length ? undefined : { feed, templates: found };
}

function namesOf({ value: { events } }: OfKind<"Feed">): readonly string[] {
  return [...new Set(Object.values(events).map(({ template }) => template))];
}

const nothing: readonly Diagnostic[] = Object.freeze([]);

function resolveIn(document: OfKind<"Feed">, around: FeedSurroundings): FeedResolution {
  const found = new Findings();
  const findings = document.findings.fork(found);
  if (findings.failed) checkNamesIn(findings, document.value, around);
  const feed = findings.failed ? undefined : resolveFeed(findings, document.value, around);
  findings.places.release();
  return {
    ...(feed !== undefined && { feed }),
    ...(findings.firstError !== undefined && { error: findings.firstError }),
    diagnostics: found.found.length === 0 ? nothing : found.found,
  };
}
