import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { shapeOf } from "../runner/src/load/field-types.ts";
import type { Shape } from "../runner/src/load/types.ts";
import type { NestedItem, Template, TemplateField } from "../schemas/generated/documents.ts";

/** The keys of the interaction-analytics records, by the product's two tables, from the templates. */
export function recordKeysPage(): string {
  const usual = Object.entries(fieldsOf("InteractionAnalytics"));
  const full = fieldsOf("InteractionAnalyticsFull");
  const second = usual.findIndex(([name]) => name === "abandoned");
  return [
    "<!-- Generated from templates/InteractionAnalytics*.template.yaml by `npm run generate`. Do not edit. -->",
    "",
    "# Keys of an interaction-analytics record",
    "",
    "In the order in which they stand. `[]` is an array, `a.b` a key within an object. *pii* names the class of personal data, which",
    "policy masks. [How to read a batch](../interaction-analytics.md).",
    "",
    "## The analysis",
    "",
    ...tableOf(usual.slice(0, second).flatMap(([name, field]) => rowsOf(name, field))),
    "",
    "## The interaction",
    "",
    "A constant is what InteractionAnalytics shows; InteractionAnalyticsFull has the type in brackets, with the warehouse's values.",
    "",
    ...tableOf(usual.slice(second).flatMap(([name, field]) => rowsOf(name, field, full[name]))),
    "",
  ].join("\n");
}

function fieldsOf(name: string): Template["fields"] {
  const { fields } = parse(readFileSync(`templates/${name}.template.yaml`, "utf8")) as Template;
  return Object.fromEntries(Object.entries(fields).filter(([, { hidden }]) => hidden !== true));
}

function tableOf(rows: readonly string[]): readonly string[] {
  return ["| key | type | meaning |", "|---|---|---|", ...rows];
}

function rowsOf(path: string, item: TemplateField | NestedItem, full?: TemplateField): string[] {
  const { object, nested } = item;
  const inside = nested?.fields ?? object;
  const own = `| \`${path}\` | ${typeText(item, full)} | ${meaning(item)} |`;
  const prefix = nested?.fields === undefined ? path : `${path}[]`;
  return [own, ...Object.entries(inside ?? {}).flatMap(([name, each]) => rowsOf(`${prefix}.${name}`, each))];
}

function typeText(item: TemplateField | NestedItem, full?: TemplateField): string {
  if (item.constant !== undefined) {
    const shown = `always \`${JSON.stringify(item.constant)}\``;
    return full === undefined ? shown : `${shown} (${shapeText(shapeOf(full))})`;
  }
  const nullable =
    item.nullable !== false && item.nested === undefined && (item.object === undefined || item.when !== undefined);
  const orNull = "optional" in item && item.optional === true ? ", or no key" : nullable ? " or null" : "";
  return `${shapeText(shapeOf(item))}${orNull}`;
}

function shapeText(shape: Shape): string {
  if (shape.kind === "array") return shape.items.kind === "value" ? `${shapeText(shape.items)}[]` : "objects";
  if (shape.kind !== "value") return "object";
  return shape.type.type === "float64" ? "number" : shape.type.type;
}

function meaning({ description, unit, values, pii }: TemplateField | NestedItem): string {
  return [
    description ?? "",
    ...(unit === undefined ? [] : [`Unit: ${unit}.`]),
    ...(values === undefined ? [] : [`${values.map((value) => `\`${value}\``).join(", ")}.`]),
    ...(pii === undefined ? [] : [`*pii: ${pii}*`]),
  ]
    .join(" ")
    .replaceAll("|", "\\|")
    .trim();
}
