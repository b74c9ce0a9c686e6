import * as vscode from "vscode";
import { DraftText } from "../form/draft-text.ts";
import { readExtracts } from "../form/extract-draft.ts";
import { contextOf, type FormSource } from "../form/read-form.ts";
import type { OpenProject, Services } from "../services.ts";
import type { WizardAnswers } from "./answers.ts";
import { DraftWorld } from "./draft-world.ts";
import { endDraft } from "./end-draft.ts";
import { freePath } from "./file-name.ts";
import { type FormPanel, openFormPanel } from "./form-panel.ts";
import { answersOf } from "./read-answers.ts";
import { answeredDraftText, newDraftText } from "./write-draft.ts";

export interface DraftForm {
  readonly project: OpenProject;
  /** What the questions before the form were answered with. */
  readonly answers: WizardAnswers;
  /** As it was before the window was loaded again. Default: what the answers make. */
  readonly text?: string;
  /** The tab of before. */
  readonly panel?: vscode.WebviewPanel;
  /** Asks the questions again, from the last one on. */
  ask(answers: WizardAnswers): Promise<WizardAnswers | undefined>;
}

/** The form over a new extract that is in no file yet. */
export function openDraft(services: Services, { project, answers, text, panel, ask }: DraftForm): void {
  const draft = new DraftText({
    text: "",
    path: freePath(
      answers.name ?? "",
      [...project.texts].map(({ path }) => path),
    ),
    loaded: () => project.loaded,
    now: () => new Date().toISOString(),
    translate: vscode.l10n.t,
  });
  const source = (): FormSource => draft.source();
  draft.text = text ?? newDraftText(answers, contextOf("", 0, source()));
  let last = answers;
  const world: DraftWorld = new DraftWorld({
    mode: "wizard",
    // On a server a document counts when it was reviewed.
    endings: services.desks.place?.type === "server" ? ["openPullRequest", "create"] : ["create"],
    draft,
    project,
    kept: () => ({ type: "extract", folder: project.folder.toString(), answers: last, text: draft.text }),
    leave: {
      previous: async () => {
        const value = readExtracts(draft.text)?.[0]?.value ?? {};
        const again = await ask({ ...last, ...answersOf(value) });
        if (again === undefined) return;
        last = again;
        draft.text = answeredDraftText(draft.text, again, contextOf(draft.text, 0, source()));
        form.panel.title = titleOf(again);
        await form.show();
      },
      end: async (ending) => {
        if (await endDraft(services, project, draft, ending)) form.panel.dispose();
      },
      close: () => form.panel.dispose(),
    },
  });
  const form: FormPanel = openFormPanel(services.context, titleOf(answers), world, panel);
}

function titleOf({ name = "" }: WizardAnswers): string {
  return vscode.l10n.t("Create {0}", name);
}
