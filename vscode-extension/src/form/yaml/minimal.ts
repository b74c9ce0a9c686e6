import type { TextEdit } from "../../../../runner/src/language.ts";

/** The same changes, in order, none touching another, and none of them longer than it must be. */
export function minimalEdits(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  const joined: TextEdit[] = [];
  for (const edit of [...edits].sort((one, other) => one.start - other.start || one.end - other.end)) {
    const last = joined.at(-1);
    if (last === undefined || edit.start > last.end) joined.push(edit);
    else joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, edit.end), text: last.text + edit.text };
  }
  return joined.map((edit) => trimmed(text, edit)).filter(({ start, end, text: added }) => start !== end || added !== "");
}

function trimmed(text: string, { start, end, text: added }: TextEdit): TextEdit {
  const old = text.slice(start, end);
  const most = Math.min(old.length, added.length);
  let head = 0;
  while (head < most && old[head] === added[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === added[added.length - 1 - tail]) tail += 1;
  return { start: start + head, end: end - tail, text: added.slice(head, added.length - tail) };
}
