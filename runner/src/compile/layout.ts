/** Lines one level deeper. */
export function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

/** Lists of lines with a comma after each but the last. */
export function commaSeparated(items: readonly (readonly string[])[]): readonly string[] {
  return items.flatMap((lines, index) => {
    const last = index === items.length - 1;
    return lines.map((line, at) => (at === lines.length - 1 && !last ? `${line},` : line));
  });
}

/** Lines with something before the first and after the last. */
export function wrapped(before: string, lines: readonly string[], after: string): readonly string[] {
  return lines.map((line, at) => `${at === 0 ? before : ""}${line}${at === lines.length - 1 ? after : ""}`);
}
