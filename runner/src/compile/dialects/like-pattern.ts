/** The escape character of LIKE patterns: no backslash, which strings of some warehouses would read as an escape of their own. */
export const likeEscape = "!";

/** The LIKE pattern of a text operator; every character of `text` means itself. */
export function likePattern(operator: "contains" | "startsWith" | "endsWith", text: string): string {
  const escaped = text.replace(/[!%_]/g, (character) => likeEscape + character);
  return `${operator === "startsWith" ? "" : "%"}${escaped}${operator === "endsWith" ? "" : "%"}`;
}
