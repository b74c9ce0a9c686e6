import type { ExtractView, PreviewView } from "../../../runner/src/commands/commands.ts";
import type { WizardAnswers } from "./answers.ts";

/** What a form's page keeps of a draft, so that a reload of the window loses nothing. Plain JSON. */
export type KeptDraft = KeptExtract | KeptRun;

/** Of a new extract. */
export interface KeptExtract {
  readonly type: "extract";
  /** Address of the project's folder. */
  readonly folder: string;
  readonly answers: WizardAnswers;
  readonly text: string;
}

/** Of a narrowed run. */
export interface KeptRun {
  readonly type: "run";
  readonly view: ExtractView;
  /** What the server said of its columns, where the checkout has no such extract. */
  readonly columns?: PreviewView["columns"];
  readonly answers: WizardAnswers;
  readonly format: string;
  readonly text: string;
}
