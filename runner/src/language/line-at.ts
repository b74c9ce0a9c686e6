/** A line of a text, without its line break. */
export interface Line {
  readonly start: number;
  readonly end: number;
}

/** The line in which an offset lies. */
export function lineAt(text: string, offset: number): Line {
  const start = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  const length = text.slice(start).search(/\r?\n|\r$/);
  return { start, end: length === -1 ? text.length : Math.max(offset, start + length) };
}
