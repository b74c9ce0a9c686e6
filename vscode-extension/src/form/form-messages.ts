import type { FormAction } from "./form-actions.ts";
import type { SummaryKey } from "./form-model.ts";
import type { FormReading } from "./read-form.ts";

/** What the form shows, and what can be done with it. */
export interface FormState {
  /** `editor`: over an open document. `wizard`: over one that is being made. `narrow`: over one run of a reviewed extract. */
  readonly mode: "editor" | "wizard" | "narrow";
  readonly reading: FormReading;
  /** How the form ends, the most likely first; none in an editor. */
  readonly endings: readonly FormEnding[];
  /** Whether Previous leads on to the questions before the form. */
  readonly hasQuestions: boolean;
  /** Of a narrowed run: the formats to choose from, and the chosen one. */
  readonly formats?: readonly string[];
  readonly format?: string;
  /** What the page keeps as its state's `draft`, for the host, after a reload of the window. */
  readonly kept?: object;
}

export type FormEnding = "create" | "runOnce" | "openPullRequest";

/** The contract of the page `form`. */
export interface FormContract {
  readonly requests: {
    load(): FormState;
    /** Does something to the document; the answer says why it could not be done. What is shown follows by `changed`. */
    act(action: FormAction): { readonly problem?: string };
    /** Another extract of the file. */
    choose(index: number): void;
    chooseFormat(format: string): void;
    /** Asks for one row of the summary. */
    change(row: SummaryKey): void;
    openYaml(): void;
    /** Back to the questions before the form. */
    previous(): void;
    cancel(): void;
    end(ending: FormEnding): { readonly problem?: string };
  };
  readonly events: {
    readonly changed: FormState;
  };
}
