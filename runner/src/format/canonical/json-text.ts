import { JsonReader } from "./json-reader.ts";

/**
 * JSON as one text: no white space, keys sorted by code point (of equal keys the last one counts), strings with no escapes
 * but the needed ones, integers digit for digit, other numbers as ECMAScript prints them.
 */
export function canonicalJson(text: string): string {
  const json = new JsonReader(text);
  const value = json.value();
  json.end();
  return value;
}

/** Canonical JSON with line breaks, as `JSON.stringify(value, null, 2)` sets them, at a depth. */
export function indentJson(canonical: string, depth: number): string {
  const out: string[] = [];
  let level = depth;
  let before = "";
  const newLine = (): string => `\n${"  ".repeat(level)}`;
  for (const [token] of canonical.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^"[\]{}:,]+/gs)) {
    const isOpened = before === "{" || before === "[";
    const isClose = token === "}" || token === "]";
    if (isClose) level -= 1;
    // A line ends behind a comma, behind an opened bracket and before a closing one, but not within an empty pair.
    if (before === "," || isOpened !== isClose) out.push(newLine());
    if (token === "{" || token === "[") level += 1;
    out.push(token === ":" ? ": " : token);
    before = token;
  }
  return out.join("");
}
