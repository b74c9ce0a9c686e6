import { extractKeys, withKey } from "./document-keys.ts";
import type { FieldAction, Reduced } from "./form-actions.ts";
import { type FormContext, templateFields, translateOf } from "./form-context.ts";
import { isList, isMapping, type Json, type JsonMap } from "./yaml/json.ts";

/** A selected field as it is written: its name alone, or with a new name and a mask. */
export function fieldNameOf(item: Json): string {
  return isMapping(item) ? String(item["field"] ?? "") : String(item);
}

/** What a document selects, in order; undefined where `fields` is written in a way that is not known. */
export function selectedFields(document: JsonMap, context: FormContext): readonly Json[] | undefined {
  const written = document["fields"];
  if (written === undefined || written === null || written === "all") {
    return context.only ?? availableFields(document, context);
  }
  return isList(written) ? written : undefined;
}

/** What can be selected: the template's fields in its order. */
export function availableFields(document: JsonMap, context: FormContext): readonly string[] {
  if (context.only !== undefined) return [...new Set(context.only.map(fieldNameOf))];
  return templateFields(context, String(document["template"] ?? ""));
}

/** A document after its fields were changed. */
export function reduceFields(document: JsonMap, action: FieldAction, context: FormContext): Reduced<JsonMap> {
  const t = translateOf(context);
  const selected = selectedFields(document, context);
  if (selected === undefined) {
    return { problem: t("The fields are written in a way that the form does not know. Change them in the YAML.") };
  }
  const list = changedList(selected, action, availableFields(document, context), context.only);
  if (list === undefined) return { problem: t("This field is not there any more.") };
  return { value: withKey(document, "fields", list, extractKeys) };
}

function changedList(
  selected: readonly Json[],
  action: FieldAction,
  known: readonly string[],
  own: readonly Json[] | undefined,
): Json | undefined {
  /** A field as it is selected anew. */
  const item = (field: string): Json => own?.find((each) => fieldNameOf(each) === field) ?? field;
  switch (action.type) {
    case "selectFields": {
      const fields = action.fields.filter((field) => known.includes(field));
      if (action.at !== undefined) return [...selected.slice(0, action.at), ...fields.map(item), ...selected.slice(action.at)];
      return fields.reduce((list, field) => insertedInOrder(list, field, item(field), known), selected);
    }
    case "deselectFields":
      return selected.filter((_, at) => !action.indexes.includes(at));
    case "deselectAllFields":
      return [];
    case "selectAllFields": {
      const missing = known.filter((field) => !selected.some((item) => fieldNameOf(item) === field));
      const all = missing.reduce((list, field) => insertedInOrder(list, field, item(field), known), selected);
      return own === undefined && all.length === known.length && all.every((item, at) => item === known[at]) ? "all" : all;
    }
    case "moveFields": {
      const moving = new Set(action.indexes.filter((at) => at >= 0 && at < selected.length));
      if (moving.size !== action.indexes.length) return undefined;
      const stays = (from: number, to: number): readonly Json[] =>
        selected.slice(from, to).filter((_, at) => !moving.has(from + at));
      const block = selected.filter((_, at) => moving.has(at));
      return [...stays(0, action.to), ...block, ...stays(action.to, selected.length)];
    }
    case "renameColumn": {
      if (selected[action.index] === undefined) return undefined;
      return selected.map((each, at) => (at === action.index ? renamed(each, action.as.trim()) : each));
    }
  }
}

/** Behind the field that comes before it in the template, as far as that is selected. */
function insertedInOrder(list: readonly Json[], field: string, item: Json, known: readonly string[]): readonly Json[] {
  const names = list.map(fieldNameOf);
  const there = new Set(names);
  const before = known.slice(0, known.indexOf(field)).findLast((name) => there.has(name));
  const after = before === undefined ? 0 : names.lastIndexOf(before) + 1;
  return [...list.slice(0, after), item, ...list.slice(after)];
}

function renamed(item: Json, as: string): Json {
  const field = fieldNameOf(item);
  const own = as === "" || as === field;
  if (!isMapping(item)) return own ? field : { field, as };
  const rest = withKey(item, "as", own ? undefined : as, ["field", "as", "mask"]);
  return Object.keys(rest).length === 1 ? field : rest;
}
