import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import type { OpenProject, Services } from "../services.ts";
import type { WizardAnswers } from "./answers.ts";
import { askQuestions } from "./ask-questions.ts";
import { openDraft } from "./draft-form.ts";
import { findOwner } from "./find-owner.ts";
import { gitUser } from "./git-user.ts";
import type { KeptExtract } from "./kept-draft.ts";
import type { QuestionContext } from "./question.ts";
import { askOwner, productsBefore, questionsFor } from "./questions.ts";

/** The wizard: a few questions, then the form, then a file. Whoever leaves it leaves nothing behind. */
export async function createExtract(services: Services): Promise<void> {
  const project = await projectOf(services);
  const owner = await ownerOf(services, project);
  const ask = asking(project, owner);
  const answers = await ask({ ...productsBefore(project), ...(owner !== undefined && { owner }) }, false);
  if (answers !== undefined) openDraft(services, { project, answers, ask: (now) => ask(now, true) });
}

/** Goes on with a draft in its tab after a reload of the window. */
export async function continueExtract(services: Services, kept: KeptExtract, panel: vscode.WebviewPanel): Promise<void> {
  const { projects } = services;
  await projects.ready();
  const project = projects.all.find(({ folder }) => folder.toString() === kept.folder);
  if (project === undefined) {
    // Its project is not there any more; what was written is.
    panel.dispose();
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "yaml", content: kept.text }));
    return;
  }
  const ask = asking(project, await ownerOf(services, project));
  openDraft(services, { project, answers: kept.answers, text: kept.text, panel, ask: (now) => ask(now, true) });
}

/** The questions about a project's new extract; about its owner, too, where nobody is known. */
function asking(project: OpenProject, owner: string | undefined) {
  return (answers: WizardAnswers, fromEnd: boolean): Promise<WizardAnswers | undefined> => {
    const taken = [...project.loaded.extracts.keys(), ...project.loaded.unsound.filter(isExtract).map(({ name }) => name)];
    const context: QuestionContext = { project, taken, now: new Date().toISOString() };
    const users = project.loaded.project?.value.users ?? {};
    return askQuestions({
      title: vscode.l10n.t("Create Data Extract"),
      answers,
      fromEnd,
      questions: (now) => [...questionsFor(context, now), ...(owner === undefined ? [askOwner(users)] : [])],
    });
  };
}

async function projectOf({ projects }: Services): Promise<OpenProject> {
  await projects.ready();
  const project = projects.current;
  if (project === undefined) {
    throw new DatafeedError("project-missing", vscode.l10n.t("No Datafeed project is open: an extract is a document of one."), {
      hint: vscode.l10n.t("Open a folder that holds a datafeed.yaml."),
    });
  }
  const { loaded } = project;
  if (loaded.project === undefined || loaded.templates.size === 0) {
    throw new DatafeedError(
      "project-unsound",
      vscode.l10n.t("The project has no datafeed.yaml or no template without errors."),
      {
        hint: vscode.l10n.t("See the Problems view."),
      },
    );
  }
  return project;
}

/** Who owns what this person creates: the signed-in user, the setting, Git's; undefined where somebody has to say it. */
async function ownerOf({ desks }: Services, { folder, loaded }: OpenProject): Promise<string | undefined> {
  const project = loaded.project?.value;
  if (project === undefined) return undefined;
  const signedIn =
    desks.place?.type === "server"
      ? await desks.status().then(
          ({ user }) => user,
          () => undefined,
        )
      : undefined;
  const setting = vscode.workspace.getConfiguration("datafeed").get("user", "");
  return findOwner(project, [signedIn, setting, ...(await gitUser(folder))]);
}

function isExtract({ kind }: { readonly kind: string }): boolean {
  return kind === "Extract";
}
