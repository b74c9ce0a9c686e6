import type { Range } from "../errors/diagnostic.ts";

/** A change of the edited text: what stands from `start` up to `end` becomes `text`. UTF-16 offsets. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A file as it stands in the editor, saved or not. `path` is relative to the project, with forward slashes. */
export interface EditedFile {
  readonly path: string;
  readonly text: string;
}

/** A place in a file that need not be open. */
export interface ForeignPlace {
  readonly file: string;
  readonly range: Range;
}

/** The text after some changes, which must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const lastFirst = [...edits].sort((one, other) => other.start - one.start);
  return lastFirst.reduce((changed, edit) => changed.slice(0, edit.start) + edit.text + changed.slice(edit.end), text);
}
