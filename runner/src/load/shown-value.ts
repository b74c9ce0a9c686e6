/** A value as a message shows it: short, on one line. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  const oneLine = text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
  return `\`${oneLine.length > 60 ? `${oneLine.slice(0, 57)}…` : oneLine}\``;
}

/** A list in words: "`a`, `b` or `c`". */
export function shownChoice(values: readonly unknown[]): string {
  const words = values.map(shown);
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} or ${last}`;
}
