import { sqlFiles } from "./generated/sql-files.ts";

/** Names of the files of sql/, those for BigQuery with their folder. */
export type SqlName = keyof typeof sqlFiles;

/** The files that there are. */
export const sqlNames = Object.keys(sqlFiles) as readonly SqlName[];

/** The text of a file, as people read it and the engine runs it. */
export function sqlText(name: SqlName): string {
  return sqlFiles[name];
}

/** What the file says of itself: the first sentence of its comment. */
export function sqlSummary(name: SqlName): string {
  const comment = sqlText(name)
    .split("\n\n")[0]!
    .replaceAll(/^-- /gm, "")
    .replaceAll("\n", " ")
    .replace(/^BigQuery\. /, "");
  return /^.*?[.:;](?= |$)/.exec(comment)?.[0].slice(0, -1) ?? comment;
}
