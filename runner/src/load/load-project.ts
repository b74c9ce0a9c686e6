import type { Diagnostic, Range } from "../errors/diagnostic.ts";
import { projectFile } from "../project/document-files.ts";
import type { ProjectTexts, TextFile } from "../project/project-texts.ts";
import { checkConnections } from "./check-connections.ts";
import { checkMasks } from "./check-masks.ts";
import { checkName } from "./check-name.ts";
import { checkProject } from "./check-project.ts";
import { checkSchedule } from "./check-schedule.ts";
import { checkTemplate } from "./check-template.ts";
import type { Path } from "./document-places.ts";
import { checkDuplicates } from "./duplicates.ts";
import { type DocumentFindings, Findings } from "./findings.ts";
import type { Connections, Loaded, LoadedProject, ResolvedExtract, UnsoundDocument } from "./project-documents.ts";
import { readDocuments } from "./read-documents.ts";
import { mayHoldReference } from "./references.ts";
import { resolveExtract } from "./resolve-extract.ts";
import type { Shelf } from "./resolve-schedule.ts";
import type { DocumentKind } from "./schemas.ts";
import { type DocumentOf, type FileRole, type ValidatedDocument, validateDocument } from "./validate-document.ts";

/** What loading needs beside the texts. */
export interface LoadOptions {
  /** The day on which grants are looked at, YYYY-MM-DD in UTC. */
  readonly today: string;
}

type Texts = Pick<ProjectTexts, "files" | "connections">;
type OfKind<Kind extends DocumentKind> = ValidatedDocument & { readonly kind: Kind };

/**
 * Texts -> documents: parsed, validated, their references followed, frozen. Pure: no files, clock or environment. A mistake is
 * a diagnostic with its place; an unsound document is left out and never stops the others. Never throws for a text's content.
 * What could not be read stays in the texts' own diagnostics.
 */
export function loadProject(texts: Texts, options: LoadOptions): LoadedProject {
  const findings = new Findings();
  const reader = new DocumentReader(findings);
  for (const file of texts.files) reader.read(file, file.path === projectFile ? "project" : "authored");
  if (texts.connections !== undefined) reader.read(texts.connections, "connections");

  const connections = findConnections(reader, texts.connections?.trusted ?? false);
  const named = [...reader.ofKind("Extract"), ...reader.ofKind("Schedule"), ...reader.ofKind("Template")].filter(hasName);
  checkDuplicates(named);
  const templates = shelve(reader.ofKind("Template"), checkTemplate);
  const schedules = shelve(reader.ofKind("Schedule"), (place, schedule) => {
    checkName(place, schedule.name);
    checkSchedule(place, schedule, []);
  });

  const project = findProject(reader);
  const extractNames = new Set(
    reader
      .ofKind("Extract")
      .filter(hasName)
      .map(({ value }) => value.name),
  );
  const checked =
    project &&
    checkProject(
      { findings: project.findings, connections: connections?.value, templates, extracts: extractNames, today: options.today },
      project.value,
    );
  const extracts = new Map<string, ResolvedExtract>();
  if (checked?.usable) {
    for (const { value, findings: place } of reader.ofKind("Template")) {
      if (!place.failed) checkMasks(place, value, checked.project);
    }
    const around = { ...checked, connections: connections?.value, templates, schedules, today: options.today };
    for (const { value, findings: place } of reader.ofKind("Extract")) {
      if (place.failed) continue;
      const extract = resolveExtract(place, value, around);
      if (extract !== undefined) extracts.set(extract.name, extract);
    }
  } else {
    sayHeldBack(findings, extractNames.size);
  }
  return Object.freeze({
    ...(checked?.usable && project !== undefined && { project: loaded(checked.project, project.findings) }),
    ...(connections !== undefined && { connections }),
    templates: templates.sound,
    schedules: schedules.sound,
    extracts,
    unsound: named.flatMap((document) => unsoundOf(document, extracts)),
    diagnostics: findings.sorted(),
    documents: reader.count,
  });
}

/** Reads files and keeps their documents by kind. */
class DocumentReader {
  count = 0;
  readonly #findings: Findings;
  readonly #documents: ValidatedDocument[] = [];

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  read(file: TextFile, role: FileRole): void {
    const { documents, diagnostics, count } = readDocuments(file, role !== "connections");
    this.count += count;
    this.#findings.add(...diagnostics);
    const references = mayHoldReference(file.text);
    for (const document of documents) {
      const validated = validateDocument(this.#findings, document, role, references);
      if (validated !== undefined) this.#documents.push(validated);
    }
  }

  ofKind<Kind extends DocumentKind>(kind: Kind): readonly OfKind<Kind>[] {
    return this.#documents.filter((document): document is OfKind<Kind> => document.kind === kind);
  }
}

/** Documents that failed their schema may be without a name, or have one that is none. */
function hasName(document: { readonly value: { readonly name?: unknown; readonly id?: unknown } }): boolean {
  const { name, id } = document.value;
  return typeof name === "string" && (id === undefined || typeof id === "string");
}

function shelve<Kind extends "Template" | "Schedule">(
  documents: readonly OfKind<Kind>[],
  check: (findings: DocumentFindings, value: DocumentOf[Kind]) => void,
): Shelf<DocumentOf[Kind]> {
  const sound = new Map<string, Loaded<DocumentOf[Kind]>>();
  const unsound = new Set<string>();
  for (const document of documents) {
    if (!hasName(document)) continue;
    const value = document.value as DocumentOf[Kind];
    if (!document.findings.failed) check(document.findings, value);
    if (document.findings.failed) unsound.add(value.name);
    else sound.set(value.name, loaded(value, document.findings));
  }
  return { sound, unsound };
}

function loaded<Document>(value: Document, { places }: DocumentFindings): Loaded<Document> {
  return Object.freeze({ file: places.file, value, rangeOf: (...path: Path): Range => places.rangeOf(path) });
}

function findConnections(reader: DocumentReader, trusted: boolean): Loaded<Connections> | undefined {
  const [first, ...others] = reader.ofKind("Connections");
  for (const other of others) {
    other.findings.error(
      "connections-duplicate",
      ["kind"],
      "The file holds a second document of kind `Connections`; it may hold one.",
    );
  }
  if (first === undefined || first.findings.failed || others.length > 0) return undefined;
  checkConnections(first.findings, first.value, trusted);
  return first.findings.failed ? undefined : loaded(first.value, first.findings);
}

function findProject(reader: DocumentReader): OfKind<"Project"> | undefined {
  const [first, ...others] = reader.ofKind("Project");
  for (const other of others) {
    other.findings.error(
      "project-duplicate",
      ["kind"],
      "datafeed.yaml holds a second document of kind `Project`; it may hold one.",
    );
  }
  return first === undefined || first.findings.failed || others.length > 0 ? undefined : first;
}

/** Extracts that nobody could check are not passed over in silence. */
function sayHeldBack(findings: Findings, extracts: number): void {
  if (extracts === 0) return;
  const message = `${extracts} ${extracts === 1 ? "extract is" : "extracts are"} held back until datafeed.yaml holds a project without errors.`;
  findings.add({ code: "project-unsound", severity: "error", message, file: projectFile } satisfies Diagnostic);
}

function unsoundOf(
  document: OfKind<"Extract" | "Schedule" | "Template">,
  extracts: ReadonlyMap<string, ResolvedExtract>,
): UnsoundDocument[] {
  const { kind, value, findings } = document;
  if (!findings.failed && (kind !== "Extract" || extracts.has(value.name))) return [];
  return [{ kind, name: value.name, file: findings.places.file }];
}
