import connectionsSchema from "../../../schemas/connections.schema.json" with { type: "json" };
import type { Connections } from "../../../schemas/generated/documents.ts";
import type { Path } from "./document-places.ts";

/** `${env:NAME}` or `${file:PATH}`, as the operator writes a secret. */
export type Reference = { readonly env: string } | { readonly file: string };

/** What looks like a reference, well formed or not. */
const looksLikeReference = /\$\{\s*(?:env|file)\b/i;
const reference = /^\$\{(?:env:([A-Za-z_][A-Za-z0-9_]*)|file:([^{}\0]+))\}$/;

/** The reference that a secret field holds; undefined when it holds the value itself. A reference is the whole text. */
export function parseReference(text: string): Reference | undefined {
  const match = reference.exec(text);
  if (match?.[1] !== undefined) return { env: match[1] };
  return match?.[2] !== undefined ? { file: match[2] } : undefined;
}

/** Whether the text is a reference as a whole. */
export function isReference(text: string): boolean {
  return reference.test(text);
}

/** Whether a file is worth a search for references. */
export function mayHoldReference(text: string): boolean {
  return text.includes("${") && looksLikeReference.test(text);
}

/** Calls back for each text in a value, keys included, that holds something like a reference. */
export function findReferences(value: unknown, found: (path: Path, text: string) => void, path: Path = []): void {
  if (typeof value === "string") {
    if (looksLikeReference.test(value)) found(path, value);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      findReferences(item, found, [...path, index]);
    });
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (looksLikeReference.test(key)) found([...path, key], key);
      findReferences(item, found, [...path, key]);
    }
  }
}

/** What of a schema says whether a value is secret. */
interface Marked {
  readonly secret?: boolean;
  readonly properties?: Readonly<Record<string, Marked>>;
  readonly items?: Marked;
}

/** Whether the schema marks a connection's field as secret: there references are accepted, and it is never shown. */
export function isSecretKey(type: string, ...path: Path): boolean {
  const schemas = connectionsSchema.$defs as Readonly<Record<string, Marked>>;
  let at = Object.hasOwn(schemas, type) ? schemas[type] : undefined;
  for (const key of path) {
    const { properties = {}, items }: Marked = at ?? {};
    at = typeof key === "number" ? items : Object.hasOwn(properties, key) ? properties[key] : undefined;
  }
  return at?.secret === true;
}

/** Whether a path of a connections document ends at a secret field. */
export function connectionKeyIsSecret(connections: Connections, path: Path): boolean {
  const [section, name, ...inside] = path;
  if (section !== "warehouses" && section !== "destinations" && section !== "brokers" && section !== "notifiers") return false;
  const type = connections[section]?.[String(name)]?.type;
  return type !== undefined && inside.length > 0 && isSecretKey(type, ...inside);
}
