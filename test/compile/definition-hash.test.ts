import { describe, expect, test } from "vitest";
import { definitionHash } from "../../runner/src/compile/hashes.ts";
import type { Template } from "../../runner/src/load/project-documents.ts";
import { exampleProject } from "../language/example.ts";
import { type ExtractOfCase, resolvedExtract } from "./extracts.ts";

/** The templates of the example project which build JSON. */
const nesting = [...exampleProject().templates.values()]
  .map(({ value }) => value)
  .filter(({ fields }) => Object.values(fields).some(({ nested, object }) => nested !== undefined || object !== undefined));

const hash = (template: Template, changes: Partial<ExtractOfCase> = {}) =>
  definitionHash(resolvedExtract({ template, ...changes }));

type Objects = { readonly path: readonly string[] };

/** Where in a value objects with keys of the author's own stand: below `object` and `fields` of `nested`. */
function keyed(value: unknown, path: readonly string[] = []): readonly Objects[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, key];
    const isKeyed = key === "object" || (key === "fields" && path.at(-1) === "nested");
    const many = isKeyed && Object.keys(inner as object).length > 1;
    return [...(many ? [{ path: at }] : []), ...keyed(inner, at)];
  });
}

/** The value with the keys of the object at a path the other way round. */
function reversed(value: unknown, [step, ...rest]: readonly string[]): unknown {
  const entries = Object.entries(value as object);
  if (step === undefined) return Object.fromEntries(entries.reverse());
  return Object.fromEntries(entries.map(([key, inner]) => [key, key === step ? reversed(inner, rest) : inner]));
}

describe.each(nesting)("$name", (template) => {
  test("changes with the order of the keys of each object in it", () => {
    const places = Object.entries(template.fields).flatMap(([name, field]) => keyed(field, ["fields", name]));
    const hashes = places.map(({ path }) => hash(reversed(template, path) as Template));
    expect(new Set([hash(template), ...hashes]).size).toBe(places.length + 1);
  });
});

test("there are templates with objects in them", () => {
  expect(nesting.map(({ name }) => name)).toContain("BotConversations");
  expect(nesting.some(({ fields }) => keyed(fields).length > 0)).toBe(true);
});

test("changes with versions, parameters, data checks, and whether it is exported daily", () => {
  const [template] = nesting;
  const extract = resolvedExtract({ template: template! });
  const hashes = [
    extract,
    { ...extract, dedupe: "latest" as const },
    { ...extract, export: "daily" as const },
    { ...extract, template: { ...template!, parameters: { threshold: 0.5 } } },
    { ...extract, template: { ...template!, parameters: { threshold: 0.6 } } },
    { ...extract, checks: [{ rows: { min: 1 } }] },
    { ...extract, checks: [{ rows: { min: 1 }, severity: "warn" as const }] },
    { ...extract, template: { ...template!, checks: [{ rows: { min: 1 } }] as unknown as NonNullable<Template["checks"]> } },
  ].map(definitionHash);
  expect(new Set(hashes).size).toBe(hashes.length);
});
