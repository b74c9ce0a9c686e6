import { Document, isMap, isPair, isScalar, isSeq, Scalar, visit } from "yaml";
import type { LogicalType } from "../load/types.ts";
import type { SourceColumn, Warehouse } from "../warehouse/warehouse.ts";
import { piiByName, wordsOf } from "./pii-by-name.ts";
import type { SourceTable } from "./read-tables.ts";

/** A template for a table, for people to check: `text` is sound YAML. */
export interface ProposedTemplate {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  /** Its table, as the template names it. */
  readonly table: string;
}

/** A table for which no template can be proposed. */
export interface Unproposed {
  readonly table: string;
  readonly why: string;
}

interface ProposedField {
  readonly name: string;
  readonly column: string;
  readonly value: Record<string, unknown>;
  readonly remark?: string;
}

/** How a column may be read; the first whose pattern fits the source's type and that the warehouse accepts. */
const types: readonly (readonly [pattern: RegExp, type: LogicalType])[] = [
  [/^bool/, { type: "boolean" }],
  [/^uuid/, { type: "uuid" }],
  [/^(json|super|struct|map)|\]$/, { type: "json" }],
  [/int|^oid$/, { type: "integer" }],
  [/^double/, { type: "float64" }],
  [/^date$/, { type: "date" }],
  [/^timestamp/, { type: "instant", precision: 6 }],
  [/^(bytea|blob|varbyte)/, { type: "bytes" }],
  [/./, { type: "string" }],
];

/** What a proposed template is: types, key, time and classes of personal data as far as types and names tell them. */
export function proposeTemplate(
  table: SourceTable,
  accepts: Warehouse["accepts"],
  taken: ReadonlySet<string> = new Set(),
): ProposedTemplate | Unproposed {
  const source = `${table.schema}.${table.name}`;
  if (!/^[A-Za-z_][A-Za-z0-9_$]*[.][A-Za-z_][A-Za-z0-9_$]*$/.test(source)) {
    return { table: source, why: "its name needs quotes: read it with `source: { sql: … }`" };
  }
  const read = table.columns.map((column) => fieldOf(column, accepts));
  const fields = read.filter((field) => field !== undefined);
  const time = timeOf(fields);
  if (time === undefined) return { table: source, why: "no column is a time, by which rows belong to a window" };
  const key = keyOf(table, fields);
  if (key.fields.length === 0) return { table: source, why: "no column can identify a row" };
  const name = freeName(table, taken);
  const left = table.columns.filter((_, at) => read[at] === undefined);
  return {
    name,
    table: source,
    path: `templates/${name}.template.yaml`,
    text: textOf({ name, source, time, key, fields, left }),
  };
}

