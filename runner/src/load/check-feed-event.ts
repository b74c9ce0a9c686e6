import type { Feed, FeedEvent, Template } from "../../../schemas/generated/documents.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Path } from "./document-places.ts";
import { raisedBy } from "./feed-defaults.ts";
import { fieldOf, logicalTypeOf, sourceOf } from "./field-types.ts";
import type { DocumentFindings } from "./findings.ts";
import { piiClassOf } from "./pii.ts";
import { keysInOrder } from "./read-value.ts";
import { shown, shownChoice } from "./shown-value.ts";

/** An event type with its template. */
export interface CheckedEvent {
  readonly feed: Feed;
  readonly type: string;
  readonly event: FeedEvent;
  readonly template: Template;
}

/** The types that a record's key may have: they have one text for one value. */
const keyTypes = ["string", "integer", "uuid"] as const;
/** The types of key columns by which single rows are asked for. */
const rowKeyTypes = ["string", "integer", "uuid", "date"] as const;
const versionTypes = ["instant", "date", "integer", "decimal", "string", "uuid"] as const;

/** What the schema can't say of an event: whether its template can raise it, and has its key and its version. */
export function checkEvent(findings: DocumentFindings, checked: CheckedEvent): void {
  const { feed, type, event, template } = checked;
  const path = ["events", type];
  if (Object.values(template.fields).some(({ measure }) => measure !== undefined)) {
    const message = `The template ${shown(template.name)} is an aggregate: its rows are groups, and no change of a row tells of one.`;
    findings.error("feed-template", [...path, "template"], message, "Name a template of single rows.");
    return;
  }
  if (feed.source.changes !== undefined) checkRowKey(findings, checked);
  checkRaise(findings, checked);
  checkKey(findings, checked);
  checkVersion(findings, checked);
  if (event.hold !== undefined && event.after === undefined) {
    findings.errorAtKey("key-unused", [...path, "hold"], "`hold` means nothing without `after`: the event waits for none.");
  }
}

/** A change names a row by its key; the table must be known, and the key's columns. */
function checkRowKey(findings: DocumentFindings, { type, template }: CheckedEvent): void {
  const path = ["events", type, "template"];
  const name = shown(template.name);
  if (template.source.table === undefined) {
    const message = `The template ${name} reads a query, and changes are found in tables; expected \`source: { table: … }\`.`;
    findings.error("feed-template", path, message, "Name a template of a table, or write `lookback` in the feed's source.");
    return;
  }
  for (const key of template.key) {
    const field = fieldOf(template, key);
    if (field === undefined) continue;
    if (sourceOf(field) !== "column") {
      const message = `The key field ${shown(key)} of ${name} is not a column, and a change names its row by columns.`;
      findings.error("feed-template", path, message, "Name columns in the template's `key`.");
      continue;
    }
    const found = logicalTypeOf(template, key, "UTC")?.type ?? "string";
    if (rowKeyTypes.some((one) => one === found)) continue;
    const message = `The key field ${shown(key)} of ${name} is of type ${shown(found)}; expected ${shownChoice(rowKeyTypes)}.`;
    findings.error("feed-template", path, message, "Rows of other keys are found by `lookback` alone.");
  }
}

function checkRaise(findings: DocumentFindings, { feed, type, event }: CheckedEvent): void {
  const raise = raisedBy(event);
  if (feed.source.changes === undefined && raise.has("update") && !raise.has("insert")) {
    const message = "`raise: update` alone can't be told by `lookback`: a look sees a row, not whether it was there before.";
    findings.error("feed-raise", ["events", type, "raise"], message, "Write `[insert, update]`, or `source: { changes: … }`.");
  }
  if (event.version !== undefined && !raise.has("update")) {
    const message = "`version` means nothing here: an event of new rows alone has one version.";
    findings.errorAtKey("key-unused", ["events", type, "version"], message);
  }
}

function checkKey(findings: DocumentFindings, { feed, type, event, template }: CheckedEvent): void {
  const name = event.key ?? feed.key;
  const path = event.key === undefined ? ["key"] : ["events", type, "key"];
  const wrong = (why: string, hint: string) => {
    findings.error(
      "feed-key-field",
      path,
      `${shown(name)} of the template ${shown(template.name)} can't be the key: ${why}.`,
      hint,
    );
  };
  const field = fieldOf(template, name);
  if (field === undefined) {
    sayUnknown(findings, template, name, path, event.key === undefined);
    return;
  }
  const found = logicalTypeOf(template, name, "UTC")?.type ?? "string";
  const pii = piiClassOf(template, name);
  if (field.constant !== undefined) {
    wrong("it is the same in every row", "Name a field that tells conversations apart.");
  } else if (!keyTypes.some((one) => one === found)) {
    wrong(`it is of type ${shown(found)}; expected ${shownChoice(keyTypes)}`, "Name a field that tells conversations apart.");
  } else if (pii !== undefined) {
    wrong(`it holds personal data (${pii}), and keys are never masked`, "Name a field without personal data.");
  } else if (field.nullable !== false && !template.key.includes(name)) {
    wrong("it may be empty", "Write `nullable: false` in its field of the template.");
  }
}

function checkVersion(findings: DocumentFindings, { type, event, template }: CheckedEvent): void {
  if (!raisedBy(event).has("update")) return;
  const name = event.version;
  if (name === undefined) {
    const message = "`raise` has `update`, and no `version` says which field changes with each change of the row.";
    const why = "a row that goes back to what it was would raise an event that readers drop as a repeat";
    findings.error(
      "feed-version-missing",
      ["events", type, "raise"],
      message,
      `Write \`version: …\`, such as when it was changed: ${why}.`,
    );
    return;
  }
  const path = ["events", type, "version"];
  const wrong = (why: string) => {
    const message = `${shown(name)} of the template ${shown(template.name)} can't tell versions apart: ${why}.`;
    findings.error("feed-version-field", path, message, "Name a field that changes with the row, such as when it was changed.");
  };
  const field = fieldOf(template, name);
  if (field === undefined) {
    sayUnknown(findings, template, name, path, false);
    return;
  }
  const found = logicalTypeOf(template, name, "UTC")?.type ?? "string";
  const pii = piiClassOf(template, name);
  if (field.constant !== undefined) wrong("it is the same in every row");
  else if (!versionTypes.some((one) => one === found))
    wrong(`it is of type ${shown(found)}; expected ${shownChoice(versionTypes)}`);
  else if (pii !== undefined) wrong(`it holds personal data (${pii}), and the event's id is made of it`);
}

function sayUnknown(findings: DocumentFindings, template: Template, name: string, path: Path, ofFeed: boolean): void {
  const message = `The template ${shown(template.name)} has no field ${shown(name)}.`;
  const near = didYouMean(name, keysInOrder(template.fields));
  const hint = near ?? (ofFeed ? "Write `key` in the event whose template calls it otherwise." : undefined);
  findings.error("field-unknown", path, message, hint);
}
