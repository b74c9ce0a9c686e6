import { extractKeys, outputKeys, scheduleKeys, windowKeys, withKey } from "./document-keys.ts";
import type { FormAction, PartAction, Reduced, When } from "./form-actions.ts";
import { type FormContext, templateFields } from "./form-context.ts";
import { fieldNameOf, reduceFields } from "./reduce-fields.ts";
import { reduceFilter } from "./reduce-filter.ts";
import { isList, isMapping, type Json, type JsonMap } from "./yaml/json.ts";

/** A document, as plain data, after an action. What the form does not know of it stays. */
export function reduce(document: JsonMap, action: FormAction, context: FormContext): Reduced<JsonMap> {
  switch (action.type) {
    case "setName":
    case "setProduct":
    case "setTemplate":
    case "setWhen":
    case "setShared":
    case "setCompress":
      return { value: reducePart(document, action, context) };
    case "selectFields":
    case "deselectFields":
    case "selectAllFields":
    case "deselectAllFields":
    case "moveFields":
    case "renameColumn":
      return reduceFields(document, action, context);
    default:
      return reduceFilter(document, action, context);
  }
}

function reducePart(document: JsonMap, action: PartAction, context: FormContext): JsonMap {
  const set = (key: string, value: Json | undefined): JsonMap => withKey(document, key, value, extractKeys);
  switch (action.type) {
    case "setName":
      return set("name", action.name);
    case "setProduct":
      return set("product", action.product);
    case "setShared":
      return set("shared", action.shared);
    case "setCompress": {
      const output = isMapping(document["output"]) ? document["output"] : {};
      return set("output", withKey(output, "compress", action.compress, outputKeys));
    }
    case "setTemplate":
      return withFieldsOf(set("template", action.template), action.template, context);
    case "setWhen":
      return withWhen(document, action.when);
  }
}

function withFieldsOf(document: JsonMap, template: string, context: FormContext): JsonMap {
  const { fields } = document;
  if (!isList(fields)) return document;
  const known = templateFields(context, template);
  const kept = fields.filter((item) => known.includes(fieldNameOf(item)));
  return withKey(document, "fields", kept.length === 0 ? "all" : kept, extractKeys);
}

const every = { daily: "day", weekly: "week", monthly: "month" } as const;

function withWhen(document: JsonMap, when: When): JsonMap {
  const plain = withKey(withKey(document, "window", undefined, extractKeys), "schedule", undefined, extractKeys);
  if (when.type === "dispatched") return plain;
  if (when.type === "immediate") {
    const old = isMapping(document["window"]) ? document["window"] : {};
    const { start, end, timezone } = when;
    const window = withKeys(old, { start, end, ...(timezone !== undefined && { timezone }) }, windowKeys);
    return withKey(keptPlace(document, plain, "window"), "window", window, extractKeys);
  }
  // A schedule by name gives way to one of the extract's own.
  const old = isMapping(document["schedule"]) && !("use" in document["schedule"]) ? document["schedule"] : {};
  const { timezone, start } = when;
  const common = { start, ...(timezone !== undefined && { timezone }) };
  const schedule =
    when.type === "cron"
      ? withKeys(old, { every: undefined, day: undefined, at: undefined, cron: when.cron, ...common }, scheduleKeys)
      : withKeys(old, { cron: undefined, every: every[when.type], day: when.day, at: when.at, ...common }, scheduleKeys);
  return withKey(keptPlace(document, plain, "schedule"), "schedule", schedule, extractKeys);
}

/** With the old value in its old place, so that the new one is written over it. */
function keptPlace(document: JsonMap, plain: JsonMap, key: string): JsonMap {
  const other = key === "window" ? "schedule" : "window";
  return Object.hasOwn(document, key) ? withKey(document, other, undefined, extractKeys) : plain;
}

function withKeys(value: JsonMap, changes: Readonly<Record<string, Json | undefined>>, order: readonly string[]): JsonMap {
  return Object.entries(changes).reduce((whole, [key, inner]) => withKey(whole, key, inner, order), value);
}
