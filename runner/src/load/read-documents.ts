import { type Document, isMap, isNode, type YAMLError } from "yaml";
import type { Diagnostic } from "../errors/diagnostic.ts";
import type { TextFile } from "../project/project-texts.ts";
import { type ComposedText, composeYaml, maxDepth } from "./compose-yaml.ts";
import { DocumentPlaces, FileNodes } from "./document-places.ts";
import { type PlainObject, type PlainValue, readValue, type ValueProblem } from "./read-value.ts";
import { SourceText } from "./source-text.ts";

/** A document of a file that parsed: a mapping, not validated yet. */
export interface ReadDocument {
  readonly value: PlainObject;
  readonly places: DocumentPlaces;
}

/** What a file holds. */
export interface ReadFile {
  readonly documents: readonly ReadDocument[];
  readonly diagnostics: readonly Diagnostic[];
  /** Documents in the file, sound or not. */
  readonly count: number;
}

/** So many findings of the parser are shown for one file. */
const maxProblems = 50;

/**
 * Text -> documents as plain frozen values with places. A document that does not parse is left out and named.
 *
 * @param quoteValues false where values may be secrets: then no finding repeats what stands in the text.
 */
export function readDocuments(file: TextFile, quoteValues = true): ReadFile {
  const source = new SourceText(file.path, file.text);
  const nodes = new FileNodes(source);
  const { documents: composed, stopped } = composeYaml(file.text);
  const documents: ReadDocument[] = [];
  const problems: ValueProblem[] = [];
  let count = 0;
  for (const [index, document] of composed.entries()) {
    const before = problems.length;
    for (const error of [...document.errors, ...document.warnings]) problems.push(syntaxProblem(error));
    // Without its syntax a document's value is a guess, and what is said about a guess misleads.
    const value = problems.length > before ? null : readValue(document, problems);
    if (problems.length > before) problems.push(...problems.splice(before).map(hiddenInFilter(document)));
    if (value === null && problems.length === before) continue;
    count += 1;
    if (problems.slice(before).some((problem) => problem.severity === "error")) continue;
    if (isObject(value)) documents.push({ value, places: new DocumentPlaces(nodes, index) });
    else problems.push(notAMapping(document.range));
  }
  if (stopped !== undefined) {
    count += 1;
    problems.unshift(givenUp(stopped));
  }
  return { documents, diagnostics: toDiagnostics(source, quoteValues ? problems : problems.map(withoutValue)), count };
}

function isObject(value: PlainValue): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function notAMapping(range: readonly number[]): ValueProblem {
  const message = "A document must be a mapping that starts with its kind.";
  return {
    code: "wrong-type",
    severity: "error",
    message,
    hint: "Begin with `kind: Extract`.",
    start: range[0] ?? 0,
    end: range[1] ?? 0,
  };
}

/** Said first, so that it is among those that are shown: what follows in the file was not looked at. */
function givenUp({ offset, reason }: NonNullable<ComposedText["stopped"]>): ValueProblem {
  const place = { severity: "error", start: offset, end: offset + 1 } as const;
  if (reason === "too-many-errors") {
    return {
      ...place,
      code: "yaml-syntax",
      message: "The text has too many mistakes to be YAML; it is not read from here on.",
    };
  }
  const message = `Here the text is nested more than ${maxDepth} levels deep; it is not read from here on.`;
  return { ...place, code: "yaml-too-deep", message };
}

function toDiagnostics(source: SourceText, problems: readonly ValueProblem[]): Diagnostic[] {
  const diagnostics = problems.slice(0, maxProblems).map(({ start, end, ...problem }): Diagnostic => {
    return { ...problem, file: source.file, range: source.range(start, end) };
  });
  const hidden = problems.slice(maxProblems);
  const more = hidden.find(({ severity }) => severity === "error") ?? hidden[0];
  if (more !== undefined) {
    diagnostics.push({
      code: "too-many-findings",
      severity: more.severity,
      message: `The file has ${hidden.length} more findings, which are not shown.`,
      file: source.file,
      range: source.range(more.start, more.end),
    });
  }
  return diagnostics;
}

const messagesWithoutValues: Readonly<Record<string, string>> = {
  "number-imprecise": "The number has more digits than a number in YAML keeps.",
  "yaml-alias": "Here is an alias that can't be followed.",
  "yaml-ambiguous": "The value without quotes means something else to programs that read YAML 1.1.",
  // The library's own words quote tags, escapes and tokens.
  "yaml-syntax": "From here on the text is no YAML.",
};

function withoutValue({ hint: _, ...problem }: ValueProblem): ValueProblem {
  const message = messagesWithoutValues[problem.code];
  return message === undefined ? problem : { ...problem, message, hint: "Write texts with special characters in quotes." };
}

/** What the filter of an extract or of an event holds may be compared with personal data: findings there don't repeat it. */
function hiddenInFilter(document: Document): (problem: ValueProblem) => ValueProblem {
  const ranges = filtersIn(document).flatMap((filter) => (isNode(filter) && filter.range ? [filter.range] : []));
  return (problem) => {
    const isHidden = ranges.some(([start, end]) => problem.start >= start && problem.start < end);
    return isHidden ? { ...withoutValue(problem), hideSource: true } : problem;
  };
}

function filtersIn({ contents }: Document): readonly unknown[] {
  if (!isMap(contents)) return [];
  const events = contents.get("events", true);
  const each = isMap(events) ? events.items.map(({ value }) => (isMap(value) ? value.get("when", true) : undefined)) : [];
  return [contents.get("filter", true), ...each];
}

/** An error of the YAML library; an unknown tag is a warning there, but its value would be read as something else. */
function syntaxProblem({ code, message, pos: [start, end] }: YAMLError): ValueProblem {
  if (code === "NON_STRING_KEY") {
    return {
      code: "yaml-key",
      severity: "error",
      message: "A key must be a text, not a list, a mapping or an alias.",
      start,
      end,
    };
  }
  const sentence = /[.?!]$/.test(message) ? message : `${message}.`;
  return { code: "yaml-syntax", severity: "error", message: sentence, start, end };
}