function fieldOf({ name, type }: SourceColumn, accepts: Warehouse["accepts"]): ProposedField | undefined {
  const family = type.toLowerCase();
  const digits = /^(?:numeric|decimal)(?:\((\d+), ?(\d+)\))?/.exec(family);
  const logical: LogicalType | undefined =
    digits === null
      ? types.find(([pattern, each]) => pattern.test(family) && accepts(each, type))?.[1]
      : { type: "decimal", precision: Number(digits[1] ?? 38), scale: Number(digits[2] ?? 6) };
  if (logical === undefined || !/^[^"\p{Cc}]+$/u.test(name)) return undefined;
  const pii = logical.type === "string" || logical.type === "json" ? piiByName(name) : undefined;
  const value = {
    column: name,
    type: logical.type,
    ...(logical.type === "decimal" && { precision: logical.precision, scale: logical.scale }),
    ...(logical.type === "instant" && !/with time zone/.test(family) && { stored: "utc-naive" }),
    ...(pii !== undefined && { pii }),
  };
  const remark = remarkOf(logical, { digits: digits?.[1], family, pii });
  return { name: fieldName(name), column: name, value, ...(remark !== undefined && { remark }) };
}

interface Told {
  readonly digits: string | undefined;
  readonly family: string;
  readonly pii: string | undefined;
}

function remarkOf(logical: LogicalType, { digits, family, pii }: Told): string | undefined {
  if (pii !== undefined) return "by its name";
  if (logical.type === "json") return "check: JSON can hold anything";
  if (logical.type === "decimal" && digits === undefined) return "the column says no digits";
  if (logical.type === "instant" && !/with time zone/.test(family)) return "taken as UTC";
  return undefined;
}

/** `contact_id` becomes `Contact ID`. */
function fieldName(column: string): string {
  const words = wordsOf(column).map((word) =>
    /^(id|uuid|url|utc|ip|api|csat|nps|ani|dnis)$/.test(word)
      ? word.toUpperCase()
      : word.charAt(0).toUpperCase() + word.slice(1),
  );
  return words.join(" ").slice(0, 100) || column;
}

/** Names that tell when something happened, the most telling first. */
const timeNames = [/start/, /creat|occurr|event|begin|happen/, /(^| )(at|time|timestamp|ts|date)$/, /./];

function timeOf(fields: readonly ProposedField[]): ProposedField | undefined {
  const instants = fields.filter(({ value }) => value["type"] === "instant");
  for (const sign of timeNames) {
    const found = instants.find(({ column }) => sign.test(wordsOf(column).join(" ")));
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Key {
  readonly fields: readonly string[];
  readonly remark: string;
}

function keyOf(table: SourceTable, fields: readonly ProposedField[]): Key {
  const usable = fields.filter(({ value }) => value["pii"] === undefined && value["type"] !== "json");
  const primary = table.primaryKey.map((column) => usable.find((field) => field.column === column)?.name);
  if (primary.length > 0 && primary.every((name) => name !== undefined)) return { fields: primary, remark: "the primary key" };
  const singular = table.name.replace(/s$/, "").toLowerCase();
  const named = [new RegExp(`^(id|uuid|${singular}_?id)$`, "i"), /id$/i].flatMap(
    (sign) => usable.find(({ column }) => sign.test(column)) ?? [],
  );
  const guess = named[0] ?? usable.find(({ value }) => value["type"] === "uuid");
  return { fields: guess === undefined ? [] : [guess.name], remark: "check: nothing says that these identify a row" };
}

function freeName({ schema, name }: SourceTable, taken: ReadonlySet<string>): string {
  const [short, long] = [pascal(name), pascal(`${schema}_${name}`)];
  return taken.has(short.toLowerCase()) ? long : short;
}

function pascal(name: string): string {
  return wordsOf(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

interface Parts {
  readonly name: string;
  readonly source: string;
  readonly time: ProposedField;
  readonly key: Key;
  readonly fields: readonly ProposedField[];
  readonly left: readonly SourceColumn[];
}

function textOf({ name, source, time, key, fields, left }: Parts): string {
  const names = new Map<string, ProposedField>();
  for (const field of fields) names.set(names.has(field.name) ? field.column : field.name, field);
  const document = new Document(
    {
      kind: "Template",
      name,
      source: { table: source },
      time: { field: time.name },
      key: key.fields,
      fields: Object.fromEntries([...names].map(([title, { value }]) => [title, value])),
    },
    { schema: "yaml-1.1" },
  );
  const remarks = new Map([...names].flatMap(([title, { remark }]) => (remark === undefined ? [] : [[title, ` ${remark}`]])));
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === "string" && !/^[\p{L}_]/u.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  if (isMap(document.contents)) {
    for (const pair of document.contents.items) {
      const { key: title, value } = pair;
      if (isScalar(title) && title.value === "fields" && isMap(value)) {
        for (const field of value.items) flow(field, remarks);
      } else if (isMap(value) || isSeq(value)) {
        value.flow = true;
        if (isSeq(value)) value.comment = ` ${key.remark}`;
      }
    }
  }
  const rest = left.map(
    ({ name: column, type }) => `# Not read: ${oneLine(column)}, a ${oneLine(type)}; an expression can cast it.\n`,
  );
  return [
    "# yaml-language-server: $schema=../schemas/template.schema.json\n",
    "# Proposed from the warehouse's types and names. Check the key, the time, and `pii`: names do not tell everything.\n",
    document.toString({ lineWidth: 0, flowCollectionPadding: true }),
    ...rest,
  ].join("");
}

function flow(pair: unknown, remarks: ReadonlyMap<string, string>): void {
  if (!isPair(pair) || !isMap(pair.value)) return;
  pair.value.flow = true;
  const remark = isScalar(pair.key) ? remarks.get(String(pair.key.value)) : undefined;
  if (remark !== undefined) pair.value.comment = remark;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
