import { createHash } from "node:crypto";
import { canonicalJson, definitionHash } from "../../compile/hashes.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { ExtractSources } from "../../load/project-loader.ts";

/** An extract that is in force, with what it was made from. */
export interface InForce {
  readonly extract: ResolvedExtract;
  readonly sources: ExtractSources;
  readonly definitionHash: string;
  /** See `documentHash`. */
  readonly documentHash: string;
  /** JSON [{path, sha256}]: of its own file, its template's, its schedule's. */
  readonly texts: string;
  /** The commit in which it came to say this. */
  readonly commit: string | null;
}

/** Where a text was kept. */
export interface TextRef {
  readonly path: string;
  readonly sha256: string;
}

type Made = Omit<InForce, "commit">;

/** Works out hashes once for each extract, as long as it is the same. */
export class InForceMaker {
  readonly #made = new WeakMap<ResolvedExtract, Made>();
  readonly #refs = new WeakMap<ExtractSources, string>();

  of(extract: ResolvedExtract, sources: ExtractSources): Made {
    const known = this.#made.get(extract);
    if (known?.sources === sources) return known;
    const made = {
      extract,
      sources,
      definitionHash: known?.definitionHash ?? definitionHash(extract),
      documentHash: documentHash(sources),
      texts: this.#textsOf(sources),
    };
    this.#made.set(extract, made);
    return made;
  }

  #textsOf(sources: ExtractSources): string {
    const known = this.#refs.get(sources);
    if (known !== undefined) return known;
    const refs = textFiles(sources).map(({ path, text }): TextRef => ({ path, sha256: sha256(text) }));
    const json = JSON.stringify(refs);
    this.#refs.set(sources, json);
    return json;
  }
}

/** The files that an extract was made from, its own first, each once. */
export function textFiles({ extract, template, schedule }: ExtractSources) {
  const places = [extract, template, ...(schedule === undefined ? [] : [schedule])].map(({ findings }) => findings.places);
  return [...new Map(places.map(({ file, text }) => [file, text]))].map(([path, text]) => ({ path, text }));
}

/** What an immediate extract's run does not depend on, or what says how and not what: a change of it is no reason to run again. */
const notPublished = new Set(["id", "name", "description", "enabled", "ready", "timeout", "retries", "retention", "notify"]);

/** SHA-256 of what an extract's own document says of its output. Layout and comments are not in it. */
function documentHash({ extract }: ExtractSources): string {
  const said = Object.entries(extract.value).filter(([key]) => !notPublished.has(key));
  return sha256(canonicalJson(Object.fromEntries(said)));
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
