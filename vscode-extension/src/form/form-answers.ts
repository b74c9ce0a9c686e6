import type { TextEdit } from "../../../runner/src/language.ts";
import type { Answers } from "../webview/protocol.ts";
import { draftEdits } from "./extract-draft.ts";
import type { FormAction } from "./form-actions.ts";
import type { FormContract, FormEnding, FormState } from "./form-messages.ts";
import type { SummaryKey } from "./form-model.ts";
import { contextOf, type FormSource, readForm } from "./read-form.ts";

/** What stands behind a form: an open document, or one that is being made. */
export interface FormWorld {
  readonly mode: FormState["mode"];
  readonly endings: readonly FormEnding[];
  readonly hasQuestions: boolean;
  /** Formats of a narrowed run, and the chosen one. */
  readonly formats?: readonly string[];
  format?: string;
  /** What the page keeps, for a draft to outlive a reload of the window. */
  readonly kept?: object;
  readonly text: string;
  /** Which document of the text is shown. */
  index: number;
  /** The project with this text as it is now. */
  source(): Promise<FormSource>;
  /** Changes the text, as one step of undo. */
  edit(edits: readonly TextEdit[]): Promise<void>;
  /** Asks for one row of the summary; undefined when nobody answered. */
  ask(row: SummaryKey): Promise<readonly FormAction[] | undefined>;
  openYaml(): Promise<void>;
  previous(): Promise<void>;
  cancel(): Promise<void>;
  end(ending: FormEnding): Promise<void>;
}

/** What the page shows of a world now. */
export async function formState(world: FormWorld): Promise<FormState> {
  const reading = readForm(world.text, world.index, await world.source());
  if (reading.state === "ready") world.index = reading.model.index;
  const { mode, endings, hasQuestions, formats, format, kept } = world;
  const run = { ...(formats && { formats }), ...(format && { format }) };
  return { mode, endings, hasQuestions, reading, ...run, ...(kept && { kept }) };
}

/** How a world answers the page `form`. What is done is done one after another; `tell` hears of each change that it brings. */
export function formAnswers(world: FormWorld, tell: (state: FormState) => void): Answers<FormContract> {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Answer>(next: () => Promise<Answer>): Promise<Answer> => {
    const turn = last.then(next);
    last = turn.catch(() => {});
    return turn;
  };
  const show = async (): Promise<void> => tell(await formState(world));
  const act = async (action: FormAction): Promise<{ problem?: string }> => {
    const context = contextOf(world.text, world.index, await world.source());
    const edits = draftEdits(world.text, world.index, action, context);
    if ("problem" in edits) return { problem: edits.problem };
    await world.edit(edits.value);
    await show();
    return {};
  };
  return {
    load: () => formState(world),
    act: (_signal, action) => inTurn(() => act(action)),
    choose: async (_signal, index) => {
      world.index = index;
      await show();
    },
    chooseFormat: async (_signal, format) => {
      world.format = format;
      await show();
    },
    change: (_signal, row) =>
      inTurn(async () => {
        for (const action of (await world.ask(row)) ?? []) await act(action);
      }),
    openYaml: () => world.openYaml(),
    previous: () => world.previous(),
    cancel: () => world.cancel(),
    end: (_signal, ending) =>
      inTurn(async () => {
        const reading = readForm(world.text, world.index, await world.source());
        const error =
          reading.state === "ready" ? reading.model.findings.find(({ severity }) => severity === "error") : undefined;
        if (reading.state === "unreadable") return { problem: reading.message };
        if (error !== undefined) return { problem: error.message };
        await world.end(ending);
        return {};
      }),
  };
}
