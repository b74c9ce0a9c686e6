import { messageOf } from "../errors/datafeed-error.ts";

/** The tables and views that a statement names, as PostgreSQL's own parser reads it; without those that its WITH makes. */
export async function relationsIn(sql: string): Promise<readonly string[]> {
  const { parse } = await import("libpg-query");
  const relations = new Set<string>();
  const made = new Set<string>();
  let tree: unknown;
  try {
    tree = await parse(sql);
  } catch (error) {
    // The server says it with the place.
    if (/syntax error/i.test(messageOf(error))) return [];
    throw error;
  }
  walk(tree, relations, made);
  return [...relations].filter((name) => !made.has(name));
}

function walk(node: unknown, relations: Set<string>, made: Set<string>): void {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node) as [string, Record<string, unknown>][]) {
    if (key === "RangeVar") {
      relations.add(
        [value["catalogname"], value["schemaname"], value["relname"]].filter((part) => part !== undefined).join("."),
      );
    } else if (key === "CommonTableExpr") made.add(String(value["ctename"]));
    walk(value, relations, made);
  }
}
