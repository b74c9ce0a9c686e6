import type { NestedItem, Template, TemplateField } from "../../../schemas/generated/documents.ts";
import { declaredColumns } from "./column-classes.ts";
import { dialectTexts } from "./dialect-texts.ts";
import type { Path } from "./document-places.ts";
import type { DocumentFindings } from "./findings.ts";
import { columnKey } from "./read-columns.ts";
import { scanSql } from "./scan-sql.ts";
import { shown } from "./shown-value.ts";

/** An expression of a field or an item, and the tables around it, outermost first; none: the source. */
interface PlacedExpression {
  readonly item: TemplateField | NestedItem;
  readonly path: Path;
  readonly tables: readonly string[];
}

/** An expression: closed in itself, and honest about the columns with personal data that it reads. */
export function checkExpression(
  findings: DocumentFindings,
  template: Template,
  { item, path, tables }: PlacedExpression,
): void {
  if (item.from === undefined) {
    findings.errorAtKey(
      "expression-from",
      path,
      "An expression needs `from`: the columns that it reads.",
      "Write `from: []` when it reads none.",
    );
  }
  const declared = [undefined, ...tables].flatMap((table) => [...declaredColumns(template, table)]);
  const personal = new Map(declared.filter(([, pii]) => pii !== "none"));
  const read = new Set((item.from ?? []).map(columnKey));
  for (const { path: rest, sql, dialects } of dialectTexts(item.expression ?? {})) {
    const scanned = scanSql(sql, dialects);
    const place = [...path, "expression", ...rest];
    if (scanned.problem !== undefined)
      findings.error("sql-malformed", place, `The expression can't be used: ${scanned.problem}.`);
    for (const [column, pii] of personal) {
      if (read.has(column) || !scanned.words.has(column)) continue;
      const message = `The expression reads the column ${shown(column)}, which holds personal data (${pii}), but \`from\` does not name it.`;
      findings.error("expression-from", place, message, `Add ${shown(column)} to \`from\`.`);
    }
  }
}
