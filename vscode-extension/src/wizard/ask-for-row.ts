import * as vscode from "vscode";
import type { FormAction, When } from "../form/form-actions.ts";
import type { SummaryKey } from "../form/form-model.ts";
import { isMapping, type JsonMap } from "../form/yaml/json.ts";
import type { OpenProject } from "../services.ts";
import { type WizardAnswers, type WizardType, whenOf } from "./answers.ts";
import { askQuestions } from "./ask-questions.ts";
import {
  askName,
  askOptions,
  askTemplate,
  askType,
  askZone,
  type Question,
  type QuestionContext,
  timeQuestions,
} from "./questions.ts";

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

const types = { day: "daily", week: "weekly", month: "monthly" } as const;

/** What a document says, as answers. */
export function answersOf(document: JsonMap): WizardAnswers {
  const { window, schedule, output } = document;
  const inner = isMapping(window) ? window : isMapping(schedule) ? schedule : {};
  const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
  const zone = text(inner["timezone"]);
  const compress = isMapping(output) ? output["compress"] : undefined;
  const times: Partial<Record<keyof When | "day" | "at" | "cron" | "start" | "end", string | number>> = {};
  for (const key of ["start", "end", "at", "cron"] as const) {
    const value = text(inner[key]);
    if (value !== undefined) times[key] = value;
  }
  const day = inner["day"];
  return {
    ...times,
    ...(typeof day === "string" || typeof day === "number" ? { day } : {}),
    name: text(document["name"]) ?? "",
    product: text(document["product"]) ?? "",
    template: text(document["template"]) ?? "",
    type: typeOf(document),
    shared: document["shared"] === true,
    zip: compress === undefined || compress === "zip",
    ...(zone !== undefined && { timezone: zone }),
  } as WizardAnswers;
}

function typeOf({ window, schedule }: JsonMap): WizardType {
  if (isMapping(window)) return "immediate";
  if (!isMapping(schedule)) return schedule === undefined ? "dispatched" : "daily";
  if (schedule["cron"] !== undefined) return "cron";
  return types[schedule["every"] as keyof typeof types] ?? "daily";
}

/** The name of the Schedule document that an extract uses. */
function sharedSchedule({ schedule }: JsonMap): string | undefined {
  const name = isMapping(schedule) ? schedule["use"] : schedule;
  return typeof name === "string" ? name : undefined;
}
