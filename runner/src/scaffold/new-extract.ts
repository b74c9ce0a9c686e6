import { Document, isMap, isScalar, isSeq, Scalar, visit } from "yaml";
import type { Extract } from "../load/project-documents.ts";

/** What somebody answered when asked for a new extract: the document itself, without its kind. */
export type ExtractAnswers = Omit<Extract, "kind">;

/** The keys in the order in which people read them. */
const keys = [
  ...["name", "id", "description", "product", "owner", "shared", "template", "fields"],
  ...["filter", "window", "schedule", "output"],
] as const satisfies readonly (keyof ExtractAnswers)[];

/** Said above a key, for whoever edits the file next. */
const comments: Readonly<Record<string, string>> = {
  shared: " true: everybody in the organisation may see and download it; false: its owner and admins.",
  fields: " The columns, in order. { field: Channel, as: How } renames one; `all` takes the template's.",
  filter: " all, any, not; eq ne in notIn lt lte gt gte between contains startsWith endsWith isNull isNotNull.",
  window: " From start (included) to end (not included).",
  schedule: " Each run takes the day, week or month before it.",
  output: " format: csv, json, ndjson or parquet; compress: none, zip or gzip.",
};

/**
 * A new extract as YAML, with a comment where one helps. What YAML 1.1 or 1.2 would take for anything but text (dates, times,
 * numbers, `on`) stands in quotes, so that every tool reads the same.
 *
 * @param schema Where the editor finds the schema, relative to the file.
 */
export function newExtractText(answers: ExtractAnswers, schema = "../schemas/extract.schema.json"): string {
  const present = keys.flatMap((key) => (answers[key] === undefined ? [] : [[key, answers[key]] as const]));
  const document = new Document(Object.fromEntries([["kind", "Extract"], ...present]), { schema: "yaml-1.1" });
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === "string" && !/^[\p{L}_]/u.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  if (isMap(document.contents)) {
    for (const { key, value } of document.contents.items) {
      if (isScalar(key)) key.commentBefore = comments[String(key.value)] ?? null;
      shorten(value);
    }
  }
  return [
    `# yaml-language-server: $schema=${schema}`,
    ...(answers.window === undefined && answers.schedule === undefined
      ? ["# Neither window nor schedule: runs only when asked."]
      : []),
    document.toString({ lineWidth: 128, flowCollectionPadding: true }),
  ].join("\n");
}

/** Writes the innermost lists and maps on one line each, where they are not lists of columns. */
function shorten(node: unknown): void {
  if (isMap(node)) {
    const values = node.items.map((pair) => pair.value);
    if (values.every((value) => !isMap(value) && !(isSeq(value) && value.items.some(isMap)))) node.flow = true;
    else values.forEach(shorten);
  } else if (isSeq(node)) {
    node.items.forEach(shorten);
  }
}
