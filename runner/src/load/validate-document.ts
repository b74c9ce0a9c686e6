import type { Connections, Extract, Feed, Project, Schedule, Template, Test } from "../../../schemas/generated/documents.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Path } from "./document-places.ts";
import { DocumentFindings, type Findings, isInFilter } from "./findings.ts";
import type { ReadDocument } from "./read-documents.ts";
import { findReferences } from "./references.ts";
import { schemaProblems } from "./schema-problems.ts";
import { type DocumentKind, documentKinds } from "./schemas.ts";
import { shown, shownChoice } from "./shown-value.ts";
import { validatorOf } from "./validators.ts";

/** The TypeScript type of each kind of document. */
export interface DocumentOf {
  readonly Project: Project;
  readonly Connections: Connections;
  readonly Extract: Extract;
  readonly Schedule: Schedule;
  readonly Feed: Feed;
  readonly Template: Template;
  readonly Test: Test;
}

/** A document of a known kind, with what was found in it. Its value is sound when its findings have not failed. */
export type ValidatedDocument = {
  [Kind in DocumentKind]: { readonly kind: Kind; readonly value: DocumentOf[Kind]; readonly findings: DocumentFindings };
}[DocumentKind];

/** Where a document came from decides which kinds it may have. */
export type FileRole = "project" | "connections" | "authored";

const allowedKinds: Readonly<Record<FileRole, readonly DocumentKind[]>> = {
  project: ["Project"],
  connections: ["Connections"],
  authored: ["Extract", "Schedule", "Feed", "Template", "Test"],
};

const homes: Readonly<Record<FileRole, string>> = {
  project: "datafeed.yaml",
  connections: "connections.yaml",
  authored: "extracts/ or templates/",
};

/** Checks a document's kind and schema; undefined when nothing more can be said of it. */
export function validateDocument(
  all: Findings,
  document: ReadDocument,
  role: FileRole,
  mayHoldReference: boolean,
): ValidatedDocument | undefined {
  const findings = new DocumentFindings(all, document.places);
  const kind = checkKind(findings, document.value["kind"], role);
  if (mayHoldReference && role !== "connections") refuseReferences(findings, document);
  if (kind === undefined) return undefined;
  const validate = validatorOf(kind);
  if (!validate(document.value)) {
    const mayQuote = (path: Path) => kind !== "Connections" && !isInFilter(path);
    for (const { code, message, hint, path, atKey } of schemaProblems(validate.errors ?? [], mayQuote)) {
      if (atKey) findings.errorAtKey(code, path, message, hint);
      else findings.error(code, path, message, hint);
    }
  }
  // The schema has just been asked; for a document that failed it, only its name may be looked at.
  return { kind, value: document.value, findings } as unknown as ValidatedDocument;
}

function checkKind(findings: DocumentFindings, kind: unknown, role: FileRole): DocumentKind | undefined {
  const allowed = allowedKinds[role];
  if (kind === undefined || kind === null) {
    findings.errorAtKey("kind-missing", [], `The key \`kind\` is missing; expected ${shownChoice(allowed)}.`);
    return undefined;
  }
  const known = documentKinds.find((name) => name === kind);
  if (known === undefined) {
    const hint = typeof kind === "string" ? didYouMean(kind, documentKinds) : undefined;
    findings.error(
      "kind-unknown",
      ["kind"],
      `There is no kind ${shown(kind)} of document; expected ${shownChoice(allowed)}.`,
      hint,
    );
    return undefined;
  }
  if (allowed.includes(known)) return known;
  const home = (Object.keys(allowedKinds) as FileRole[]).find((name) => allowedKinds[name].includes(known)) ?? "authored";
  const message = `A document of kind ${shown(known)} can't stand in this file; its place is ${homes[home]}.`;
  findings.error("kind-misplaced", ["kind"], message);
  return undefined;
}

function refuseReferences(findings: DocumentFindings, document: ReadDocument): void {
  findReferences(document.value, (path) => {
    const message = "A reference to a secret stands here; only connections.yaml may hold one.";
    findings.error("secret-outside-connections", path, message, "Name a warehouse or destination of the connections instead.");
  });
}
