import type { Path } from "../load/document-places.ts";
import type { CompletionKind } from "./completion.ts";
import type { Known } from "./known.ts";
import type { PlaceInDocument } from "./place-in-document.ts";

/** Something to choose, before it is known how it is written where the cursor is. */
export interface Suggestion {
  readonly kind: CompletionKind;
  readonly detail?: string | undefined;
  /** Markdown, made when somebody looks. */
  readonly document?: (() => string) | undefined;
  /** What is shown, where it is not what is written. */
  readonly label?: string;
  /** A scalar; it gets quotes where it needs them. */
  readonly value?: string | number | boolean;
  /** For a key: what follows its colon. */
  readonly tail?: KeyTail;
  /** A snippet that is written as it is; the lines below the first begin at the cursor's column. */
  readonly snippet?: string;
  /** A list that is written out, each value on a line of its own. */
  readonly lines?: { readonly first: string; readonly indent: number; readonly values: readonly string[] };
  readonly suggestNext?: true | undefined;
}

/** What follows a key: a word, a list, a mapping, the only value that it may have, or a mapping with these keys on one line. */
export type KeyTail =
  | "value"
  | "list"
  | "map"
  | { readonly constant: unknown }
  | { readonly entries: readonly { readonly key: string; readonly quoted: boolean }[] };

/** What suggestions are made from. */
export interface Asked {
  readonly known: Known;
  readonly place: PlaceInDocument;
  /** Of the edited file. */
  readonly file: string;
  /** What is asked for; the place's own path, or that of an item of its list. */
  readonly path: Path;
}

/** Whether a path is that of a pattern, in which `*` stands for one key or position: `fields.*.mask`. */
export function isPath(path: Path, pattern: string): boolean {
  const steps = pattern.split(".");
  return steps.length === path.length && steps.every((step, index) => step === "*" || step === String(path[index]));
}
