import { commaSeparated, indent, wrapped } from "../layout.ts";
import type { ChildRows, ObjectEntry } from "./dialect.ts";

/** A function of keys and values: `json_object('a', …, 'b', …)`. */
export function calledWith(
  name: string,
  literal: (text: string) => string,
  entries: readonly ObjectEntry[],
): readonly string[] {
  const pairs = entries.map(([key, value]) => wrapped(`${literal(key)}, `, value, ""));
  return [`${name}(`, ...indent(commaSeparated(pairs)), ")"];
}

/** An aggregate over child rows, and what stands for none. */
export function overChildren(aggregate: readonly string[], { from, where }: ChildRows, none: string): readonly string[] {
  return [
    "coalesce((",
    ...indent([...wrapped("SELECT ", aggregate, ""), `FROM ${from}`, `WHERE ${where.join(" AND ")}`]),
    `), ${none})`,
  ];
}
