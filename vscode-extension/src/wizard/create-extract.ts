import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { DraftText } from "../form/draft-text.ts";
import { readExtracts } from "../form/extract-draft.ts";
import type { FormEnding } from "../form/form-messages.ts";
import { contextOf, type FormSource } from "../form/read-form.ts";
import { isMapping } from "../form/yaml/json.ts";
import type { OpenProject, Services } from "../services.ts";
import type { WizardAnswers } from "./answers.ts";
import { askQuestions } from "./ask-questions.ts";
import { DraftWorld } from "./draft-world.ts";
import { freePath } from "./file-name.ts";
import { findOwner } from "./find-owner.ts";
import { type FormPanel, openFormPanel } from "./form-panel.ts";
import { gitUser } from "./git-user.ts";
import type { QuestionContext } from "./question.ts";
import { askOwner, productsBefore, questionsFor } from "./questions.ts";
import { answersOf } from "./read-answers.ts";
import { answeredDraftText, documentText, newDraftText } from "./write-draft.ts";

/** The wizard: a few questions, then the form, then a file. Whoever leaves it leaves nothing behind. */
export async function createExtract(services: Services): Promise<void> {
  const project = await projectOf(services);
  const owner = await ownerOf(services, project);
  const ask = (answers: WizardAnswers, fromEnd: boolean): Promise<WizardAnswers | undefined> => {
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
  const answers = await ask({ ...productsBefore(project), ...(owner !== undefined && { owner }) }, false);
  if (answers === undefined) return;
  openDraft(services, project, answers, ask);
}

function openDraft(
  services: Services,
  project: OpenProject,
  answers: WizardAnswers,
  ask: (answers: WizardAnswers, fromEnd: boolean) => Promise<WizardAnswers | undefined>,
): void {
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
  draft.text = newDraftText(answers, contextOf("", 0, source()));
  let last = answers;
  const world: DraftWorld = new DraftWorld({
    mode: "wizard",
    // On a server a document counts when it was reviewed.
    endings: services.desks.place?.type === "server" ? ["openPullRequest", "create"] : ["create"],
    draft,
    project,
    leave: {
      previous: async () => {
        const value = readExtracts(draft.text)?.[0]?.value ?? {};
        const again = await ask({ ...last, ...answersOf(value) }, true);
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
  const form: FormPanel = openFormPanel(services.context, titleOf(answers), world);
}

function titleOf({ name = "" }: WizardAnswers): string {
  return vscode.l10n.t("Create {0}", name);
}

/** Answers whether the draft is somewhere now: in a file, or proposed. */
async function endDraft(services: Services, project: OpenProject, draft: DraftText, ending: FormEnding): Promise<boolean> {
  const value = readExtracts(draft.text)?.[0]?.value ?? {};
  const text = documentText(value, contextOf(draft.text, 0, draft.source()));
  const name = String(value["name"]);
  const path = await freeFile(project, name);
  if (ending === "openPullRequest") {
    return (await vscode.commands.executeCommand<boolean | undefined>("datafeed.openPullRequest", { text, path })) === true;
  }
  const uri = project.uriOf(path);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { contents: Buffer.from(text) });
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new DatafeedError("file-unwritable", vscode.l10n.t("{0} could not be written.", path));
  }
  await vscode.window.showTextDocument(uri, { preview: false });
  // It is written: the form goes, whatever becomes of its run.
  if (isMapping(value["window"])) void runOrSayWhyNot(services, project, name);
  return true;
}

/** An immediate extract runs as soon as it is there, but for where it can't. */
async function runOrSayWhyNot({ desks, runs }: Services, project: OpenProject, name: string): Promise<void> {
  if (desks.place?.type === "server") {
    const message = vscode.l10n.t("{0} is written, and runs when it is reviewed: the server runs nothing else.", name);
    void vscode.window.showInformationMessage(message);
  } else if (!vscode.workspace.isTrusted) {
    const manage = vscode.l10n.t("Manage Trust");
    const message = vscode.l10n.t(
      "{0} is written, but does not run: this folder is not trusted, and nothing is started in it.",
      name,
    );
    if ((await vscode.window.showInformationMessage(message, manage)) === manage) {
      await vscode.commands.executeCommand("workbench.trust.manage");
    }
  } else {
    await project.refresh();
    await runs.run({ extract: name });
  }
}

/** A path that no file has. */
async function freeFile(project: OpenProject, name: string): Promise<string> {
  const taken = [...project.texts].map(({ path }) => path);
  for (;;) {
    const path = freePath(name, taken);
    if (!(await exists(project.uriOf(path)))) return path;
    taken.push(path);
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
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
