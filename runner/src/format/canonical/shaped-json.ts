import type { LogicalType, Shape, ShapeKey } from "../../load/types.ts";
import { JsonReader, jsonString, sortedObject } from "./json-reader.ts";
import { NotCanonical } from "./not-canonical.ts";

/** What shaped JSON asks for beside its shape. */
export interface ShapeRules {
  /** Makes the function from a driver's text of a type to its canonical JSON value. */
  canonical(type: LogicalType): (text: string) => string;
  /**
   * `exact`: objects have the shape's keys, each of them, in any order. `known`: a key that is missing counts as null, one
   * that the shape does not have is passed over.
   */
  readonly keys: "exact" | "known";
}

/**
 * Makes the function which prints JSON in a shape: objects with the shape's keys in its order, `optional` ones left out where
 * they are null; maps without nulls, their keys sorted by code point and none twice; each value canonical by its own type, whether it
 * stands there as JSON or as a string that holds a driver's text. `null` may stand for any of them. What is written has
 * exactly the shape's keys, whatever was read. Throws NotCanonical.
 */
export function shapedJson(shape: Shape, rules: ShapeRules): (text: string) => string {
  const read = readerOf(shape, rules);
  return (text) => {
    const json = new JsonReader(text);
    const value = read(json);
    json.end();
    return value;
  };
}

/** Reads the next value, and gives its canonical text. */
type Read = (json: JsonReader) => string;

function readerOf(shape: Shape, rules: ShapeRules): Read {
  const read = presentReader(shape, rules);
  return (json) => (json.takeNull() ? "null" : read(json));
}

function presentReader(shape: Shape, rules: ShapeRules): Read {
  switch (shape.kind) {
    case "value":
      return valueReader(shape.type, rules);
    case "array": {
      const item = readerOf(shape.items, rules);
      return (json) => {
        if (!json.opens("[")) throw otherForm("an array");
        return `[${json.items(() => item(json)).join(",")}]`;
      };
    }
    case "map": {
      const value = readerOf(shape.values, rules);
      return (json) => {
        if (!json.opens("{")) throw otherForm("an object");
        const seen = new Set<string>();
        const entries = json.entries((key) => {
          // Which of the two children would count is chance, and one would be lost.
          if (seen.has(key)) throw new NotCanonical("nested entries with the same key twice");
          seen.add(key);
          return value(json);
        });
        return sortedObject(new Map([...entries].filter(([, text]) => text !== "null")));
      };
    }
    case "object":
      return objectReader(shape.keys, rules);
  }
}

function objectReader(keys: readonly ShapeKey[], rules: ShapeRules): Read {
  const known = keys.map(({ name, shape, optional }) => ({
    name,
    before: `${jsonString(name)}:`,
    read: readerOf(shape, rules),
    optional: optional === true,
  }));
  const readers = new Map(known.map(({ name, read }) => [name, read]));
  return (json) => {
    if (!json.opens("{")) throw otherForm("an object");
    const entries = json.entries((key) => {
      const read = readers.get(key);
      if (read !== undefined) return read(json);
      if (rules.keys === "exact") throw otherKeys();
      return json.value();
    });
    if (rules.keys === "exact" && entries.size !== known.length) throw otherKeys();
    const printed = known.flatMap(({ name, before, optional }) => {
      const value = entries.get(name) ?? "null";
      return optional && value === "null" ? [] : [before + value];
    });
    return `{${printed.join(",")}}`;
  };
}

function valueReader(type: LogicalType, rules: ShapeRules): Read {
  if (type.type === "json") return type.shape === undefined ? (json) => json.value() : readerOf(type.shape, rules);
  const canonical = rules.canonical(type);
  return (json) => canonical(json.driverText());
}

function otherForm(expected: string): NotCanonical {
  return new NotCanonical(`nested JSON that does not have ${expected} where the template has one`);
}

function otherKeys(): NotCanonical {
  return new NotCanonical("nested objects with other keys than the template's");
}
