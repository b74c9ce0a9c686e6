import type { OpenProject } from "../services.ts";
import type { WizardAnswers } from "./answers.ts";
import { askChoice, askText, type Choice, type Left, type StepPlace } from "./step-input.ts";

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

interface TextOptions {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly otherwise?: string;
  objection(text: string, answers: WizardAnswers): string | undefined;
  read?(text: string): string;
}

/** Asks for one answer as text. */
export function textQuestion(key: "name" | "start" | "end" | "at" | "cron", options: TextOptions): Question {
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

/** Asks for one answer out of some. */
export function choiceQuestion<Key extends "product" | "type" | "template" | "owner">(
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
