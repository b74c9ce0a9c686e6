import type { LogicalType, Shape, ShapeKey } from "../../load/types.ts";
import { canonicalJsonValue } from "./canonical-text.ts";
import { jsonString, readEntries, readItems, sortedKeys } from "./json-text.ts";
import { NotCanonical } from "./not-canonical.ts";

type Print = (json: string) => string;

/** Makes the function which prints JSON in a shape: its keys in order, each value canonical by its own type. */
export function shapedJson(shape: Shape): Print {
  const print = printerOf(shape);
  return (json) => (json.trim() === "null" ? "null" : print(json));
}

function printerOf(shape: Shape): Print {
  switch (shape.kind) {
    case "value":
      return valuePrinter(shape.type);
    case "array": {
      const item = shapedJson(shape.items);
      return (json) => `[${readItems(json).map(item).join(",")}]`;
    }
    case "map": {
      const value = shapedJson(shape.values);
      return (json) => {
        const entries = readEntries(json);
        const keys = sortedKeys(entries).filter((key) => entries.get(key) !== "null");
        return `{${keys.map((key) => `${jsonString(key)}:${value(entries.get(key) ?? "null")}`).join(",")}}`;
      };
    }
    case "object":
      return objectPrinter(shape.keys);
  }
}

function objectPrinter(keys: readonly ShapeKey[]): Print {
  const known = keys.map(({ name, shape, optional }) => ({ name, key: jsonString(name), print: shapedJson(shape), optional }));
  return (json) => {
    const entries = readEntries(json);
    if (entries.size !== known.length) throw otherKeys();
    const printed = known.flatMap(({ name, key, print, optional }) => {
      const found = entries.get(name);
      if (found === undefined) throw otherKeys();
      return optional === true && found === "null" ? [] : [`${key}:${print(found)}`];
    });
    return `{${printed.join(",")}}`;
  };
}

function otherKeys(): NotCanonical {
  return new NotCanonical("nested objects with other keys than the template's");
}

/** From a canonical JSON value to the canonical JSON value of a logical type: `"2026-03-17T07:00:00+00:00"` and the like. */
function valuePrinter(type: LogicalType): Print {
  const value = canonicalJsonValue(type);
  return (json) => value(json.startsWith('"') && type.type !== "json" ? String(JSON.parse(json)) : json);
}
