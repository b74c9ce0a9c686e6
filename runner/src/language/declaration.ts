import type { Document } from "yaml";
import type { LoadedProject } from "../load/project-documents.ts";
import { SourceText } from "../load/source-text.ts";
import { projectFile } from "../project/document-files.ts";
import type { TextFile } from "../project/project-texts.ts";
import { composed, pairOf } from "./composed.ts";
import { aroundOf } from "./document-around.ts";
import type { EditedFile, ForeignPlace } from "./edits.ts";
import type { Mention } from "./mention.ts";

const kinds = {
  extract: ["Extract", "Feed"],
  template: ["Template"],
  schedule: ["Schedule"],
  field: ["Template"],
  event: ["Feed"],
} as const;

/**
 * Where the thing stands that a word names; undefined where there is no such thing. `texts` are the project's, of which only
 * the one that holds it is parsed; where it is not among them, the place is the one of the loaded document.
 */
export function declarationOf(
  { thing, name, template }: Mention,
  edited: EditedFile,
  project: LoadedProject,
  texts: Iterable<TextFile>,
): ForeignPlace | undefined {
  switch (thing) {
    case "zone":
      return undefined;
    case "product":
    case "user":
      return placeIn(projectFile, [`${thing}s`, name], isProject, edited, texts);
    case "warehouse":
    case "destination":
    case "broker":
    case "notifier": {
      const { connections } = project;
      if (connections === undefined) return undefined;
      const found = placeIn(connections.file, [`${thing}s`, name], isConnections, edited, texts);
      const declared = connections.value[`${thing}s`] ?? {};
      if (found !== undefined || !Object.hasOwn(declared, name)) return found;
      return { file: connections.file, range: connections.rangeOf(`${thing}s`, name) };
    }
    default: {
      const inside = thing === "field" ? "fields" : thing === "event" ? "events" : undefined;
      const document = inside === undefined ? name : (template ?? "");
      const possible: readonly string[] = kinds[thing];
      const file = fileOf(possible, document, project);
      if (file === undefined) return undefined;
      const isIt = (around: Around) => {
        return possible.includes(around.text(["kind"]) ?? "") && around.text(["name"]) === document;
      };
      return placeIn(file, inside === undefined ? ["name"] : [inside, name], isIt, edited, texts);
    }
  }
}

type Around = ReturnType<typeof aroundOf>;
const isProject = (around: Around): boolean => around.text(["kind"]) === "Project";
const isConnections = (around: Around): boolean => around.text(["kind"]) === "Connections";

function fileOf(kinds: readonly string[], name: string, project: LoadedProject): string | undefined {
  const { extracts, feeds, templates, schedules, unsound } = project;
  const shelves = { Extract: extracts, Feed: feeds, Template: templates, Schedule: schedules };
  const found = Object.entries(shelves)
    .find(([kind, shelf]) => kinds.includes(kind) && shelf.has(name))?.[1]
    .get(name);
  return found?.file ?? unsound.find((other) => kinds.includes(other.kind) && other.name === name)?.file;
}

/** The place of a path in the document of a file that is meant: of a key, and of `name` its value. */
function placeIn(
  file: string,
  path: readonly string[],
  isIt: (around: Around) => boolean,
  edited: EditedFile,
  texts: Iterable<TextFile>,
): ForeignPlace | undefined {
  const text = file === edited.path ? edited.text : textOf(file, texts);
  if (text === undefined) return undefined;
  const document = composed(text).find((one) => isIt(aroundOf(one)));
  const [start, end] = (document && rangeAt(document, path)) ?? [];
  if (start === undefined || end === undefined) return undefined;
  return { file, range: new SourceText(file, text).range(start, end) };
}

function rangeAt(document: Document.Parsed, path: readonly string[]): readonly number[] | undefined {
  let node: unknown = document.contents;
  let range: readonly number[] | undefined;
  for (const step of path) {
    const pair = pairOf(node, step);
    if (pair === undefined) return undefined;
    node = pair.value;
    range = (path.length === 1 ? (pair.value?.range ?? pair.key.range) : pair.key.range) ?? undefined;
  }
  return range;
}

function textOf(file: string, texts: Iterable<TextFile>): string | undefined {
  for (const { path, text } of texts) if (path === file) return text;
  return undefined;
}
