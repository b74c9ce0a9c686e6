import * as vscode from "vscode";
import { keysInOrder, type Weekday } from "../../../runner/src/language.ts";
import { offeredTemplates, productsOf } from "../form/read-form.ts";
import type { OpenProject } from "../services.ts";
import type { WizardAnswers, WizardType } from "./answers.ts";
import {
  cronObjection,
  dayOfMonthObjection,
  endObjection,
  momentObjection,
  momentText,
  nameObjection,
  timeOfDayObjection,
  zoneObjection,
} from "./checks.ts";
import { windowPresets } from "./presets.ts";
import { askChoice, askSeveral, askText, type Choice, type Left, type StepPlace } from "./step-input.ts";

/** One question, which knows what was answered before. */
export interface Question {
  ask(place: StepPlace, answers: WizardAnswers): Promise<WizardAnswers | Left>;
}

/** What questions are asked about. */
export interface QuestionContext {
  readonly project: OpenProject;
  /** Names that other extracts have. */
  readonly taken: readonly string[];
  readonly now: string;
}

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

export function timeQuestions(context: QuestionContext, answers: WizardAnswers): readonly Question[] {
  switch (answers.type) {
    case "immediate":
      return askWindow(windowContext(context, answers));
    case "daily":
      return [askAt, askZone(context)];
    case "weekly":
      return [askWeekday, askAt, askZone(context)];
    case "monthly":
      return [askDayOfMonth, askAt, askZone(context)];
    case "cron":
      return [askCron, askZone(context)];
    default:
      return [];
  }
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

/** In which zone windows are asked for. */
export interface WindowContext {
  readonly timezone: string;
  readonly weekStart: Weekday;
  readonly now: string;
}

function windowContext({ project, now }: QuestionContext, answers: WizardAnswers): WindowContext {
  const weekStart = project.loaded.project?.value.defaults?.weekStart ?? "monday";
  return { timezone: zoneOf(project, answers), weekStart, now };
}

/** A window that many ask for, or one's own; its start and end can be changed as text. */
export function askWindow(context: WindowContext): readonly Question[] {
  const { timezone } = context;
  return [
    askPreset(context),
    textQuestion("start", {
      prompt: t("Start of the data, with its time of day. This moment belongs to it. ({0})", timezone),
      placeholder: "2026-03-17T00:00",
      objection: (text) => momentObjection(text, t),
      read: momentText,
    }),
    textQuestion("end", {
      prompt: t("End of the data. This moment is not part of it any more. ({0})", timezone),
      placeholder: "2026-03-18T00:00",
      objection: (text, { start = "" }) => endObjection(start, text, timezone, t),
      read: momentText,
    }),
  ];
}

function askPreset({ timezone, weekStart, now }: WindowContext): Question {
  return {
    async ask(place, answers) {
      const { start = "", end = "" } = answers;
      const presets = windowPresets(now, timezone, weekStart, t);
      const isPreset = presets.some((preset) => preset.start === start && preset.end === end);
      const own = isPreset
        ? { label: t("Another Time Span…"), value: { start: "", end: "" } }
        : { label: t("Another Time Span…"), value: { start, end } };
      const answer = await askChoice(place, {
        items: [
          ...presets.map((preset) => ({
            label: preset.label,
            description: t("{0} up to {1}", preset.start.replace("T", " "), preset.end.replace("T", " ")),
            value: { start: preset.start, end: preset.end },
          })),
          {
            ...own,
            description: start === "" || isPreset ? "" : t("{0} up to {1}", start.replace("T", " "), end.replace("T", " ")),
          },
        ],
        placeholder: t("Which data? Times are those of {0}.", timezone),
        active: (value) => value.start === start && value.end === end,
      });
      if (answer === undefined || answer === "back") return answer;
      return { ...answers, timezone, ...answer.value };
    },
  };
}

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const askWeekday: Question = {
  async ask(place, answers) {
    const labels = [t("Monday"), t("Tuesday"), t("Wednesday"), t("Thursday"), t("Friday"), t("Saturday"), t("Sunday")];
    const answer = await askChoice<string>(place, {
      placeholder: t("On which day of the week?"),
      items: weekdays.map((day, at) => ({ label: labels[at] ?? day, value: day })),
      active: (day) => day === answers.day,
    });
    return answer === undefined || answer === "back" ? answer : { ...answers, day: answer.value };
  },
};

const askDayOfMonth: Question = {
  async ask(place, answers) {
    const answer = await askText(place, {
      value: typeof answers.day === "number" ? String(answers.day) : "1",
      prompt: t("On which day of the month? 31 means the last."),
      objection: (text) => dayOfMonthObjection(text, t),
    });
    return answer === undefined || answer === "back" ? answer : { ...answers, day: Number(answer.text) };
  },
};

const askAt: Question = textQuestion("at", {
  prompt: t("At what time of day?"),
  placeholder: "06:00",
  otherwise: "06:00",
  objection: (text) => timeOfDayObjection(text, t),
});

const askCron: Question = textQuestion("cron", {
  prompt: t("Cron expression of five fields: minute, hour, day of the month, month, day of the week."),
  placeholder: "0 6 * * *",
  objection: (text) => cronObjection(text, t),
});

/** The project's zone first, then UTC, then all others. */
export function askZone({ project }: QuestionContext): Question {
  return {
    async ask(place, answers) {
      const first = zoneOf(project, {});
      const rest = ["UTC", ...Intl.supportedValuesOf("timeZone")].filter((zone) => zone !== first);
      const items = [
        { label: first, description: t("of the project"), value: first },
        ...rest.map((zone) => ({ label: zone, value: zone })),
      ];
      const answer = await askChoice<string>(place, {
        placeholder: t("Time zone"),
        items,
        active: (zone) => zone === answers.timezone,
        other: (text) =>
          text === "" || items.some(({ label }) => label === text) || zoneObjection(text) !== undefined
            ? undefined
            : { label: text, value: text },
      });
      return answer === undefined || answer === "back" ? answer : { ...answers, timezone: answer.value };
    },
  };
}

export function askOwner(users: Readonly<Record<string, { readonly name?: string; readonly role: string }>>): Question {
  return choiceQuestion("owner", t("Who owns the extract? Set datafeed.user, and nobody asks again."), () =>
    Object.entries(users).map(([id, { name, role }]) => ({ label: name ?? id, description: `${id}, ${role}`, value: id })),
  );
}

export function zoneOf(project: OpenProject, { timezone }: WizardAnswers): string {
  return timezone ?? project.loaded.project?.value.defaults?.timezone ?? "UTC";
}

interface TextOptions {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly otherwise?: string;
  objection(text: string, answers: WizardAnswers): string | undefined;
  read?(text: string): string;
}

function textQuestion(key: "name" | "start" | "end" | "at" | "cron", options: TextOptions): Question {
  const { prompt, placeholder, otherwise = "", objection, read = (text) => text.trim() } = options;
  return {
    async ask(place, answers) {
      const answer = await askText(place, {
        value: answers[key] ?? otherwise,
        prompt,
        ...(placeholder !== undefined && { placeholder }),
        objection: (text) => objection(text, answers),
      });
      return answer === undefined || answer === "back" ? answer : { ...answers, [key]: read(answer.text) };
    },
  };
}

function choiceQuestion<Key extends "product" | "type" | "template" | "owner">(
  key: Key,
  placeholder: string,
  items: (answers: WizardAnswers) => readonly Choice<NonNullable<WizardAnswers[Key]>>[],
): Question {
  return {
    async ask(place, answers) {
      const answer = await askChoice(place, { placeholder, items: items(answers), active: (value) => value === answers[key] });
      return answer === undefined || answer === "back" ? answer : { ...answers, [key]: answer.value };
    },
  };
}
