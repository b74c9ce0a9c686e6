import type { Template } from "../../../../schemas/generated/documents.ts";
import { columnKey } from "../../load/read-columns.ts";

interface Text {
  /** All of the template as JSON, in lower case. */
  readonly json: string;
  /** The words of it that are plain names. */
  readonly words: ReadonlySet<string>;
  /** Its SQL may name what does not stand in it. */
  readonly doubtful: boolean;
}

/** Names that stand in SQL as they are, but for their case. */
const plain = /^[a-z0-9_]+$/;

/** Names by escapes, `U&"\0070hone"`, and strings of several parts, of which DuckDB makes names of relations. */
const unusual = /\\|u&["']|'[^\S\r\n]*(?:--[^\r\n]*)?[\r\n](?:\s|--[^\r\n]*[\r\n])*'/i;

const known = new WeakMap<Template, Text>();

/**
 * Whether a template may read a relation or a column of this name. False is certain, and needs no parser: whatever the source
 * and the fields read stands in them, with an end that numbers it (`phone_1`) or without.
 *
 * @param name In lower case; of a relation the last part.
 */
export function mayName(template: Template, name: string): boolean {
  const { json, doubtful } = textOf(template);
  return doubtful || !plain.test(name) || json.includes(name);
}

/** Whether a template may read a relation or a column of any of these names; the same of each as `mayName` says. */
export function mayNameAny(template: Template, names: ReadonlySet<string>): boolean {
  const { words } = textOf(template);
  // Most templates have one of them as it is, which is found at once.
  return names.values().some((name) => words.has(name)) || names.values().some((name) => mayName(template, name));
}

/** Whether a template says of anything that it is personal. */
export function declaresClasses(template: Template): boolean {
  return textOf(template).json.includes('"pii":');
}

function textOf(template: Template): Text {
  const found = known.get(template) ?? read(template);
  known.set(template, found);
  return found;
}

function read(template: Template): Text {
  const { sql = "" } = template.source;
  const doubtful = (typeof sql === "string" ? [sql] : Object.values(sql)).some((text) => unusual.test(text));
  const json = columnKey(JSON.stringify(template));
  return { json, words: new Set(json.match(/[a-z0-9_]+/g)), doubtful };
}
