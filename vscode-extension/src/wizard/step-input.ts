import * as vscode from "vscode";

/** Where a question stands among the others. */
export interface StepPlace {
  readonly title: string;
  /** From 1. */
  readonly step: number;
  readonly total: number;
  readonly canGoBack: boolean;
}

/** A question was left: back to the one before, or (undefined) all of it. */
export type Left = "back" | undefined;

export interface TextQuestion {
  readonly value: string;
  readonly prompt: string;
  readonly placeholder?: string;
  /** Why a text can't be the answer. */
  objection(text: string): string | undefined;
}

/** Asks for a text, which is checked as it is typed. */
export function askText(place: StepPlace, question: TextQuestion): Promise<{ readonly text: string } | Left> {
  const input = vscode.window.createInputBox();
  input.value = question.value;
  input.prompt = question.prompt;
  input.placeholder = question.placeholder;
  const check = (text: string): string | undefined => {
    input.validationMessage = question.objection(text);
    return question.objection(text);
  };
  // Nobody is told that nothing is nothing before they have typed.
  if (question.value !== "") check(question.value);
  return shown(input, place, (answer) => [
    input.onDidChangeValue(check),
    input.onDidAccept(() => {
      if (check(input.value) === undefined) answer({ text: input.value });
    }),
  ]);
}

export interface Choice<Value> extends vscode.QuickPickItem {
  readonly value?: Value;
}

export interface ChoiceQuestion<Value> {
  readonly items: readonly Choice<Value>[];
  readonly placeholder: string;
  /** Is chosen by Enter alone. */
  readonly active?: (value: Value) => boolean;
  /** What else may be typed as an answer. */
  other?(text: string): Choice<Value> | undefined;
}

/** Asks for one of some things. */
export function askChoice<Value>(place: StepPlace, question: ChoiceQuestion<Value>): Promise<{ readonly value: Value } | Left> {
  const pick = vscode.window.createQuickPick<Choice<Value>>();
  pick.placeholder = question.placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = question.items;
  const active = question.items.filter((item) => item.value !== undefined && question.active?.(item.value));
  if (active.length > 0) pick.activeItems = active;
  return shown(pick, place, (answer) => [
    pick.onDidChangeValue((text) => {
      const other = question.other?.(text.trim());
      pick.items = other === undefined ? question.items : [...question.items, { ...other, alwaysShow: true }];
    }),
    pick.onDidAccept(() => {
      const value = pick.selectedItems[0]?.value;
      if (value !== undefined) answer({ value });
    }),
  ]);
}

/** Asks which of some things hold. */
export function askSeveral<Value>(
  place: StepPlace,
  placeholder: string,
  items: readonly (Choice<Value> & { readonly value: Value })[],
): Promise<{ readonly values: readonly Value[] } | Left> {
  const pick = vscode.window.createQuickPick<Choice<Value> & { readonly value: Value }>();
  pick.canSelectMany = true;
  pick.placeholder = placeholder;
  pick.items = items;
  pick.selectedItems = items.filter(({ picked }) => picked);
  return shown(pick, place, (answer) => [
    pick.onDidAccept(() => answer({ values: pick.selectedItems.map(({ value }) => value) })),
  ]);
}

function shown<Answer>(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  { title, step, total, canGoBack }: StepPlace,
  listen: (answer: (answer: Answer) => void) => readonly vscode.Disposable[],
): Promise<Answer | Left> {
  input.title = title;
  // The editor shows both as "2/7".
  input.step = step;
  input.totalSteps = total;
  input.ignoreFocusOut = true;
  input.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
  return new Promise((resolve) => {
    const listening = [
      ...listen(resolve),
      input.onDidTriggerButton(() => resolve("back")),
      input.onDidHide(() => {
        resolve(undefined);
        vscode.Disposable.from(...listening, input).dispose();
      }),
    ];
    input.show();
  }).finally(() => input.hide()) as Promise<Answer | Left>;
}
