import type { LogicalType, Shape, ShapeKey } from "../../load/types.ts";
import { JsonReader, jsonString, sortedObject } from "./json-reader.ts";
import { NotCanonical, UnexpectedNull } from "./not-canonical.ts";

/** What shaped JSON asks for beside its shape. */
export interface ShapeRules {
  /** Makes the function from a driver's text of a type to its canonical JSON value. */
  canonical(type: LogicalType): (text: string) => string;
  /**
   * `exact`: objects have the shape's keys, each of them, in any order. `known`: a key that is missing counts as null, one
   * that the shape does not have is passed over. But an object that has other keys alone, or one that is the shape's but for
   * capital letters in place of it, was not made for this shape (names may have been folded), and is refused.
   */
  readonly keys: "exact" | "known";
}

/**
 * Makes the function which prints JSON in a shape: objects with the shape's keys in its order, `optional` ones left out where
 * they are null; maps without nulls, their keys sorted by code point; no key twice in either; each value canonical by its own
 * type, whether it stands there as JSON or as a string that holds a driver's text. `null` may stand for any of them that is not
 * `required`. What is written has exactly the shape's keys, whatever was read. Throws NotCanonical; for such a null,
 * UnexpectedNull.
 */
export function shapedJson(shape: Shape, rules: ShapeRules): (text: string) => string {
  const read = readerOf(shape, rules, "");
  return (text) => {
    const json = new JsonReader(text);
    const value = read(json);
    json.end();
    return value;
  };
}

const sameKeyHint =
  "Choose a column for `entries.key` that is unique for a parent, or make the children an array: `fields` or `value`, with `order`.";

/** Reads the next value, and gives its canonical text. */
type Read = (json: JsonReader) => string;

/** `path`: the keys to the value, from the column on. */
function readerOf(shape: Shape, rules: ShapeRules, path: string): Read {
  const read = presentReader(shape, rules, path);
  return (json) => (json.takeNull() ? "null" : read(json));
}

function presentReader(shape: Shape, rules: ShapeRules, path: string): Read {
  switch (shape.kind) {
    case "value":
      return valueReader(shape.type, rules, path);
    case "array": {
      const each = `${path}[]`;
      const read = readerOf(shape.items, rules, each);
      const item = shape.required === true ? (json: JsonReader) => notNull(read(json), each) : read;
      return (json) => {
        if (!json.opens("[")) throw otherForm("an array");
        return `[${json.items(() => item(json)).join(",")}]`;
      };
    }
    case "map": {
      const value = readerOf(shape.values, rules, below(path, "*"));
      return (json) => {
        if (!json.opens("{")) throw otherForm("an object");
        const seen = new Set<string>();
        const entries = json.entries((key) => {
          // Which of the two children would count is chance, and one would be lost.
          if (seen.has(key)) throw new NotCanonical("nested entries with the same key twice", sameKeyHint);
          seen.add(key);
          return value(json);
        });
        return sortedObject(new Map([...entries].filter(([, text]) => text !== "null")));
      };
    }
    case "object":
      return objectReader(shape.keys, rules, path);
  }
}

function objectReader(keys: readonly ShapeKey[], rules: ShapeRules, path: string): Read {
  const known = keys.map(({ name, shape, optional, required }) => ({
    name,
    before: `${jsonString(name)}:`,
    path: below(path, name),
    read: readerOf(shape, rules, below(path, name)),
    optional: optional === true,
    required: required === true,
  }));
  const readers = new Map(known.map(({ name, read }) => [name, read]));
  const checkKeys = rules.keys === "exact" ? exactKeys(known.length) : knownKeys([...readers.keys()]);
  return (json) => {
    if (!json.opens("{")) throw otherForm("an object");
    const others: string[] = [];
    const found = new Map<string, string>();
    json.entries((key) => {
      const read = readers.get(key);
      if (read === undefined) {
        others.push(key);
        return json.value();
      }
      if (found.has(key)) throw new NotCanonical("nested objects with the same key twice");
      const value = read(json);
      found.set(key, value);
      return value;
    });
    checkKeys(found, others);
    const printed = known.flatMap(({ name, before, path: place, optional, required }) => {
      const value = found.get(name) ?? "null";
      if (required) notNull(value, place);
      return optional && value === "null" ? [] : [before + value];
    });
    return `{${printed.join(",")}}`;
  };
}

/** Throws for an object whose keys are not as the rules say: `found` of the shape's, and `others`. */
type CheckKeys = (found: ReadonlyMap<string, string>, others: readonly string[]) => void;

function exactKeys(count: number): CheckKeys {
  return (found, others) => {
    if (others.length > 0 || found.size !== count) throw new NotCanonical("nested objects with other keys than the template's");
  };
}

function knownKeys(names: readonly string[]): CheckKeys {
  const byLowerCase = Map.groupBy(names, (name) => name.toLowerCase());
  return (found, others) => {
    if (found.size === 0 && others.length > 0) throw new NotCanonical("nested objects with none of the template's keys");
    const isFolded = (key: string): boolean => byLowerCase.get(key.toLowerCase())?.some((name) => !found.has(name)) ?? false;
    if (found.size < names.length && others.some(isFolded)) {
      throw new NotCanonical("nested objects with a key of the template in other upper or lower case");
    }
  };
}

function valueReader(type: LogicalType, rules: ShapeRules, path: string): Read {
  if (type.type === "json") return type.shape === undefined ? (json) => json.value() : readerOf(type.shape, rules, path);
  const canonical = rules.canonical(type);
  return (json) => {
    const text = json.driverText();
    try {
      return canonical(text);
    } catch (error) {
      if (!(error instanceof NotCanonical) || path === "") throw error;
      throw new NotCanonical(`${error.reason} at ${path}`, error.hint);
    }
  };
}

function notNull(value: string, path: string): string {
  if (value === "null") throw new UnexpectedNull(path);
  return value;
}

function below(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function otherForm(expected: string): NotCanonical {
  return new NotCanonical(`nested JSON that does not have ${expected} where the template has one`);
}
