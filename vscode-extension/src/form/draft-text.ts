import { applyEdits, type LoadedProject, loadDraft, type TextEdit } from "../../../runner/src/language.ts";
import type { FormSource } from "./read-form.ts";
import type { Translate } from "./translate.ts";
import type { Json } from "./yaml/json.ts";

export interface DraftOptions {
  readonly text: string;
  /** Where the document is, or is going to be, within the project. */
  readonly path: string;
  /** The project as it is, with or without an older state of the document. */
  readonly loaded: () => LoadedProject;
  /** UTC, ISO 8601. */
  readonly now: () => string;
  readonly only?: readonly Json[];
  readonly translate: Translate;
}

/** A document that is in no file yet, or further than what was loaded of it, understood within its project. */
export class DraftText {
  readonly #options: DraftOptions;
  text: string;

  constructor(options: DraftOptions) {
    this.#options = options;
    this.text = options.text;
  }

  edit(edits: readonly TextEdit[]): void {
    this.text = applyEdits(this.text, edits);
  }

  source(): FormSource {
    const { path, only, translate, loaded } = this.#options;
    const now = this.#options.now();
    const draft = loadDraft(loaded(), { path, text: this.text }, { today: now.slice(0, 10) });
    return { loaded: draft, path, now, translate, ...(only && { only }) };
  }
}
