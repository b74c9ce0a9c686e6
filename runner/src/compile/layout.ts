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
