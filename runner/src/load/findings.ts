import type { Diagnostic, Severity } from "../errors/diagnostic.ts";
import type { DocumentPlaces, Path } from "./document-places.ts";
import { writeTrueOrFalse } from "./schema-problems.ts";

/** Diagnostics as they are found, over all files. */
export class Findings {
  readonly #diagnostics: Diagnostic[] = [];

  add(...diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.#diagnostics.push(diagnostic);
  }

  /** As they were found. */
  get found(): readonly Diagnostic[] {
    return this.#diagnostics;
  }

  /** In order of file and place. Where true or false is asked for, the warning that asks for quotes around `yes` is left out. */
  sorted(): readonly Diagnostic[] {
    const truths = new Set(this.#diagnostics.filter(({ hint }) => hint === writeTrueOrFalse).map(placeOf));
    const telling = this.#diagnostics.filter((found) => found.code !== "yaml-ambiguous" || !truths.has(placeOf(found)));
    return telling.sort((a, b) => compareText(a.file, b.file) || (a.range?.start.offset ?? -1) - (b.range?.start.offset ?? -1));
  }
}

function placeOf({ file, range }: Diagnostic): string {
  return `${range?.start.offset ?? ""}-${range?.end.offset ?? ""} ${file}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** So many findings are shown for one document: nobody reads more, and a file of one thousand mistakes must not take minutes. */
const maxFindings = 50;

/** Whether a path of a document is in what may be compared with personal data: filters, and what checks accept. */
export function isInFilter(path: Path): boolean {
  if (path[0] === "events" && path[2] === "when") return true;
  return path[0] === "filter" || (path[0] === "checks" && path[2] === "accepted" && path.length > 4);
}

/** Where the reader of a filter puts what it finds: a document's findings, or those of a request. */
export type FilterFindings = Pick<DocumentFindings, "error" | "errorAtKey">;

/** The findings about one document, by path. */
export class DocumentFindings {
  readonly #findings: Findings;
  readonly #places: DocumentPlaces;
  #count = 0;
  /** How the findings beyond the limit were told of. */
  #cutAs: Severity | undefined;
  #failed = false;
  #firstError: Diagnostic | undefined;
  /** The keys of the document in which an error lies. */
  readonly #wrongKeys = new Set<unknown>();

  constructor(findings: Findings, places: DocumentPlaces) {
    this.#findings = findings;
    this.#places = places;
  }

  /** What is found from here on goes to `findings`; what was found so far counts, and this one stays as it is. */
  fork(findings: Findings): DocumentFindings {
    const fork = new DocumentFindings(findings, this.#places);
    fork.#count = this.#count;
    fork.#cutAs = this.#cutAs;
    fork.#failed = this.#failed;
    fork.#firstError = this.#firstError;
    for (const key of this.#wrongKeys) fork.#wrongKeys.add(key);
    return fork;
  }

  /** Whether the document has an error. */
  get failed(): boolean {
    return this.#failed;
  }

  /** The error that was found first. */
  get firstError(): Diagnostic | undefined {
    return this.#firstError;
  }

  /** Whether an error was found in the value of a key of the document. */
  hasErrorAt(key: string): boolean {
    return this.#wrongKeys.has(key);
  }

  get places(): DocumentPlaces {
    return this.#places;
  }

  /** An error about a value. */
  error(code: string, path: Path, message: string, hint?: string): void {
    this.#failed = true;
    this.#add("error", code, path, false, message, hint);
  }

  /** An error about a key. */
  errorAtKey(code: string, path: Path, message: string, hint?: string): void {
    this.#failed = true;
    this.#add("error", code, path, true, message, hint);
  }

  warning(code: string, path: Path, message: string, hint?: string): void {
    this.#add("warning", code, path, false, message, hint);
  }

  #add(severity: Severity, code: string, path: Path, atKey: boolean, message: string, hint: string | undefined): void {
    this.#count += 1;
    if (severity === "error") this.#wrongKeys.add(path[0]);
    // An error among what is not shown makes the document unsound, so it is said even after a warning was.
    if (this.#count > maxFindings && this.#cutAs !== undefined && (this.#cutAs === "error" || severity === "warning")) return;
    const range = atKey ? this.#places.keyRangeOf(path) : this.#places.rangeOf(path);
    const { file } = this.#places;
    if (this.#count > maxFindings) {
      this.#cutAs = severity;
      const rest = `The document has more than ${maxFindings} findings; from here on they are not shown.`;
      this.#findings.add({ code: "too-many-findings", severity, message: rest, file, range });
    } else {
      const more = { ...(hint !== undefined && { hint }), ...(isInFilter(path) && { hideSource: true as const }) };
      const found = { code, severity, message, file, range, ...more };
      if (severity === "error") this.#firstError ??= found;
      this.#findings.add(found);
    }
  }
}
