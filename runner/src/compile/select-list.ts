import type { SelectedField } from "../load/project-documents.ts";
import type { LogicalType } from "../load/types.ts";
import { type Compilation, templateField } from "./compilation.ts";
import { quoteIdentifier } from "./dialects/identifier.ts";
import { fieldType, readField } from "./field-sql.ts";
import { commaSeparated, indent } from "./layout.ts";
import { endedGrantOf, isMaskedWhole, isStructured, maskedShape, protectionOf } from "./masking.ts";
import type { Column } from "./plan.ts";

/** An entry of the select list: the column that it becomes, and its value's SQL. */
export interface SelectItem {
  readonly column: Column;
  readonly lines: readonly string[];
}

/** One entry for a selected field, masked where it must be. */
export function selectItem(compilation: Compilation, { field, as, mask }: SelectedField): SelectItem {
  const written = templateField(compilation, field);
  const type: LogicalType = isStructured(compilation, field)
    ? { type: "json", shape: maskedShape(compilation, field) }
    : fieldType(compilation, field);
  const protection = protectionOf(compilation, field, mask);
  const { pii, grant } = protection;
  const ended = grant === undefined && mask === undefined ? endedGrantOf(compilation, field) : undefined;
  const masked = protection.mask !== undefined && isMaskedWhole(compilation, field, mask, protection);
  // A mask leaves nothing of a value that is no text; and where JSON is stored ready, nothing of it either.
  const nulled = protection.mask !== undefined && type.type !== "string" && (masked || !compilation.dialect.aggregatesJson);
  const column: Column = {
    name: as,
    field,
    type,
    ...(written.jsonAs !== undefined && { jsonAs: written.jsonAs }),
    ...(written.nullable === false && !nulled && { required: true }),
    ...(pii !== undefined && { pii }),
    ...(protection.mask !== undefined && { mask: protection.mask }),
    ...(grant !== undefined && { grant: { approvedBy: grant.approvedBy, reason: grant.reason, until: grant.until } }),
    ...(ended !== undefined && { grantEnded: ended.until }),
  };
  const lines = masked ? [maskedValue(compilation, field, type, protection.mask)] : readField(compilation, field);
  return { column, lines };
}

/** The select list, one entry a line. */
export function selectList(items: readonly SelectItem[]): readonly string[] {
  return indent(commaSeparated(items.map(({ lines, column }) => named(lines, column.name))));
}

/** Only strings keep something of their value; a masked value of another type is NULL. */
function maskedValue(compilation: Compilation, field: string, type: LogicalType, mask: NonNullable<Column["mask"]>): string {
  const { dialect } = compilation;
  if (type.type !== "string") return `NULL::${dialect.sqlType(type)}`;
  return dialect.maskString(readField(compilation, field).join("\n"), mask);
}

function named(lines: readonly string[], name: string): readonly string[] {
  return [...lines.slice(0, -1), `${lines.at(-1)} AS ${quoteIdentifier(name)}`];
}
