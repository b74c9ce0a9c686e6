/**
 * The pure door for editors: what a document means and what is wrong with it, without files, clock or network. It grows with
 * the pure rooms; nothing that reads or connects may enter here.
 */
export type { Diagnostic, Position, Range, Severity } from "./errors/diagnostic.ts";
export { hasErrors } from "./errors/diagnostic.ts";
export { applyEdits, type EditedFile, type ForeignPlace, type TextEdit } from "./language/edits.ts";
export { kindByName, type PlaceInDocument, placeInDocument } from "./language/place-in-document.ts";
export { didYouMean, nearest } from "./load/did-you-mean.ts";
export { explainExtract } from "./load/explain-extract.ts";
export { fieldOf, logicalTypeOf, nestedFieldsOf, sourceOf } from "./load/field-types.ts";
export { operatorsOf } from "./load/filter.ts";
export { type LoadOptions, loadProject } from "./load/load-project.ts";
export { piiClassOf } from "./load/pii.ts";
export type * from "./load/project-documents.ts";
export { commonSchema, type DocumentKind, documentKinds, documentSchemas } from "./load/schemas.ts";
export type { LogicalType } from "./load/types.ts";
export type { ConnectionsText, ProjectTexts, TextFile } from "./project/project-texts.ts";
