/**
 * The pure door for editors: what a document means and what is wrong with it, without files, clock or network. It grows with
 * the pure rooms; nothing that reads or connects may enter here.
 */
export type { Diagnostic, Position, Range, Severity } from "./errors/diagnostic.ts";
export { hasErrors } from "./errors/diagnostic.ts";
export { complete } from "./language/complete.ts";
export { type Completion, type CompletionKind, resolveCompletion } from "./language/completion.ts";
export { applyEdits, type EditedFile, type ForeignPlace, type TextEdit } from "./language/edits.ts";
export { type ExtractInText, extractsIn } from "./language/extracts-in.ts";
export { type Hover, hover } from "./language/hover/hover.ts";
export type { LanguageContext } from "./language/known.ts";
export { type ExtractLens, lenses } from "./language/lenses.ts";
export { definition, type Reference, references } from "./language/navigation.ts";
export { kindByName, type PlaceInDocument, placeInDocument } from "./language/place-in-document.ts";
export { pairsOf, removePairs } from "./language/quick-fixes/node-edits.ts";
export type { QuickFix } from "./language/quick-fixes/quick-fix.ts";
export { fixAll, fixableCodes, quickFixes } from "./language/quick-fixes/quick-fixes.ts";
export { type ExtractSql, sqlOf } from "./language/sql-of.ts";
export { type DocumentSymbol, symbols } from "./language/symbols.ts";
export { scalarText } from "./language/yaml-text.ts";
export { isDeviceName } from "./load/check-name.ts";
export { composeYaml } from "./load/compose-yaml.ts";
export { instantOf, isDate, parseDateTime } from "./load/date-time.ts";
export { defaults } from "./load/defaults.ts";
export { didYouMean, nearest } from "./load/did-you-mean.ts";
export { explainExtract } from "./load/explain-extract.ts";
export { feedSourceWords } from "./load/feed-source-words.ts";
export { fieldOf, itemsOf, logicalTypeOf, sourceOf } from "./load/field-types.ts";
export { checkValue, type WrittenType } from "./load/field-values.ts";
export { nullTests, operatorsOf } from "./load/filter.ts";
export { grantFor, maskOf } from "./load/grants.ts";
export { loadDraft } from "./load/load-draft.ts";
export { type LoadOptions, loadProject } from "./load/load-project.ts";
export { piiClassOf } from "./load/pii.ts";
export type * from "./load/project-documents.ts";
export { type KeptProject, ProjectLoader } from "./load/project-loader.ts";
export { keysInOrder } from "./load/read-value.ts";
export { commonSchema, type DocumentKind, documentKinds, documentSchemas } from "./load/schemas.ts";
export { shownFields } from "./load/select-fields.ts";
export { hasStoredNulls } from "./load/stored-nulls.ts";
export type { LogicalType } from "./load/types.ts";
export { isZone, zoneHint } from "./load/zones.ts";
export type { ConnectionsText, ProjectTexts, TextFile } from "./project/project-texts.ts";
export { parseCron } from "./schedule/cron.ts";
export { describeSchedule } from "./schedule/describe.ts";
export { immediateWindow } from "./schedule/immediate-window.ts";
export { lastClosedWindow, nextRuns } from "./schedule/runs.ts";
