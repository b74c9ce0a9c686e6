import type { DialectText } from "../../../schemas/generated/documents.ts";
import type { Path } from "./document-places.ts";
import type { Dialect } from "./types.ts";

/** The dialects that SQL is compiled for. */
export const allDialects: readonly Dialect[] = ["duckdb", "postgres", "redshift"];

/** One text, and the dialects that it is for. */
export interface DialectSql {
  readonly path: Path;
  readonly sql: string;
  readonly dialects: readonly Dialect[];
}

/** The texts of an SQL value, each with the rest of its path: one, or one for each dialect. */
export function dialectTexts(value: DialectText): readonly DialectSql[] {
  if (typeof value === "string") return [{ path: [], sql: value, dialects: allDialects }];
  return allDialects.flatMap((dialect) => {
    const sql = value[dialect];
    return sql === undefined ? [] : [{ path: [dialect], sql, dialects: [dialect] }];
  });
}
