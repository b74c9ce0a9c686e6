import type { DialectText } from "../../../schemas/generated/documents.ts";
import type { Path } from "./document-places.ts";

/** The texts of an SQL value, each with the rest of its path: one, or one for each dialect. */
export function dialectTexts(value: DialectText): readonly { readonly path: Path; readonly sql: string }[] {
  if (typeof value === "string") return [{ path: [], sql: value }];
  return Object.entries(value).map(([dialect, sql]) => ({ path: [dialect], sql }));
}
