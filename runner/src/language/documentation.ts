import { code, paragraphs, plainText } from "./markdown.ts";
import type { Schema } from "./schema-at.ts";
import type { FieldView, TemplateView } from "./template-view.ts";

/** A key or value of the documents, as its schema describes it. */
export function schemaDocumentation(schema: Schema): string {
  const { description, default: standard, examples = [] } = schema;
  const [example] = examples;
  return paragraphs(
    description,
    standard === undefined ? undefined : `Default: ${code(asWritten(standard))}`,
    example === undefined ? undefined : `Example: ${code(asWritten(example))}`,
  );
}

/** A field of a template in one line: type, unit, personal data. */
export function fieldDetail({ type, unit, pii, measure }: FieldView): string {
  return [measure === undefined ? type : `${measure}, ${type}`, unit, pii && `PII: ${pii}`].filter(Boolean).join(" · ");
}

/** A field of a template, at length. */
export function fieldDocumentation(field: FieldView, template: TemplateView): string {
  const values = field.values.slice(0, 20).map((value) => code(String(value)));
  const more = field.values.length > 20 ? `, and ${field.values.length - 20} more` : "";
  return paragraphs(
    field.description && plainText(field.description),
    [
      `Type: ${code(field.type)}`,
      field.unit && `Unit: ${code(field.unit)}`,
      field.measure && `Measure: ${code(field.measure)}`,
      field.pii && `Personal data: ${code(field.pii)}`,
    ]
      .filter(Boolean)
      .join("  \n"),
    values.length === 0 ? undefined : `Values: ${values.join(", ")}${more}`,
    `Field of ${code(template.name)}`,
  );
}

/** A template, at length. */
export function templateDocumentation(template: TemplateView): string {
  return paragraphs(
    template.description && plainText(template.description),
    [
      `${template.fields.length} ${template.fields.length === 1 ? "field" : "fields"}`,
      template.table && `Source: ${code(template.table)}`,
      template.timeField && `Time: ${code(template.timeField)}`,
    ]
      .filter(Boolean)
      .join("  \n"),
  );
}

function asWritten(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
