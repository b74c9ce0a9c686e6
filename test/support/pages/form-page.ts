import type { Browser } from "playwright-core";
import { loadProject } from "../../../runner/src/language.ts";
import { DraftText } from "../../../vscode-extension/src/form/draft-text.ts";
import { type FormWorld, formAnswers, formState } from "../../../vscode-extension/src/form/form-answers.ts";
import type { FormContract } from "../../../vscode-extension/src/form/form-messages.ts";
import { english } from "../../../vscode-extension/src/form/translate.ts";
import type { Json } from "../../../vscode-extension/src/form/yaml/json.ts";
import { type OpenPage, type OpenPageOptions, openPage } from "./open-page.ts";
import { projectTexts } from "./project-texts.ts";

export interface FormPage extends OpenPage<FormContract> {
  /** The YAML as it is now. */
  readonly text: string;
  /** What was asked of the world behind the form beside changes of the text, in order. */
  readonly told: readonly string[];
  /** As somebody who edits the YAML beside the form. */
  write(text: string): Promise<void>;
}

export interface FormPageOptions extends Partial<OpenPageOptions<FormContract>> {
  readonly text: string;
  readonly world?: Partial<FormWorld>;
  readonly only?: readonly Json[];
}

const loaded = loadProject({ files: projectTexts }, { today: "2026-11-21" });
const now = "2026-11-21T12:00:00Z";

/** The form's page over a text in the memory, reduced and checked as the extension does. */
export async function openFormPage(browser: Browser, options: FormPageOptions): Promise<FormPage> {
  const { only } = options;
  const draft = new DraftText({
    text: options.text,
    path: "extracts/draft.extract.yaml",
    loaded: () => loaded,
    now: () => now,
    translate: english,
    ...(only && { only }),
  });
  const told: string[] = [];
  const tell = (what: string) => {
    told.push(what);
    return Promise.resolve();
  };
  const world: FormWorld = {
    mode: "wizard",
    endings: ["create"],
    hasQuestions: true,
    get text() {
      return draft.text;
    },
    index: 0,
    source: () => Promise.resolve(draft.source()),
    edit: (edits) => Promise.resolve(draft.edit(edits)),
    ask: (row) => tell(`ask ${row}`).then(() => undefined),
    openYaml: () => tell("openYaml"),
    previous: () => tell("previous"),
    cancel: () => tell("cancel"),
    end: (ending) => tell(ending),
    ...options.world,
  };
  const answers = formAnswers(world, (state) => void page.tell("changed", state));
  const page = await openPage<FormContract>(browser, { ...options, name: "form", answers });
  return {
    ...page,
    get text() {
      return draft.text;
    },
    told,
    write: async (text) => {
      draft.text = text;
      await page.tell("changed", await formState(world));
    },
  };
}
