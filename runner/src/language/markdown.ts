/** A value as code within a line of Markdown, whatever it holds. */
export function code(text: string): string {
  const oneLine = text.replace(/\s+/g, " ");
  const longest = Math.max(0, ...[...oneLine.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = oneLine.startsWith("`") || oneLine.endsWith("`") ? " " : "";
  return `${fence}${pad}${oneLine}${pad}${fence}`;
}

/** Text that an author wrote, as Markdown that shows it as it is: no links, no pictures, no HTML. */
export function plainText(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~&@]|:(?=\/\/)|(?<=\bwww)\./gi, "\\$&");
}

/** Paragraphs, without the ones that are not there. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}
