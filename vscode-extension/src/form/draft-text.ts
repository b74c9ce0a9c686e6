import { applyEdits, type LoadedProject, ProjectLoader, type TextEdit, type TextFile } from "../../../runner/src/language.ts";
import type { FormSource } from "./read-form.ts";
import type { Translate } from "./translate.ts";
import type { Json } from "./yaml/json.ts";

export interface DraftOptions {
  readonly text: string;
  /** Where the document is going to be, within the project. */
  readonly path: string;
  /** The project's documents as they are. */
  readonly texts: () => Iterable<TextFile>;
  /** UTC, ISO 8601. */
  readonly now: () => string;
  readonly only?: readonly Json[];
  readonly translate: Translate;
}

/** A document that is in no file yet, checked within its project. */
export class DraftText {
  readonly #options: DraftOptions;
  readonly #loader = new ProjectLoader();
  text: string;

  constructor(options: DraftOptions) {
    this.#options = options;
    this.text = options.text;
  }

  edit(edits: readonly TextEdit[]): void {
    this.text = applyEdits(this.text, edits);
  }

  source(): FormSource {
    const { path, now, only, translate } = this.#options;
    return { loaded: this.#load(now()), path, now: now(), translate, ...(only && { only }) };
  }

  #load(now: string): LoadedProject {
    const { path, texts } = this.#options;
    // Other extracts say nothing of this one, and there may be thousands.
    const others = [...texts()].filter(
      (file) => !file.path.endsWith(".extract.yaml") && !file.path.endsWith("connections.yaml"),
    );
    const files = [...others, { path, text: this.text }];
    const steps = this.#loader.load({ files }, { today: now.slice(0, 10) });
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  }
}
