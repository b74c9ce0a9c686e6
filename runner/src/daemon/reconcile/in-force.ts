import { feedDefinitionHash } from "../../compile/feed-hash.ts";
import { canonicalJson, definitionHash, sha256Hex as sha256 } from "../../compile/hashes.ts";
import type { FeedSources } from "../../load/loaded-feeds.ts";
import type { ResolvedExtract, ResolvedFeed } from "../../load/project-documents.ts";
import type { ExtractSources } from "../../load/project-loader.ts";

/** What is in force, with what it was made from. */
export type InForce = ExtractInForce | FeedInForce;

interface Common {
  readonly definitionHash: string;
  /** JSON [{path, sha256}]: of its own file, its templates', its schedule's. */
  readonly texts: string;
  /** The commit in which it came to say this. */
  readonly commit: string | null;
}

/** An extract as it runs. */
export interface ExtractInForce extends Common {
  readonly kind: "Extract";
  readonly resolved: ResolvedExtract;
  readonly sources: ExtractSources;
  /** See `documentHash`. */
  readonly documentHash: string;
}

/** A feed as it runs. */
export interface FeedInForce extends Common {
  readonly kind: "Feed";
  readonly resolved: ResolvedFeed;
  readonly sources: FeedSources;
}

/** An extract or a feed with its documents. */
export type Found =
  | { readonly kind: "Extract"; readonly resolved: ResolvedExtract; readonly sources: ExtractSources }
  | { readonly kind: "Feed"; readonly resolved: ResolvedFeed; readonly sources: FeedSources };

/** Where a text was kept. */
export interface TextRef {
  readonly path: string;
  readonly sha256: string;
}

type Made = Omit<ExtractInForce, "commit"> | Omit<FeedInForce, "commit">;

/** Works out hashes once for each extract or feed, as long as it is the same. */
export class InForceMaker {
  readonly #made = new WeakMap<Found["resolved"], Made>();
  readonly #refs = new WeakMap<Found["sources"], string>();

  of(found: Found): Made {
    const known = this.#made.get(found.resolved);
    if (known?.sources === found.sources) return known;
    const texts = this.#textsOf(found.sources);
    const made: Made =
      found.kind === "Feed"
        ? { ...found, definitionHash: feedDefinitionHash(found.resolved), texts }
        : {
            ...found,
            definitionHash: definitionHash(found.resolved),
            documentHash: documentHash(found.sources),
            texts,
          };
    this.#made.set(found.resolved, made);
    return made;
  }

  #textsOf(sources: Found["sources"]): string {
    const known = this.#refs.get(sources);
    if (known !== undefined) return known;
    const refs = textFiles(sources).map(({ path, text }): TextRef => ({ path, sha256: sha256(text) }));
    const json = JSON.stringify(refs);
    this.#refs.set(sources, json);
    return json;
  }
}

/** The files that an extract or a feed was made from, its own first, each once. */
export function textFiles(sources: Found["sources"]) {
  const documents =
    "feed" in sources ? [sources.feed, ...sources.templates] : [sources.extract, sources.template, sources.schedule];
  const places = documents.flatMap((document) => (document === undefined ? [] : [document.findings.places]));
  return [...new Map(places.map(({ file, text }) => [file, text]))].map(([path, text]) => ({ path, text }));
}

/** What an immediate extract's run does not depend on, or what says how and not what: a change of it is no reason to run again. */
const notPublished = new Set(["id", "name", "description", "enabled", "ready", "timeout", "retries", "retention", "notify"]);

/** SHA-256 of what an extract's own document says of its output. Layout and comments are not in it. */
function documentHash({ extract }: ExtractSources): string {
  const said = Object.entries(extract.value).filter(([key]) => !notPublished.has(key));
  return sha256(canonicalJson(Object.fromEntries(said)));
}

export { sha256 };
