import type { Diagnostic, Range } from "../errors/diagnostic.ts";
import { projectFile } from "../project/document-files.ts";
import type { TextFile } from "../project/project-texts.ts";
import type { Path } from "./document-places.ts";
import { type DocumentFindings, Findings } from "./findings.ts";
import type { Loaded } from "./project-documents.ts";
import { readDocuments } from "./read-documents.ts";
import { mayHoldReference } from "./references.ts";
import type { DocumentKind } from "./schemas.ts";
import { type FileRole, type ValidatedDocument, validateDocument } from "./validate-document.ts";

/** A file by itself: its documents, each against its schema. The dear part of loading. */
export interface LoadedFile {
  readonly text: string;
  readonly documents: readonly ValidatedDocument[];
  readonly diagnostics: readonly Diagnostic[];
  /** Documents in the file, sound or not. */
  readonly count: number;
}

/** A document of a kind, as it was validated. */
export type OfKind<Kind extends DocumentKind> = Extract<ValidatedDocument, { readonly kind: Kind }>;

/** Parses a file and validates what it holds. */
export function loadFile(file: TextFile, role: FileRole = file.path === projectFile ? "project" : "authored"): LoadedFile {
  const findings = new Findings();
  const read = readDocuments(file, role !== "connections");
  findings.add(...read.diagnostics);
  const references = mayHoldReference(file.text);
  const documents: ValidatedDocument[] = [];
  for (const document of read.documents) {
    const validated = validateDocument(findings, document, role, references);
    if (validated !== undefined) documents.push(validated);
    document.places.release();
  }
  return { text: file.text, documents, diagnostics: findings.found, count: read.count };
}

/** The documents of a kind. */
export function ofKind<Kind extends DocumentKind>(
  documents: readonly ValidatedDocument[],
  kind: Kind,
): readonly OfKind<Kind>[] {
  return documents.filter((document): document is OfKind<Kind> => document.kind === kind);
}

/** Documents that failed their schema may be without a name, or have one that is none. */
export function hasName(document: { readonly value: { readonly name?: unknown; readonly id?: unknown } }): boolean {
  const { name, id } = document.value;
  return typeof name === "string" && (id === undefined || typeof id === "string");
}

/** Whether something in the file has no name that could be read. */
export function isOpaque({ documents, count }: LoadedFile): boolean {
  return documents.length < count || !documents.every((document) => hasName(document as { readonly value: object }));
}

/** A document with its place. */
export function place<Document>(value: Document, { places }: DocumentFindings): Loaded<Document> {
  return Object.freeze({ file: places.file, value, rangeOf: (...path: Path): Range => places.rangeOf(path) });
}
