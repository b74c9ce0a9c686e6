import { checkText } from "../parameters.ts";

/** A name in quotes, whatever it holds. Quoted names are exact: the case must be the warehouse's own. */
export function quoteIdentifier(name: string): string {
  checkText(name, `The name ${JSON.stringify(name)}`);
  return `"${name.replaceAll('"', '""')}"`;
}

/** `schema.table` with each part in quotes. */
export function quoteTable(table: string): string {
  return table.split(".").map(quoteIdentifier).join(".");
}
