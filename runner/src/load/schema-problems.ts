import type { ErrorObject } from "ajv/dist/2020.js";
import { didYouMean } from "./did-you-mean.ts";
import type { Path } from "./document-places.ts";
import { shown, shownChoice } from "./shown-value.ts";

/** A finding about a path of a document. */
export interface PathProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly path: Path;
  /** Whether the key at the end of the path is meant, and not its value. */
  readonly atKey: boolean;
}

/** The hint where a truth value is expected and a text stands. */
export const writeTrueOrFalse = "Write true or false, without quotes.";

/** More than are shown of one document. */
const maxProblems = 100;

/**
 * What a schema found, one message for one mistake: of the branches of an `anyOf` the one that the value's type fits.
 *
 * @param mayQuote Whether values and unknown keys at a path may be repeated: not where they may be secrets or personal data. An
 *   unknown key may be the end of a value that was not put in quotes: `{ password: a,b }`.
 */
export function schemaProblems(errors: readonly ErrorObject[], mayQuote: (path: Path) => boolean): PathProblem[] {
  const problems = oneBranchEach(errors)
    .slice(0, maxProblems)
    .map((error) => describe(error, mayQuote(pathOf(error))));
  // A wrong `type` of a connection is found by the list of types and again by the choice of its schema.
  const seen = new Set<string>();
  return problems.filter(({ code, path, message }) => {
    const key = JSON.stringify([code, path, message]);
    return !seen.has(key) && seen.add(key);
  });
}

