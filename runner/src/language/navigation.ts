import type { LoadedProject } from "../load/project-documents.ts";
import { SourceText } from "../load/source-text.ts";
import type { TextFile } from "../project/project-texts.ts";
import { composed, wordAt, wordsOf } from "./composed.ts";
import { declarationOf } from "./declaration.ts";
import { aroundOf } from "./document-around.ts";
import type { EditedFile, ForeignPlace } from "./edits.ts";
import { type Mention, mentionAt } from "./mention.ts";
import { kindOf } from "./place-in-document.ts";

/** A place that names something, or where it stands. */
export interface Reference extends ForeignPlace {
  readonly declares: boolean;
}

/**
 * Where the template, schedule, field, extract, product, user or connection stands that the word at an offset names.
 *
 * @param texts The project's, as they are edited; the first of a path counts.
 */
export function definition(
  file: EditedFile,
  offset: number,
  project: LoadedProject,
  texts: Iterable<TextFile>,
): ForeignPlace | undefined {
  const mention = mentionIn(file, offset);
  return mention && declarationOf(mention, file, project, texts);
}

/**
 * All places that name what the word at an offset names, its own place included, file by file. Only texts that hold the name
 * are parsed; each place is given as soon as it is found, so that a caller can pause between them, or stop.
 */
export function* references(file: EditedFile, offset: number, texts: Iterable<TextFile>): Generator<Reference> {
  const mention = mentionIn(file, offset);
  if (mention === undefined || mention.thing === "zone") return;
  const holds = [mention.name, ...(mention.template === undefined ? [] : [mention.template])].map(asWord);
  yield* referencesIn(file, mention);
  for (const other of texts) {
    if (other.path !== file.path && holds.every((name) => name.test(other.text))) yield* referencesIn(other, mention);
  }
}

/** A name that is no part of a longer word (`T1` and not `T10`), as it may stand in quotes. */
function asWord(name: string): RegExp {
  const escaped = name
    .replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    .replaceAll("'", "''?")
    .replaceAll('"', '\\\\?"');
  return new RegExp(`(?<![A-Za-z0-9_-])${escaped}(?![A-Za-z0-9_-])`);
}

function mentionIn(file: EditedFile, offset: number): Mention | undefined {
  const found = wordAt(file.text, offset);
  if (found === undefined) return undefined;
  const around = aroundOf(found.document);
  const { kind } = kindOf(file.path, around);
  return kind && mentionAt(kind, found.word, around);
}

function* referencesIn(file: EditedFile, wanted: Mention): Generator<Reference> {
  const { text } = file;
  const source = new SourceText(file.path, text);
  for (const document of composed(text)) {
    const around = aroundOf(document);
    const { kind } = kindOf(file.path, around);
    if (kind === undefined) continue;
    for (const word of wordsOf(document)) {
      if (word.text !== wanted.name) continue;
      const found = mentionAt(kind, word, around);
      if (found?.thing !== wanted.thing || found.template !== wanted.template) continue;
      yield { file: file.path, range: source.range(word.start, word.end), declares: found.declares };
    }
  }
}
