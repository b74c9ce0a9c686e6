import { measurable } from "../../load/check-field.ts";
import { pathPlaceholders } from "../../load/check-output.ts";
import { canBeConstant } from "../../load/check-typed.ts";
import { documentKinds } from "../../load/schemas.ts";
import { templateOf } from "../known.ts";
import { kindByName } from "../place-in-document.ts";
import type { Schema } from "../schema-at.ts";
import { type Asked, isPath, type Suggestion } from "../suggestion.ts";
import { templateView } from "../template-view.ts";

/** Texts that the schemas alone can't offer: the kinds that fit into a file, its name, folders. */
export function textValues(asked: Asked, schemas: readonly Schema[]): readonly Suggestion[] | undefined {
  const { place, path, file } = asked;
  if (isPath(path, "kind")) return kinds(file);
  if (isPath(path, "name")) return nameByFile(file);
  if (place.kind === "Template" && isPath(path, "fields.*.type")) return types(asked, schemas);
  if (place.kind === "Template" && path.at(-1) === "type" && isItem(asked)) return itemTypes(asked, schemas);
  if (place.kind !== "Extract") return undefined;
  const only = onlyValue(asked);
  if (only !== undefined) return [{ kind: "value", value: only }];
  if (isPath(path, "output.path")) return folders(place.typed.text, schemas);
  return undefined;
}

/** What alone goes with what the extract and its template say: a daily export, versions that nobody tells apart. */
function onlyValue({ known, place, path }: Asked): string | undefined {
  if (isPath(path, "dedupe")) return templateOf(known, place.around)?.hasVersions === true ? undefined : "none";
  if (place.around.text(["export"]) !== "daily") return undefined;
  if (isPath(path, "output.format")) return "json";
  if (isPath(path, "output.compress")) return "none";
  return isPath(path, "schedule.every") ? "day" : undefined;
}

/** Whether a path leads to a key of an item inside of a field, where it is not one of the field itself. */
function isItem({ path }: Asked): boolean {
  return path.length > 3 && path[0] === "fields";
}

/** A constant can't be of every type. */
function itemTypes({ place, path }: Asked, schemas: readonly Schema[]): readonly Suggestion[] | undefined {
  if (place.around.shape([...path.slice(0, -1), "constant"]) === "nothing") return undefined;
  const all = schemas.flatMap((schema) => schema.enum ?? []).map(String);
  return all.filter(canBeConstant).map((value) => ({ kind: "value", value }));
}

function kinds(file: string): readonly Suggestion[] {
  const own = kindByName(file);
  const authored = documentKinds.filter((kind) => kind !== "Project" && kind !== "Connections");
  const all = own === "Project" || own === "Connections" ? [own] : authored;
  return [...all].sort((one, other) => Number(other === own) - Number(one === own)).map((value) => ({ kind: "value", value }));
}

/** The types that the field's measure or constant can have. */
function types({ place, path }: Asked, schemas: readonly Schema[]): readonly Suggestion[] | undefined {
  const field = templateView(place.around.value([]))?.field(String(path[1]));
  const allowed = field?.measure === undefined ? undefined : measurable[field.measure];
  if (allowed === undefined && field?.source !== "constant") return undefined;
  const all = schemas.flatMap((schema) => schema.enum ?? []).map(String);
  const found = all.filter((type) => (allowed === undefined ? canBeConstant(type) : allowed.includes(type)));
  return found.map((value) => ({ kind: "value", value }));
}

/** Most documents are named as their file is. */
function nameByFile(file: string): readonly Suggestion[] | undefined {
  const name = /([^/]+)\.(?:extract|schedule|template)\.yaml$/.exec(file)?.[1];
  return name === undefined ? undefined : [{ kind: "value", value: name, detail: "as the file" }];
}

/** What was typed, and one placeholder more. */
function folders(typed: string, schemas: readonly Schema[]): readonly Suggestion[] {
  const start = typed.replace(/\{[^{}]*$/, "");
  const more = pathPlaceholders.map((name): Suggestion => ({ kind: "value", value: `${start}{${name}}` }));
  if (start !== "") return more;
  const examples = schemas.flatMap((schema) => schema.examples ?? []).filter((value) => typeof value === "string");
  return [...examples.map((value): Suggestion => ({ kind: "value", value, detail: "example" })), ...more];
}
