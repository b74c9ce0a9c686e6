import type { Diagnostic } from "../../errors/diagnostic.ts";
import type { LoadedProject } from "../../load/project-documents.ts";
import { aroundOf } from "../document-around.ts";
import type { EditedFile, TextEdit } from "../edits.ts";
import { knownAround, type LanguageContext } from "../known.ts";
import { kindOf } from "../place-in-document.ts";
import { fixExpressionFrom, fixUndeclaredPii } from "./fix-columns.ts";
import {
  fixColumnDuplicate,
  fixDocumentId,
  fixDocumentName,
  fixExpiredGrant,
  fixOutputPath,
  fixParquet,
  fixTabs,
} from "./fix-document.ts";
import { fixFeedAfter, fixFeedNotify, fixFeedRaise, fixFeedSource } from "./fix-feed.ts";
import { fixFilterValue, fixMaskedCondition, fixOperator } from "./fix-filter.ts";
import { fixByRemovingKey, fixDuplicateKey, fixKindMissing, fixKindUnknown, fixMissingKey, fixUnknownKey } from "./fix-keys.ts";
import { fixName } from "./fix-names.ts";
import { fixCron, fixDateTime, fixRhythm, fixRunDay, fixWindowAndSchedule, fixWindowReversed } from "./fix-schedules.ts";
import {
  fixDurationUnit,
  fixFieldDuplicate,
  fixFieldType,
  fixInstant,
  fixKeyField,
  fixMask,
  fixMeasureType,
  fixPrecision,
  fixSource,
  fixValueType,
} from "./fix-template.ts";
import { fixByQuoting, fixKeyName, fixType, fixValue } from "./fix-values.ts";
import type { Finding, Fixer, QuickFix } from "./quick-fix.ts";
import { spotAt } from "./spot.ts";

/** Who mends which codes of docs/errors.md. What is not here needs more than a change of the text. */
const fixers: Readonly<Record<string, Fixer>> = {
  "yaml-ambiguous": fixByQuoting,
  "yaml-duplicate-key": fixDuplicateKey,
  "number-imprecise": fixByQuoting,
  "kind-missing": fixKindMissing,
  "kind-unknown": fixKindUnknown,
  "unknown-key": fixUnknownKey,
  "missing-key": fixMissingKey,
  "wrong-type": fixType,
  "bad-value": fixValue,
  "bad-key": fixKeyName,
  "key-unused": fixByRemovingKey,
  "name-reserved": fixDocumentName,
  "name-duplicate": fixDocumentName,
  "id-duplicate": fixDocumentId,
  "template-unknown": fixName,
  "template-not-offered": fixName,
  "product-unknown": fixName,
  "owner-unknown": fixName,
  "user-unknown": fixName,
  "grant-extract-unknown": fixName,
  "schedule-unknown": fixName,
  "warehouse-undeclared": fixName,
  "destination-undeclared": fixName,
  "broker-undeclared": fixName,
  "notifier-unknown": fixName,
  "feed-after": fixFeedAfter,
  "feed-source": fixFeedSource,
  "feed-delivery": fixByRemovingKey,
  "feed-raise": fixFeedRaise,
  "feed-notify": fixFeedNotify,
  "field-unknown": fixName,
  "zone-unknown": fixName,
  "column-duplicate": fixColumnDuplicate,
  "date-time-invalid": fixDateTime,
  "window-reversed": fixWindowReversed,
  "window-and-schedule": fixWindowAndSchedule,
  "schedule-rhythm": fixRhythm,
  "schedule-day": fixRunDay,
  "cron-invalid": fixCron,
  "output-parquet": fixParquet,
  "path-placeholder": fixOutputPath,
  "path-unsafe": fixOutputPath,
  "field-source": fixSource,
  "field-type": fixFieldType,
  "field-precision": fixPrecision,
  "field-reference": fixInstant,
  "field-duplicate": fixFieldDuplicate,
  "time-field": fixInstant,
  "key-field": fixKeyField,
  "duration-unit": fixDurationUnit,
  "expression-from": fixExpressionFrom,
  "pii-undeclared": fixUndeclaredPii,
  "parameter-unused": fixByRemovingKey,
  "dedupe-unsupported": fixByRemovingKey,
  "measure-type": fixMeasureType,
  "value-type": fixValueType,
  "mask-without-pii": fixByRemovingKey,
  "mask-type": fixMask,
  "mask-weaker": fixMask,
  "filter-operator": fixOperator,
  "filter-value": fixFilterValue,
  "filter-on-masked-field": fixMaskedCondition,
  "grant-expired": fixExpiredGrant,
};

/** The codes for which there may be a fix. */
export const fixableCodes: readonly string[] = [...Object.keys(fixers), "yaml-syntax"];

/**
 * The ways to mend a finding of `loadProject` by a change of its file, the likeliest first; none where the text has changed
 * since the finding, and where only the author can know.
 */
export function quickFixes(
  file: EditedFile,
  diagnostic: Diagnostic,
  project: LoadedProject,
  context: LanguageContext = {},
): readonly QuickFix[] {
  const { code, range } = diagnostic;
  if (range === undefined || diagnostic.file !== file.path) return [];
  if (code === "yaml-syntax") return [fixTabs(file.text, range.start.offset)].filter((fix) => fix !== undefined);
  const fixer = Object.hasOwn(fixers, code) ? fixers[code] : undefined;
  const spot = fixer && spotAt(file.text, range);
  if (fixer === undefined || spot === undefined) return [];
  const around = aroundOf(spot.document);
  const { kind } = kindOf(file.path, around);
  if (kind === undefined) return [];
  const finding: Finding = { spot, file, kind, around, project, known: knownAround(project, context, { kind, around }) };
  const fixes = fixer(finding).filter((fix) => fix !== undefined && fix.edits.length > 0) as readonly QuickFix[];
  return [...fixes].sort((one, other) => Number(other.preferred ?? false) - Number(one.preferred ?? false));
}

/** The fixes that nobody could want otherwise, of all findings of a file at once; what overlaps is left for the next time. */
export function fixAll(
  file: EditedFile,
  diagnostics: readonly Diagnostic[],
  project: LoadedProject,
  context: LanguageContext = {},
): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (const diagnostic of diagnostics) {
    const certain = quickFixes(file, diagnostic, project, context).find((fix) => fix.certain);
    if (certain === undefined || certain.edits.some((edit) => edits.some((other) => overlaps(edit, other)))) continue;
    edits.push(...certain.edits);
  }
  return edits;
}

function overlaps(one: TextEdit, other: TextEdit): boolean {
  return one.start <= other.end && other.start <= one.end;
}
