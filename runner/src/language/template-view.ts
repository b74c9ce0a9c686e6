import { type FieldSource, fieldSources } from "../load/field-types.ts";
import { isRecord } from "../load/is-record.ts";
import { piiClassOf } from "../load/pii.ts";
import type { Template } from "../load/project-documents.ts";
import { keysInOrder } from "../load/read-value.ts";
import { hasStoredNulls } from "../load/stored-nulls.ts";

/** A template as an editor needs it: also of one with errors, as far as things are known. */
export interface TemplateView {
  readonly name: string;
  readonly description: string | undefined;
  readonly table: string | undefined;
  readonly timeField: string | undefined;
  /** Whether it says which rows are versions of one thing. */
  readonly hasVersions: boolean;
  /** In written order. */
  readonly fields: readonly FieldView[];
  field(name: string): FieldView | undefined;
}

/** A field of a template, as far as it can be read. */
export interface FieldView {
  readonly name: string;
  readonly source: FieldSource | undefined;
  /** The logical type's name: `local` for local twins. */
  readonly type: string;
  readonly description: string | undefined;
  readonly unit: string | undefined;
  /** The class of personal data that the field holds, its sources' included. */
  readonly pii: string | undefined;
  /** Whether it is NULL where what is stored is, so that this may be asked of personal data. */
  readonly storedNulls: boolean;
  readonly measure: string | undefined;
  /** Whether `all` leaves it out. */
  readonly hidden: boolean;
  /** Known values. */
  readonly values: readonly (string | number | boolean)[];
}

const views = new WeakMap<object, TemplateView>();

/** A view of a Template document; undefined of what is no mapping. */
export function templateView(value: unknown): TemplateView | undefined {
  if (!isRecord(value)) return undefined;
  const known = views.get(value);
  if (known !== undefined) return known;
  const fields = entriesOf(value["fields"]).map(([name, field]) => fieldView(value, name, isRecord(field) ? field : {}));
  const byName = new Map(fields.map((field) => [field.name, field]));
  const view: TemplateView = {
    name: textOf(value["name"]) ?? "",
    description: textOf(value["description"]),
    table: textOf(asRecord(value["source"])["table"]),
    timeField: textOf(asRecord(value["time"])["field"]),
    hasVersions: isRecord(value["dedupe"]),
    fields,
    field: (name) => byName.get(name),
  };
  views.set(value, view);
  return view;
}

function fieldView(template: Values, name: string, field: Values): FieldView {
  const source = fieldSources.find((one) => field[one] !== undefined);
  return {
    name,
    source,
    type: typeOf(field, source),
    description: textOf(field["description"]),
    unit: textOf(field["unit"]),
    pii: piiOf(template, name, field),
    storedNulls: hasStoredNulls(template as unknown as Template, name),
    measure: textOf(field["measure"]),
    hidden: field["hidden"] === true,
    values: listOf(field["values"]).filter((item) => ["string", "number", "boolean"].includes(typeof item)) as string[],
  };
}

function typeOf(field: Values, source: FieldSource | undefined): string {
  if (source === "local") return "local";
  if (source === "duration") return "integer";
  if (source === "nested" || source === "object") return "json";
  const said = textOf(field["type"]);
  if (said !== undefined) return said;
  const constant = field["constant"];
  if (source === "constant" && typeof constant !== "string") {
    return typeof constant === "boolean" ? "boolean" : Number.isInteger(constant) ? "integer" : "float64";
  }
  return field["measure"] === "count" ? "integer" : "string";
}

function piiOf(template: Values, name: string, field: Values): string | undefined {
  try {
    return piiClassOf(template as unknown as Template, name);
  } catch {
    // Only a template whose shape is wrong gets here: then what the field says itself must do.
    const said = textOf(field["pii"]);
    return said === "none" ? undefined : said;
  }
}

/** A mapping of which nothing is known. */
export type Values = Readonly<Record<string, unknown>>;

/** The mapping; an empty one where it is none. */
export function asRecord(value: unknown): Values {
  return isRecord(value) ? value : {};
}

/** The list; an empty one where it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text; undefined where it is none. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Pairs in written order. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(value) ? keysInOrder(value).map((key) => [key, value[key]]) : [];
}
