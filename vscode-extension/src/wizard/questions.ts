import * as vscode from "vscode";
import { keysInOrder } from "../../../runner/src/language.ts";
import { offeredTemplates, productsOf } from "../form/read-form.ts";
import type { OpenProject } from "../services.ts";
import type { WizardAnswers, WizardType } from "./answers.ts";
import { nameObjection } from "./checks.ts";
import { choiceQuestion, type Question, type QuestionContext, textQuestion } from "./question.ts";
import { askSeveral, type Choice } from "./step-input.ts";
import { timeQuestions } from "./time-questions.ts";

const t = vscode.l10n.t;

/** What need not be asked: the only product. */
export function productsBefore(project: OpenProject): WizardAnswers {
  const [first, ...others] = productsOf(project.loaded);
  return first === undefined || others.length > 0 ? {} : { product: first.id };
}

/** The questions of the wizard, in order: those about times are the type's. */
export function questionsFor(context: QuestionContext, answers: WizardAnswers): readonly Question[] {
  const products = productsOf(context.project.loaded);
  return [
    askName(context),
    ...(products.length > 1 ? [askProduct(context)] : []),
    askType,
    ...timeQuestions(context, answers),
    askTemplate(context),
    askOptions,
  ];
}

export function askName({ taken }: QuestionContext): Question {
  return textQuestion("name", {
    prompt: t("Name of the extract. Its files are called so."),
    placeholder: "web-chat-weekly",
    objection: (text) => nameObjection(text, taken, t),
  });
}

export function askProduct({ project }: QuestionContext): Question {
  return choiceQuestion("product", t("Product whose data are extracted"), () =>
    productsOf(project.loaded).map(({ id, name }) => ({ label: name, description: id, value: id })),
  );
}

export const askType: Question = choiceQuestion("type", t("When does it run?"), (): Choice<WizardType>[] => [
  { label: t("Immediate"), detail: t("Once, as soon as it is created: from a start to an end."), value: "immediate" },
  { label: t("Periodic"), kind: vscode.QuickPickItemKind.Separator },
  { label: t("Daily"), detail: t("Every day, for the day before."), value: "daily" },
  { label: t("Weekly"), detail: t("Every week, for the last whole week."), value: "weekly" },
  { label: t("Monthly"), detail: t("Every month, for the month before."), value: "monthly" },
  {
    label: t("By Cron"),
    detail: t("At the times of a cron expression, each for the time since the one before."),
    value: "cron",
  },
  { label: t("On Request"), kind: vscode.QuickPickItemKind.Separator },
  { label: t("Only When Asked"), detail: t("Somebody gives the range each time."), value: "dispatched" },
]);

export function askTemplate({ project }: QuestionContext): Question {
  return choiceQuestion("template", t("Template: what is extracted"), ({ product = productsOf(project.loaded)[0]?.id ?? "" }) =>
    offeredTemplates(project.loaded, product).map(({ name, description, fields }) => ({
      label: name,
      description: t("{0} fields", keysInOrder(fields).length),
      ...(description !== undefined && { detail: description }),
      value: name,
    })),
  );
}

export const askOptions: Question = {
  async ask(place, answers) {
    const { shared = false, zip = true } = answers;
    const answer = await askSeveral(place, t("Options: tick what shall hold, then Enter"), [
      {
        label: t("Shared"),
        detail: t("Everybody in the organisation may see and download it."),
        value: "shared",
        picked: shared,
      },
      { label: t("Zip Output"), detail: t("The file is packed into a ZIP."), value: "zip", picked: zip },
    ]);
    if (answer === undefined || answer === "back") return answer;
    return { ...answers, shared: answer.values.includes("shared"), zip: answer.values.includes("zip") };
  },
};

export function askOwner(users: Readonly<Record<string, { readonly name?: string; readonly role: string }>>): Question {
  return choiceQuestion("owner", t("Who owns the extract? Set datafeed.user, and nobody asks again."), () =>
    Object.entries(users).map(([id, { name, role }]) => ({ label: name ?? id, description: `${id}, ${role}`, value: id })),
  );
}
