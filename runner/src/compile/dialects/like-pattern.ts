/** The escape character of LIKE patterns: no backslash, which strings of some warehouses would read as an escape of their own. */
export const likeEscape = "!";

/** Operators of a filter that LIKE answers. */
export type TextOperator = "contains" | "startsWith" | "endsWith";

/** The LIKE pattern of a text operator; every character of `text` means itself. */
export function likePattern(operator: TextOperator, text: string): string {
  const escaped = text.replace(/[!%_]/g, (character) => likeEscape + character);
  return `${operator === "startsWith" ? "" : "%"}${escaped}${operator === "endsWith" ? "" : "%"}`;
}
