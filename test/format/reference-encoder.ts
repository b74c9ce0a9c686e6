import type { ResolvedOutput } from "../../runner/src/load/project-documents.ts";
import type { LogicalType } from "../../runner/src/load/types.ts";

/**
 * A slow encoder on values, written from DESIGN 6 without a look at the fast one. A value is what a person would mean by it:
 * a string, a BigInt of the smallest unit (integers, decimals, microseconds since 1970), a number, a boolean.
 */
export type Value = string | bigint | number | boolean | null;

const microsPerSecond = 1_000_000n;

/** The text of a value in a file, before quotes. */
export function referenceText(type: LogicalType, value: Exclude<Value, null>): string {
  switch (type.type) {
    case "decimal": {
      const digits = String(value)
        .replace("-", "")
        .padStart(type.scale + 1, "0");
      const point = digits.length - type.scale;
      return `${String(value).startsWith("-") ? "-" : ""}${digits.slice(0, point)}${type.scale > 0 ? `.${digits.slice(point)}` : ""}`;
    }
    case "float64":
      return Object.is(value, -0) ? "0" : String(value);
    case "instant":
      return `${wall(value as bigint, type.precision)}Z`;
    case "local": {
      const offset = zoneOffsetSeconds(type.timezone, value as bigint);
      const size = Math.abs(offset);
      const parts = [size / 3600, (size / 60) % 60, size % 60].map((part) => String(Math.floor(part)).padStart(2, "0"));
      const text = `${offset < 0 ? "-" : "+"}${parts.slice(0, parts[2] === "00" ? 2 : 3).join(":")}`;
      return `${wall((value as bigint) + BigInt(offset) * microsPerSecond, type.precision)}${text}`;
    }
    default:
      return String(value);
  }
}

/** ISO without an offset; the digits that the precision does not show are cut. */
function wall(micros: bigint, precision: number): string {
  const fraction = ((micros % microsPerSecond) + microsPerSecond) % microsPerSecond;
  const iso = new Date(Number((micros - fraction) / 1000n)).toISOString().slice(0, 19);
  return precision === 0 ? iso : `${iso}.${String(fraction).padStart(6, "0").slice(0, precision)}`;
}

/** By the wall clock that Intl prints. */
export function zoneOffsetSeconds(timeZone: string, micros: bigint): number {
  const seconds = Number(micros / microsPerSecond) - (micros % microsPerSecond < 0n ? 1 : 0);
  const format = clockOf(timeZone);
  const parts = Object.fromEntries(
    format.formatToParts(new Date(seconds * 1000)).map(({ type, value }) => [type, Number(value)]),
  );
  const date = new Date(0);
  date.setUTCFullYear(parts["year"] ?? 0, (parts["month"] ?? 1) - 1, parts["day"]);
  date.setUTCHours(parts["hour"] ?? 0, parts["minute"], parts["second"]);
  return date.getTime() / 1000 - seconds;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  clocks.set(timeZone, clock);
  return clock;
}

/** PostgreSQL's own text of the value, as it stands in a DataRow. */
export function postgresText(type: LogicalType, value: Value): string | null {
  if (value === null) return null;
  if (type.type === "boolean") return value === true ? "t" : "f";
  if (type.type === "float64") return Object.is(value, -0) ? "-0" : exponent(String(value));
  if (type.type !== "instant" && type.type !== "local") return referenceText(type, value);
  const text = wall(value as bigint, 6).replace("T", " ");
  return `${text.replace(/\.?0+$/, (zeros) => (zeros.startsWith(".") ? "" : ""))}+00`;
}

/** `1e+21` as PostgreSQL writes it: two digits of exponent at least. */
function exponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** A whole file without split. */
export function referenceFile(
  names: readonly string[],
  types: readonly LogicalType[],
  rows: readonly (readonly Value[])[],
  output: Pick<ResolvedOutput, "format" | "delimiter" | "header" | "bom">,
): string {
  if (output.format === "csv") {
    const quoted = (text: string): string =>
      text === "" || /["\r\n]/.test(text) || text.includes(output.delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
    const lines = rows.map((row) =>
      row.map((value, i) => (value === null ? "" : quoted(referenceText(types[i]!, value)))).join(output.delimiter),
    );
    if (output.header) lines.unshift(names.map(quoted).join(output.delimiter));
    return `${output.bom ? "\ufeff" : ""}${lines.map((line) => `${line}\n`).join("")}`;
  }
  const bare = new Set(["integer", "decimal", "float64", "boolean"]);
  const lines = rows.map((row) => {
    const entries = row.map((value, i) => {
      if (value === null) return `${JSON.stringify(names[i])}:null`;
      const text = referenceText(types[i]!, value);
      return `${JSON.stringify(names[i])}:${bare.has(types[i]!.type) ? text : JSON.stringify(text)}`;
    });
    return `{${entries.join(",")}}`;
  });
  if (output.format === "ndjson") return lines.map((line) => `${line}\n`).join("");
  return lines.length === 0 ? "[\n]\n" : `[\n${lines.join(",\n")}\n]\n`;
}
