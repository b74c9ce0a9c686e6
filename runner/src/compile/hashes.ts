import { hash } from "node:crypto";
import { fieldOf, shapeOf } from "../load/field-types.ts";
import type { ResolvedExtract, Template } from "../load/project-documents.ts";
import type { Plan } from "./plan.ts";

const known = new WeakMap<ResolvedExtract, string>();

/**
 * SHA-256 (hex) of what was written and can be approved: extract, template, schedule, masking and the grants that name the
 * template. Files, comments, layout, the window and the clock are not in it. The template's order of fields is there as far as
 * the extract selects them. Extracts are never changed: each is hashed once, however often it is asked for.
 */
export function definitionHash(extract: ResolvedExtract): string {
  const hash = known.get(extract) ?? hashOf(extract);
  known.set(extract, hash);
  return hash;
}

function hashOf(extract: ResolvedExtract): string {
  const { file: _, window: _window, breaking: _breaking, templateFields: _fields, project, template, ...written } = extract;
  const texts = templateTexts(extract);
  const all: Readonly<Record<string, unknown>> = {
    ...written,
    masking: project.masking ?? {},
    grants: (project.grants ?? []).filter((grant) => grant.template === template.name),
  };
  const entries = Object.entries(all).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, canonicalJson(value)] as const],
  );
  const sorted = [...entries, ...Object.entries(texts)].sort(([one], [other]) => (one < other ? -1 : 1));
  return sha256Hex(`{${sorted.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(",")}}`);
}

const knownTexts = new WeakMap<Template, string>();
const knownTemplates = new WeakMap<Template, { readonly template: string; readonly shapes: string }>();

/** Thousands of extracts share a template, which is most of their text. */
function templateTexts({ template, templateFields }: ResolvedExtract): { readonly template: string; readonly shapes: string } {
  const found = knownTemplates.get(template);
  if (found !== undefined) return found;
  // Sorted keys would lose the order of an object's keys, which is part of what it means.
  const shapes = templateFields.flatMap((name) => {
    const field = fieldOf(template, name);
    return field?.nested === undefined && field?.object === undefined ? [] : [[name, shapeOf(field)] as const];
  });
  const texts = { template: canonicalTemplate(template), shapes: canonicalJson(Object.fromEntries(shapes)) };
  knownTemplates.set(template, texts);
  return texts;
}

/** The canonical JSON of a template, made once. */
export function canonicalTemplate(template: Template): string {
  const found = knownTexts.get(template) ?? canonicalJson(template);
  knownTexts.set(template, found);
  return found;
}

/** SHA-256 (hex) of everything that decides the content of the file: adds the window, the SQL and the masks in force. */
export function planHash(plan: Omit<Plan, "planHash">, dialectVersion: number): string {
  const { definitionHash, window, query, columns, hiddenKey, key, dialect, output } = plan;
  return sha256({ definitionHash, window, query, columns, hiddenKey, key, dialect, dialectVersion, output });
}

/**
 * JSON with sorted keys and without `undefined`: equal values give equal text. Keys that are whole numbers stand first, by their
 * size, as JavaScript's objects have them. It is what `JSON.stringify` gives of the same value, but for the order of keys.
 */
export function canonicalJson(value: unknown): string {
  return jsonOf(value) as string;
}

/** Written by hand: plans hash thousands of records, and a replacer copies each object. */
function jsonOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => jsonOf(item) ?? "null").join(",")}]`;
  if ("toJSON" in value && typeof value.toJSON === "function") return jsonOf(value.toJSON());
  const members: string[] = [];
  for (const key of sortedKeys(value)) {
    const text = jsonOf((value as Readonly<Record<string, unknown>>)[key]);
    if (text !== undefined) members.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${members.join(",")}}`;
}

/** An object gives keys that are whole numbers first and in order, the others as they were put there. */
function sortedKeys(value: object): readonly string[] {
  const keys = Object.keys(value);
  const numbers = keys.findIndex((key) => !isIndex(key));
  if (numbers === -1) return keys;
  return numbers === 0 ? keys.sort() : [...keys.slice(0, numbers), ...keys.slice(numbers).sort()];
}

function isIndex(key: string): boolean {
  return /^(0|[1-9][0-9]{0,9})$/.test(key) && Number(key) < 4_294_967_295;
}

function sha256(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}

/** SHA-256 of a text, in hex. */
export function sha256Hex(text: string): string {
  return hash("sha256", text, "hex");
}
