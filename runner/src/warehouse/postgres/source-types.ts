import type { LogicalType } from "../../load/types.ts";
import type { SourceColumn } from "../warehouse.ts";

/** A column of a RowDescription message, as `pg` reads it. */
export interface FieldDescription {
  readonly name: string;
  readonly dataTypeID: number;
  readonly dataTypeModifier: number;
}

/** SQL names of the built-in types (pg_type.dat). */
const names: ReadonlyMap<number, string> = new Map([
  [16, "boolean"],
  [17, "bytea"],
  [18, '"char"'],
  [19, "name"],
  [20, "bigint"],
  [21, "smallint"],
  [23, "integer"],
  [25, "text"],
  [26, "oid"],
  [114, "json"],
  [142, "xml"],
  [650, "cidr"],
  [700, "real"],
  [701, "double precision"],
  [790, "money"],
  [829, "macaddr"],
  [869, "inet"],
  [1042, "character"],
  [1043, "character varying"],
  [1082, "date"],
  [1083, "time without time zone"],
  [1114, "timestamp without time zone"],
  [1184, "timestamp with time zone"],
  [1186, "interval"],
  [1266, "time with time zone"],
  [1700, "numeric"],
  [2950, "uuid"],
  [3802, "jsonb"],
]);

/** Types from here on were made by users: enumerations, domains' bases, extensions. */
const firstUserOid = 16384;

/**
 * The type of a column in the warehouse's own words: `numeric(10,2)`; `more` are names of types that PostgreSQL does not have.
 * Types that are not known are named by OID.
 */
export function sourceColumn(
  { name, dataTypeID, dataTypeModifier }: FieldDescription,
  more: ReadonlyMap<number, string> = new Map(),
): SourceColumn {
  const type =
    names.get(dataTypeID) ?? more.get(dataTypeID) ?? `${dataTypeID >= firstUserOid ? "user-defined" : "type"} ${dataTypeID}`;
  if (dataTypeID !== 1700 || dataTypeModifier < 4) return { name, type };
  const modifier = dataTypeModifier - 4;
  // Precision and scale share the modifier; the scale has 11 bits with a sign since PostgreSQL 15.
  const scale = ((modifier & 0x7ff) ^ 1024) - 1024;
  return { name, type: `numeric(${(modifier >> 16) & 0xffff},${scale})` };
}

const wholeNumbers = ["smallint", "integer", "bigint"];
const accepted: Readonly<Record<LogicalType["type"], readonly string[]>> = {
  string: ["text", "character varying", "character", "name", '"char"', "user-defined"],
  integer: [...wholeNumbers, "numeric", "oid"],
  decimal: [...wholeNumbers, "numeric"],
  // Not real: as text it has the digits of 32 bits, as a number those of 64, and warehouses differ in which they give.
  float64: ["double precision", "numeric", ...wholeNumbers],
  boolean: ["boolean"],
  instant: ["timestamp with time zone", "timestamp without time zone"],
  local: ["timestamp with time zone", "timestamp without time zone"],
  date: ["date"],
  uuid: ["uuid", "character varying", "character"],
  bytes: ["bytea"],
  json: ["json", "jsonb"],
};

/** Whether a column of this source type holds values of the logical type. What a value holds is checked by the encoder. */
export function postgresAccepts({ type }: LogicalType, sourceType: string): boolean {
  return accepted[type].includes(familyOf(sourceType));
}

/** A type without its digits. */
export function familyOf(sourceType: string): string {
  return sourceType.replace(/\(.*/, "").replace(/^user-defined.*/, "user-defined");
}
