import { composeYaml } from "../../../runner/src/language.ts";

/** An extract as a file holds it: several may stand in one, one behind another. */
export interface ExtractInText {
  readonly name: string;
  /** First and last character of its document, by UTF-16 offset. */
  readonly start: number;
  readonly end: number;
}

/** The extracts of a text, in order, as far as they have a name; unsound ones, too. */
export function extractsIn(text: string): readonly ExtractInText[] {
  return composeYaml(text).documents.flatMap((document) => {
    const kind = document.get("kind");
    const name = document.get("name");
    const [start = 0, , end = start] = document.range ?? [];
    return kind === "Extract" && typeof name === "string" ? [{ name, start, end }] : [];
  });
}

/** The name of the extract at an offset; the nearest one before it, else the first. */
export function extractAt(text: string, offset: number): string | undefined {
  const extracts = extractsIn(text);
  return (extracts.findLast(({ start }) => start <= offset) ?? extracts[0])?.name;
}
