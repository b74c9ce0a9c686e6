import type { Path } from "../../load/document-places.ts";
import { templatesOffered } from "../known.ts";
import { propertyOf, type Schema } from "../schema-at.ts";
import { entriesOf } from "../template-view.ts";
import { scalarText } from "../yaml-text.ts";
import type { Finding } from "./quick-fix.ts";

/** A value for a key that is missing, as YAML on one line: what the project has, what the schema gives, or an example. */
export function sensibleValue(finding: Finding, path: Path): string {
  const flow = true;
  const known = valueFromProject(finding, path);
  if (known !== undefined) return scalarText(known, { flow });
  const schema = propertyOf(finding.kind, path, finding.around);
  return schema === undefined ? '""' : exampleOf(schema, String(path.at(-1)));
}

function valueFromProject({ kind, known, around, file }: Finding, path: Path): string | undefined {
  const firstKey = (key: string) => entriesOf(known.project[key])[0]?.[0];
  switch (`${kind}.${path.join(".")}`) {
    case "Extract.product":
      return firstKey("products");
    case "Extract.owner":
      return known.context.user ?? firstKey("users");
    case "Extract.template":
      return templatesOffered(known, around.text(["product"])).find(({ sound }) => sound)?.name;
    case "Extract.name":
    case "Template.name":
    case "Schedule.name":
      return nameOfFile(file.path);
    default:
      return undefined;
  }
}

/** The name that a file's name promises. */
function nameOfFile(path: string): string | undefined {
  const stem = /([^/]+)\.(?:extract|schedule|template)\.yaml$/
    .exec(path)?.[1]
    ?.replace(/[^A-Za-z0-9 _-]/g, "-")
    .trim();
  return stem === "" ? undefined : stem;
}

function exampleOf(schema: Schema, key: string): string {
  const known = schema.const ?? schema.default ?? schema.examples?.[0] ?? schema.enum?.[0];
  if (known !== undefined) return yamlOf(known);
  const types = [schema.type ?? []].flat();
  if (types.includes("integer") || types.includes("number")) return String(schema.minimum ?? 1);
  if (types.includes("boolean")) return "false";
  if (types.includes("array")) return "[]";
  if (types.includes("object")) return "{}";
  return scalarText(key, { flow: true });
}

function yamlOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return scalarText(value as string | number | boolean, { flow: true });
  return JSON.stringify(value);
}
