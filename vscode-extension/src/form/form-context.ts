import {
  type FilterOperator,
  fieldOf,
  logicalTypeOf,
  operatorsOf,
  shownFields,
  type Template,
  type WrittenType,
} from "../../../runner/src/language.ts";
import { english, type Translate } from "./translate.ts";
import type { Json } from "./yaml/json.ts";

/** What a document is read and changed against. */
export interface FormContext {
  /** The sound templates of the project, by name. */
  templates: Pick<ReadonlyMap<string, Template>, "get">;
  /** In which times without a zone are read: the extract's. */
  readonly timezone: string;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** Of a reviewed extract that is run narrowed: its own fields, as it writes them, which alone may be chosen and tested. */
  readonly only?: readonly Json[];
  readonly translate?: Translate;
}

/** What a template offers, in its order. */
export function templateFields(context: FormContext, template: string): readonly string[] {
  const found = context.templates.get(template);
  return found === undefined ? [] : shownFields(found);
}

/** The type in which a field's values are written in filters; undefined for a field that is not known. */
export function writtenTypeOf(context: FormContext, template: string, field: string): WrittenType | "json" | undefined {
  const found = context.templates.get(template);
  const type = found && fieldOf(found, field) && logicalTypeOf(found, field, "UTC")?.type;
  return type === "local" ? "instant" : type;
}

/** What a field can be tested with. One that is not known may be of any type. */
export function operatorsFor(context: FormContext, template: string, field: string): readonly FilterOperator[] {
  return operatorsOf(writtenTypeOf(context, template, field) ?? "string");
}

export function translateOf(context: FormContext): Translate {
  return context.translate ?? english;
}
