import { composed } from "./composed.ts";
import { aroundOf } from "./document-around.ts";
import { kindByName } from "./place-in-document.ts";

/** An extract as a text holds it: several may stand in one, one behind another. */
export interface ExtractInText {
  readonly name: string;
  /** Its place among the text's documents, from 0. */
  readonly index: number;
  /** First and last character of its document, by UTF-16 offset. */
  readonly start: number;
  readonly end: number;
}

/**
 * The extracts of a text, in order, as far as they have a name; unsound ones, too. A document without `kind` is what the path,
 * where it is given, says of it.
 */
export function extractsIn(text: string, path = ""): readonly ExtractInText[] {
  return composed(text).flatMap((document, index) => {
    const around = aroundOf(document);
    const name = around.text(["name"]);
    const kind = around.text(["kind"]) ?? kindByName(path);
    const [start, , end] = document.range;
    return kind === "Extract" && name !== undefined && name !== "" ? [{ name, index, start, end }] : [];
  });
}
