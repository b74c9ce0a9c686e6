import { applyEdits, type TextEdit } from "../../../runner/src/language.ts";
import type { FormAction, Reduced } from "./form-actions.ts";
import { type FormContext, translateOf } from "./form-context.ts";
import { reduce } from "./reduce.ts";
import { isMapping, type JsonMap } from "./yaml/json.ts";
import { patchYaml } from "./yaml/patch.ts";
import { parseYaml, plainOf } from "./yaml/tree.ts";

/** An Extract document of a file: its place among the file's documents, and what it says. */
export interface ExtractDocument {
  readonly index: number;
  readonly name: string;
  readonly value: JsonMap;
}

/** What the extracts of a text say, in order, named or not; undefined when the text can't be read as it stands. */
export function readExtracts(text: string): readonly ExtractDocument[] | undefined {
  return parseYaml(text)?.flatMap((document, index) => {
    const value = plainOf(document);
    return isMapping(value) && value["kind"] === "Extract" ? [{ index, name: String(value["name"] ?? ""), value }] : [];
  });
}

/** The few changes of a text that an action means for its document number `index`. */
export function draftEdits(
  text: string,
  index: number,
  action: FormAction,
  context: FormContext,
): Reduced<readonly TextEdit[]> {
  const t = translateOf(context);
  const document = readExtracts(text)?.find((each) => each.index === index);
  if (document === undefined) return { problem: t("The YAML can't be read as it stands. Mend it first.") };
  const reduced = reduce(document.value, action, context);
  if ("problem" in reduced) return reduced;
  const edits = patchYaml(text, index, reduced.value);
  if (edits === undefined) return { problem: t("This is written in a way that the form can't change. Change it in the YAML.") };
  return { value: edits };
}

/** A text after an action; the text itself where the action can't be done. */
export function draftText(text: string, index: number, action: FormAction, context: FormContext): Reduced<string> {
  const edits = draftEdits(text, index, action, context);
  return "problem" in edits ? edits : { value: applyEdits(text, edits.value) };
}
