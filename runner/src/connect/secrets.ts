import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { keepSecret } from "../errors/scrub.ts";
import type { Path } from "../load/document-places.ts";
import { isSecretKey, parseReference } from "../load/references.ts";

/** Fields that accept references and say where and who, which messages have to name. */
const plainKeys: ReadonlySet<string> = new Set(["host", "database", "user", "username", "servers"]);

/**
 * A connection with its references replaced: `${env:NAME}` by the environment's value, `${file:PATH}` by the file's text
 * without its last line end, PATH counting from `folder`. `load` has seen to it that they stand in secret fields alone. What
 * is secret, written so or in the clear, no log shows from now on. Errors: `secret-missing`.
 */
export function resolveSecrets<Connection extends object>(connection: Connection, where: string, folder: string): Connection {
  const type = "type" in connection ? String(connection.type) : "";
  return resolved(connection, type, [], where, folder) as Connection;
}

/** What lies inside is resolved as well: `sasl`, and each of `servers`. */
function resolved(value: unknown, type: string, path: Path, where: string, folder: string): unknown {
  if (typeof value === "string") {
    const text = resolveReference(value, where, folder);
    if (isSecretKey(type, ...path) && !path.some((key) => plainKeys.has(String(key)))) keepSecret(text);
    return text;
  }
  if (Array.isArray(value)) return value.map((item, at) => resolved(item, type, [...path, at], `${where}[${at}]`, folder));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolved(item, type, [...path, key], `${where}.${key}`, folder)]),
  );
}

/** What a reference stands for; any other text is itself. Error: `secret-missing`. */
export function resolveReference(text: string, where: string, folder: string): string {
  const reference = parseReference(text);
  if (reference === undefined) return text;
  return "env" in reference ? fromEnvironment(reference.env, where) : fromFile(resolve(folder, reference.file), where);
}

function fromEnvironment(name: string, where: string): string {
  const value = process.env[name];
  if (value !== undefined) return value;
  throw new DatafeedError("secret-missing", `${where} names the environment variable ${name}, which is not set.`, {
    hint: `Set ${name} before you start datafeed.`,
  });
}

function fromFile(path: string, where: string): string {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (cause) {
    throw new DatafeedError("secret-missing", `${where} names the file ${path}, which can't be read.`, {
      hint: "Create the file, or give this user the right to read it.",
      cause,
    });
  }
}
