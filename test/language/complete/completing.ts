import { type Completion, complete, type LanguageContext } from "../../../runner/src/language.ts";
import { cursorIn } from "../cursor.ts";
import { loadShop } from "../shop.ts";

/** What is offered in the project of the shop. */

const project = loadShop();
const context: LanguageContext = { today: "2026-11-21", timezone: "America/Denver", user: "dana" };

export const documents = { extract: "extracts/new.extract.yaml", template: "templates/new.template.yaml" } as const;

/** How an extract of the shop begins. */
export const start = "kind: Extract\nproduct: retail\ntemplate: Orders\n";

/** What is offered at the cursor. */
export function completionsIn(written: string, path: string = documents.extract, loaded = project): readonly Completion[] {
  const { text, offset } = cursorIn(written);
  return complete({ path, text }, offset, loaded, context);
}

/** Its labels. */
export function labelsIn(written: string, path?: string): string {
  return completionsIn(written, path)
    .map(({ label }) => label)
    .join(", ");
}

/** The text after a completion was chosen. */
export function chosen(written: string, label: string, path?: string): string {
  const { text } = cursorIn(written);
  const found = completionsIn(written, path).find((completion) => completion.label === label);
  if (found === undefined) throw new Error(`${label} is not among ${labelsIn(written, path)}`);
  return text.slice(0, found.edit.start) + found.edit.text + text.slice(found.edit.end);
}