function oneBranchEach(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword === "propertyNames") continue;
    // A missing `type` is said once, by `required`.
    if (error.keyword === "discriminator" && error.params["tagValue"] === undefined) continue;
    if (error.keyword !== "anyOf") {
      kept.push(error);
      continue;
    }
    // The errors of the branches stand just before the `anyOf`'s own.
    let first = kept.length;
    while (first > 0 && isWithin(kept[first - 1]?.instancePath ?? "", error.instancePath)) first -= 1;
    const branches = kept.splice(first);
    // What is expected is said once for all branches.
    const isOneChoice = typeof error.parentSchema?.["patternText"] === "string" && typeof error.data === "string";
    const fitting = isOneChoice
      ? []
      : branches.filter((branch) => !(branch.instancePath === error.instancePath && isOtherType(branch)));
    kept.push(...(fitting.length > 0 ? fitting : [error]));
  }
  return kept;
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`);
}

/** Whether the branch expected another type than the value has. */
function isOtherType(error: ErrorObject): boolean {
  if (error.keyword === "type") return true;
  if (error.keyword !== "const" && error.keyword !== "enum") return false;
  const allowed: readonly unknown[] = error.keyword === "const" ? [error.schema] : (error.schema as unknown[]);
  return !allowed.some((value) => typeof value === typeof error.data);
}

function describe(error: ErrorObject, quoteValues: boolean): PathProblem {
  const path = pathOf(error);
  const found = () => (quoteValues ? `${shown(error.data)} is` : "The value is");
  const parent = error.parentSchema ?? {};
  const value = { path, atKey: false };
  switch (error.keyword) {
    case "additionalProperties":
      return unknownKey(path, String(error.params["additionalProperty"]), parent, quoteValues);
    case "required":
      return missingKey(path, String(error.params["missingProperty"]), parent);
    case "type":
      return {
        ...value,
        code: "wrong-type",
        message: `${typed(error.data, quoteValues)}; expected ${expectedOf(parent)}.`,
        hint: typeHint(error, quoteValues),
      };
    case "anyOf":
      if (typeof parent["patternText"] === "string" && typeof error.data === "string")
        return { ...value, code: "bad-value", message: `${found()} not what is expected: ${patternText(parent)}.` };
      return { ...value, code: "wrong-type", message: `${typed(error.data, quoteValues)}; expected ${expectedOf(parent)}.` };
    case "const":
    case "enum":
    case "discriminator":
      return badChoice(error, path, quoteValues);
    case "pattern":
      if (error.propertyName !== undefined) return badKey(error, path, quoteValues);
      return { ...value, code: "bad-value", message: `${found()} not what is expected: ${patternText(parent)}.` };
    case "minLength":
    case "maxLength":
      if (error.propertyName !== undefined) return badKey(error, path, quoteValues);
      return { ...value, code: "bad-value", message: `The text ${limit(error, "characters")}.` };
    case "minItems":
    case "maxItems":
      return { ...value, code: "bad-value", message: `The list ${limit(error, "entries")}.` };
    case "minProperties":
    case "maxProperties":
      return { ...value, code: "bad-value", message: `The mapping ${limit(error, "keys")}${keysOf(parent)}.` };
    case "minimum":
    case "maximum":
      return {
        ...value,
        code: "bad-value",
        message: `${found()} out of range: it must be at ${error.keyword === "minimum" ? "least" : "most"} ${error.params["limit"]}.`,
      };
    case "uniqueItems":
      return {
        ...value,
        path: [...path, Number(error.params["i"])],
        code: "bad-value",
        message: "The same entry stands in the list twice.",
      };
    default:
      return { ...value, code: "bad-value", message: `The value does not fit: it ${error.message ?? "is not valid"}.` };
  }
}

function unknownKey(path: Path, key: string, parent: Record<string, unknown>, quoteValues: boolean): PathProblem {
  const known = Object.keys(parent["properties"] ?? {});
  const inside = path.length === 0 ? "" : ` in ${shown(path.join("."))}`;
  return {
    code: "unknown-key",
    message: `${quoteValues ? `The key ${shown(key)}` : "This key"} is not known${inside}.`,
    hint: didYouMean(key, known) ?? `Known keys: ${known.map(shown).join(", ")}.`,
    path: [...path, key],
    atKey: true,
  };
}

function missingKey(path: Path, key: string, parent: Record<string, unknown>): PathProblem {
  const property = (parent["properties"] as Record<string, Record<string, unknown>> | undefined)?.[key];
  const what = typeof property?.["description"] === "string" ? `: ${firstSentence(property["description"])}` : "";
  return { code: "missing-key", message: `The key ${shown(key)} is missing${what}.`, path, atKey: true };
}

function badChoice(error: ErrorObject, path: Path, quoteValues: boolean): PathProblem {
  const tag = String(error.params["tag"] ?? "");
  const allowed = choicesOf(error, tag);
  const data = error.keyword === "discriminator" ? error.params["tagValue"] : error.data;
  const where = error.keyword === "discriminator" ? [...path, tag] : path;
  if (error.propertyName !== undefined) {
    const hint = didYouMean(error.propertyName, allowed.map(String));
    const key = quoteValues ? `The key ${shown(error.propertyName)}` : "This key";
    const message = `${key} is not known; expected ${shownChoice(allowed)}.`;
    return { code: "unknown-key", message, hint, path: [...path, error.propertyName], atKey: true };
  }
  if (data !== undefined && !allowed.some((value) => typeof value === typeof data)) {
    return {
      code: "wrong-type",
      message: `${typed(data, quoteValues)}; expected ${shownChoice(allowed)}.`,
      path: where,
      atKey: false,
    };
  }
  const found = quoteValues ? `${shown(data)} is not known` : "The value is not known";
  return {
    code: "bad-value",
    message: `${found}; expected ${shownChoice(allowed)}.`,
    hint: typeof data === "string" ? didYouMean(data, allowed.map(String)) : undefined,
    path: where,
    atKey: false,
  };
}

function choicesOf(error: ErrorObject, tag: string): readonly unknown[] {
  if (error.keyword === "const") return [error.schema];
  if (error.keyword === "enum") return error.schema as unknown[];
  const properties = error.parentSchema?.["properties"] as Record<string, { enum?: unknown[] }> | undefined;
  return properties?.[tag]?.enum ?? [];
}

function badKey(error: ErrorObject, path: Path, quoteValues: boolean): PathProblem {
  const key = error.propertyName ?? "";
  const schema = error.parentSchema ?? {};
  const message = `${quoteValues ? shown(key) : "This"} is not a name that can stand here: ${patternText(schema)}.`;
  const camel = camelCase(key);
  const fits = typeof schema["pattern"] === "string" && new RegExp(schema["pattern"], "u").test(camel);
  const hint = quoteValues && fits && camel !== key ? `Write ${shown(camel)}.` : undefined;
  return { code: "bad-key", message, hint, path: [...path, key], atKey: true };
}

/** `min_messages` and `min-messages` as `minMessages`. */
function camelCase(key: string): string {
  return key.replace(/[_-]+(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function patternText(schema: Record<string, unknown>): string {
  if (typeof schema["patternText"] === "string") return schema["patternText"];
  return `text that matches ${String(schema["pattern"])}`;
}

function typed(data: unknown, quoteValues: boolean): string {
  if (data === null || data === undefined) return "There is no value";
  if (Array.isArray(data)) return "This is a list";
  if (typeof data === "object") return "This is a mapping";
  const name = typeof data === "string" ? "text" : typeof data === "number" ? "number" : "truth value";
  return quoteValues ? `${shown(data)} is a ${name}` : `This is a ${name}`;
}

const typeWords: Readonly<Record<string, string>> = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  null: "nothing",
};

/** What a schema expects, in words. */
export function expectedOf(schema: Record<string, unknown>): string {
  const branches = schema["anyOf"] as Record<string, unknown>[] | undefined;
  if (branches !== undefined) return [...new Set(branches.map(expectedOf))].join(", or ");
  if ("const" in schema) return shown(schema["const"]);
  if (Array.isArray(schema["enum"])) return shownChoice(schema["enum"]);
  const types = [schema["type"] ?? (typeof schema["$ref"] === "string" ? "string" : "object")].flat() as string[];
  return types.map((type) => typeWords[type] ?? type).join(", or ");
}

/** What people usually meant. */
function typeHint(error: ErrorObject, quoteValues: boolean): string | undefined {
  const type = error.params["type"];
  const data: unknown = error.data;
  if (error.parentSchema?.["title"] === "Condition")
    return `Write the operator: { eq: ${typeof data === "object" || !quoteValues ? "…" : String(data)} }.`;
  if (error.parentSchema?.["title"] === "Duration" && typeof data === "number" && quoteValues) return `Write \`${data}s\`.`;
  if (type === "string" && (typeof data === "number" || typeof data === "boolean")) return "Write it in quotes.";
  if (type === "boolean" && typeof data === "string") return writeTrueOrFalse;
  if (type === "array" && typeof data === "string") return `Write it as a list: [${quoteValues ? data : "…"}].`;
  return undefined;
}

function limit(error: ErrorObject, unit: string): string {
  const number = Number(error.params["limit"]);
  const least = error.keyword.startsWith("min");
  const one = number === 1 ? unit.replace(/ies$/, "y").replace(/s$/, "") : unit;
  return `must have at ${least ? "least" : "most"} ${number} ${one}`;
}

function keysOf(schema: Record<string, unknown>): string {
  const keys = Object.keys(schema["properties"] ?? {});
  return keys.length === 0 ? "" : ` of ${keys.map(shown).join(", ")}`;
}

function firstSentence(text: string): string {
  const sentence = /^.*?[.](?=\s|$)/.exec(text)?.[0] ?? text;
  return sentence.replace(/[.]$/, "");
}

function pathOf(error: ErrorObject): Path {
  return error.instancePath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
