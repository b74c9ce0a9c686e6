import * as vscode from "vscode";
import type { FormAction } from "../form/form-actions.ts";
import type { SummaryKey } from "../form/form-model.ts";
import type { JsonMap } from "../form/yaml/json.ts";
import type { OpenProject } from "../services.ts";
import { type WizardAnswers, whenOf } from "./answers.ts";
import { askQuestions } from "./ask-questions.ts";
import type { Question, QuestionContext } from "./question.ts";
import { askName, askOptions, askTemplate, askType } from "./questions.ts";
import { answersOf, sharedSchedule, typeOf } from "./read-answers.ts";
import { askZone, timeQuestions } from "./time-questions.ts";

/** Asks for one row of the summary, with what the document says now; undefined when nobody answered. */
export async function askForRow(
  project: OpenProject,
  document: JsonMap,
  row: SummaryKey,
): Promise<readonly FormAction[] | undefined> {
  const shared = sharedSchedule(document);
  if (row === "timezone" && (shared !== undefined || typeOf(document) === "dispatched")) {
    void vscode.window.showInformationMessage(
      shared === undefined
        ? vscode.l10n.t("The extract has no times of its own: its zone is the project's.")
        : vscode.l10n.t("The zone is that of the schedule {0}, which other extracts share.", shared),
    );
    return undefined;
  }
  const answers = answersOf(document);
  const taken = [...project.loaded.extracts.keys()].filter((name) => name !== answers.name);
  const context: QuestionContext = { project, taken, now: new Date().toISOString() };
  const questions = questionsOf(row, context);
  if (questions === undefined) return undefined;
  const changed = await askQuestions({ title: vscode.l10n.t("Change Extract"), answers, questions });
  return changed && actionsOf(row, changed, answers);
}

function questionsOf(row: SummaryKey, context: QuestionContext): ((answers: WizardAnswers) => readonly Question[]) | undefined {
  switch (row) {
    case "name":
      return () => [askName(context)];
    case "start":
    case "end":
      return (answers) => [askType, ...timeQuestions(context, answers)];
    case "timezone":
      return () => [askZone(context)];
    case "zip":
    case "shared":
      return () => [askOptions];
    case "template":
      return () => [askTemplate(context)];
    default:
      return undefined;
  }
}

function actionsOf(row: SummaryKey, changed: WizardAnswers, before: WizardAnswers): readonly FormAction[] {
  const { name = "", template = "", shared = false, zip = true } = changed;
  switch (row) {
    case "name":
      return [{ type: "setName", name }];
    case "template":
      return [{ type: "setTemplate", template }];
    case "zip":
    case "shared":
      // What stays as it is may be written otherwise: gzip is no zip, either.
      return [
        ...(shared === before.shared ? [] : [{ type: "setShared" as const, shared }]),
        ...(zip === before.zip ? [] : [{ type: "setCompress" as const, compress: zip ? ("zip" as const) : ("none" as const) }]),
      ];
    default:
      return [{ type: "setWhen", when: whenOf(changed) }];
  }
}
