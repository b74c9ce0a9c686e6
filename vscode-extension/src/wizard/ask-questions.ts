import type { WizardAnswers } from "./answers.ts";
import type { Question } from "./question.ts";

export interface AskOptions {
  readonly title: string;
  readonly answers: WizardAnswers;
  /** Begins with the last question: somebody came back from the form. */
  readonly fromEnd?: boolean;
  /** The questions, which may depend on what was answered. */
  questions(answers: WizardAnswers): readonly Question[];
}

/** Asks one question after another, with a way back; undefined when somebody left. What was answered once is offered again. */
export async function askQuestions({ title, answers, fromEnd, questions }: AskOptions): Promise<WizardAnswers | undefined> {
  let now = answers;
  let at = fromEnd === true ? Math.max(0, questions(now).length - 1) : 0;
  for (;;) {
    const all = questions(now);
    const question = all[at];
    if (question === undefined) return now;
    const answer = await question.ask({ title, step: at + 1, total: all.length, canGoBack: at > 0 }, now);
    if (answer === undefined) return undefined;
    if (answer === "back") {
      at -= 1;
    } else {
      now = answer;
      at += 1;
    }
  }
}
