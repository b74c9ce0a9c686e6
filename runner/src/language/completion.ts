import type { TextEdit } from "./edits.ts";

/** What a completion is, for its icon. */
export type CompletionKind =
  | "key"
  | "value"
  | "field"
  | "template"
  | "product"
  | "user"
  | "zone"
  | "operator"
  | "schedule"
  | "extract"
  | "warehouse"
  | "destination"
  | "notifier"
  | "table"
  | "column"
  | "snippet";

/** Something that may be written at the cursor. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A few words beside the label: the type, the name that people see. */
  readonly detail?: string;
  /** Markdown. Filled in by `resolveCompletion`. */
  readonly documentation?: string;
  /** What is written, in place of what was typed. Lines are indented as they shall stand: the editor must not do it again. */
  readonly edit: TextEdit;
  /** Whether `edit.text` is a snippet in the sense of VS Code: `$1`, `${1:text}`, `${1|one,two|}`, `$0`. */
  readonly snippet?: true;
  readonly sortText: string;
  /** What the typed text is compared with, where it is not the label: with the quote that the author has opened. */
  readonly filterText?: string;
  /** Whether something can be chosen next, where the cursor then stands. */
  readonly suggestNext?: true;
}

const documents = new WeakMap<Completion, () => string>();

/** Keeps the documentation of a completion until somebody looks at it. */
export function documented(completion: Completion, document: (() => string) | undefined): Completion {
  if (document !== undefined) documents.set(completion, document);
  return completion;
}

/** A completion of `complete` (the same object) with its documentation. */
export function resolveCompletion(completion: Completion): Completion {
  const documentation = documents.get(completion)?.() ?? "";
  return documentation === "" ? completion : { ...completion, documentation };
}
