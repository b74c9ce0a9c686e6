import { extractsIn } from "../../../runner/src/language.ts";

/** The name of the extract at an offset; the nearest one before it, else the first. */
export function extractAt(text: string, offset: number): string | undefined {
  const extracts = extractsIn(text);
  return (extracts.findLast(({ start }) => start <= offset) ?? extracts[0])?.name;
}
