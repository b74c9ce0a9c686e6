import { quoted } from "../load/shown-value.ts";

/** A value as code within a line of Markdown, whatever it holds. */
export function code(text: string): string {
  return quoted(text.replace(/\s+/g, " "));
}

/** Text that an author wrote, as Markdown that shows it as it is: no links, no pictures, no HTML. */
export function plainText(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~&@]|:(?=\/\/)|(?<=\bwww)\./gi, "\\$&");
}

/** Paragraphs, without the ones that are not there. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}
