import type { Diagnostic, Range, Severity } from "../errors/diagnostic.ts";
import type { DocumentPlaces, Path } from "./document-places.ts";

/** Diagnostics as they are found, over all files. */
export class Findings {
  readonly #diagnostics: Diagnostic[] = [];

  add(...diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.#diagnostics.push(diagnostic);
  }

  /** In order of file and place. */
  sorted(): readonly Diagnostic[] {
    return this.#diagnostics.toSorted(
      (a, b) => compareText(a.file, b.file) || (a.range?.start.offset ?? -1) - (b.range?.start.offset ?? -1),
    );
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The findings about one document, by path. */
export class DocumentFindings {
  readonly #findings: Findings;
  readonly #places: DocumentPlaces;
  #failed = false;

  constructor(findings: Findings, places: DocumentPlaces) {
    this.#findings = findings;
    this.#places = places;
  }

  /** Whether the document has an error. */
  get failed(): boolean {
    return this.#failed;
  }

  get places(): DocumentPlaces {
    return this.#places;
  }

  /** An error about a value. */
  error(code: string, path: Path, message: string, hint?: string): void {
    this.#failed = true;
    this.#add("error", code, this.#places.rangeOf(path), message, hint);
  }

  /** An error about a key. */
  errorAtKey(code: string, path: Path, message: string, hint?: string): void {
    this.#failed = true;
    this.#add("error", code, this.#places.keyRangeOf(path), message, hint);
  }

  warning(code: string, path: Path, message: string, hint?: string): void {
    this.#add("warning", code, this.#places.rangeOf(path), message, hint);
  }

  #add(severity: Severity, code: string, range: Range, message: string, hint: string | undefined): void {
    this.#findings.add({ code, severity, message, file: this.#places.file, range, ...(hint !== undefined && { hint }) });
  }
}
