import type { Column } from "../../runner/src/compile/plan.ts";
import type { LogicalType, Shape } from "../../runner/src/load/types.ts";

/** An engine's text of a cell as one text that both engines share. A stand-in for `format`, which is below this room. */
export function comparable(text: string | null, type: LogicalType): unknown {
  if (text === null) return null;
  switch (type.type) {
    case "boolean":
      return { t: "true", f: "false" }[text] ?? text;
    case "float64":
      return String(Number(text) === 0 ? 0 : Number(text));
    case "decimal":
      return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
    case "instant":
    case "local": {
      const [, date, time, fraction = ""] = /^(\S+)[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:\+00|Z)?$/.exec(text) ?? [];
      if (date === undefined) throw new Error(`not an instant: ${text}`);
      return `${date}T${time}.${fraction.padEnd(6, "0")}Z`;
    }
    case "bytes":
      return bytesOf(text);
    case "json":
      return type.shape === undefined ? sorted(JSON.parse(text)) : built(JSON.parse(text), type.shape);
    default:
      return text;
  }
}

export function comparableRows(
  rows: readonly (readonly (string | null)[])[],
  columns: readonly Column[],
): readonly (readonly unknown[])[] {
  return rows.map((row) => row.map((cell, index) => comparable(cell, columns[index]!.type)));
}

/** PostgreSQL writes `\x00ff`, DuckDB ASCII with `\x00` for the rest. */
function bytesOf(text: string): string {
  if (/^\\x([0-9a-f]{2})*$/.test(text)) return text.slice(2);
  const bytes = text.replace(/\\x([0-9A-F]{2})|([\s\S])/g, (_, hex: string | undefined, character: string | undefined) => {
    return hex?.toLowerCase() ?? Buffer.from(character!).toString("hex");
  });
  return bytes;
}

function built(value: unknown, shape: Shape): unknown {
  if (value === undefined) throw new Error("a key is missing");
  if (value === null) return null;
  switch (shape.kind) {
    case "array":
      return (value as unknown[]).map((item) => built(item, shape.items));
    case "map":
      return sorted(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, built(item, shape.values)])));
    case "object": {
      const item = value as Record<string, unknown>;
      const keys = Object.keys(item);
      if (keys.join() !== shape.keys.map(({ name }) => name).join()) throw new Error(`the keys are ${keys.join()}`);
      return shape.keys.map(({ name, shape: inner }) => built(item[name], inner));
    }
    case "value":
      if (typeof value === "boolean") return value;
      return comparable(typeof value === "string" ? value : JSON.stringify(value), shape.type);
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
