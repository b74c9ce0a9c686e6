/** A value as a message shows it: short, on one line, a tab as it is written in quotes. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  const oneLine = text.replaceAll("\t", "\\t").replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
  return quoted(oneLine.length > 60 ? `${oneLine.slice(0, 57)}…` : oneLine);
}

/** Text between backticks; between more of them where it holds some, so that whoever shows the message finds its end. */
export function quoted(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  const pad = runs.length > 0 && (text.startsWith("`") || text.endsWith("`")) ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** A list in words: "`a`, `b` or `c`". */
export function shownChoice(values: readonly unknown[]): string {
  const words = values.map(shown);
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} or ${last}`;
}
