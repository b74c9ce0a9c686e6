import type { LogicalType } from "../../load/types.ts";
import { familyOf } from "../postgres/source-types.ts";

/** Types of Redshift that PostgreSQL does not have, as Amazon's drivers name their OIDs. */
export const redshiftTypeNames: ReadonlyMap<number, string> = new Map([
  [1188, "interval year to month"],
  [1190, "interval day to second"],
  [2935, "hllsketch"],
  [3000, "geometry"],
  [3001, "geography"],
  [3999, "geometry"],
  [4000, "super"],
  [6551, "varbyte"],
]);

const text = ["character varying", "character", "text"];
const wholeNumbers = ["smallint", "integer", "bigint"];
const moments = ["timestamp with time zone", "timestamp without time zone"];
const accepted: Readonly<Record<LogicalType["type"], readonly string[]>> = {
  string: [...text, "name"],
  integer: [...wholeNumbers, "numeric", "oid"],
  decimal: [...wholeNumbers, "numeric"],
  // Not real: as text it has the digits of 32 bits, as a number those of 64, and warehouses differ in which they give.
  float64: ["double precision", "numeric", ...wholeNumbers],
  boolean: ["boolean"],
  instant: moments,
  local: moments,
  date: ["date"],
  // There is no type for uuids, and JSON is often kept as text.
  uuid: text,
  bytes: ["varbyte"],
  json: ["super", ...text],
};

/** Whether a column of this Redshift type holds values of the logical type. What a value holds is checked by the encoder. */
export function redshiftAccepts({ type }: LogicalType, sourceType: string): boolean {
  return accepted[type].includes(familyOf(sourceType));
}
