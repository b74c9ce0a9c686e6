import * as vscode from "vscode";
import type { Weekday } from "../../../runner/src/language.ts";
import { endObjection, momentObjection, momentText } from "../commands/moments.ts";
import type { OpenProject } from "../services.ts";
import type { WizardAnswers } from "./answers.ts";
import { cronObjection, dayOfMonthObjection, timeOfDayObjection, zoneObjection } from "./checks.ts";
import { windowPresets } from "./presets.ts";
import { type Question, type QuestionContext, textQuestion } from "./question.ts";
import { askChoice, askText } from "./step-input.ts";

const t = vscode.l10n.t;

/** What is asked about the times, by the type. */
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

export function zoneOf(project: OpenProject, { timezone }: WizardAnswers): string {
  return timezone ?? project.loaded.project?.value.defaults?.timezone ?? "UTC";
}
