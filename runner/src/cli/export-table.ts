import type { ExportDay, ExtractView } from "../commands/commands.ts";
import { formatBytes, formatCount, formatTime } from "../commands/units.ts";
import { table } from "./table.ts";

/** Daily exports, and the newest document of each. */
export function namesTable(extracts: readonly ExtractView[]): string {
  return table(extracts, [
    { title: "NAME", value: ({ name }) => name },
    { title: "PRODUCT", value: ({ product }) => product.name, leave: 2 },
    { title: "OWNER", value: ({ owner }) => owner, leave: 1 },
    { title: "NEWEST", value: ({ latestOutput: newest }) => newest?.name ?? "" },
  ]);
}

/** The days of a daily export: what each date is answered by, or why nothing is. */
export function exportTable(days: readonly ExportDay[]): string {
  const published = days.some(({ state }) => state === "published");
  const superseded = days.some((day) => day.superseded !== undefined);
  const remarked = days.some((day) => remarkOf(day) !== "");
  return table(days, [
    { title: "DATE", value: ({ date }) => date },
    { title: "STATE", value: ({ state }) => state },
    { title: "ROWS", value: ({ output }) => (output === undefined ? "" : formatCount(output.rows)), align: "right" },
    { title: "SIZE", value: ({ output }) => (output === undefined ? "" : formatBytes(output.bytes)), align: "right", leave: 1 },
    { title: "SEQUENCE", value: ({ output }) => String(output?.sequence ?? ""), align: "right", leave: 3 },
    { title: "OUTPUT", value: ({ output }) => output?.id ?? "", leave: 2 },
    ...(published ? [{ title: "LATE ROWS", value: lateRows, align: "right" as const }] : []),
    ...(superseded ? [{ title: "SUPERSEDED", value: supersededBy, least: 16, leave: 4 }] : []),
    ...(remarked ? [{ title: "REMARK", value: remarkOf, least: 24, leave: 5 }] : []),
  ]);
}

/** Net: those that came less those that went. `?`: not counted again yet, or not comparable since the extract changed. */
function lateRows({ state, drift }: ExportDay): string {
  if (drift === undefined) return state === "published" ? "?" : "";
  return `${drift > 0 ? "+" : ""}${formatCount(drift)}`;
}

function supersededBy({ superseded }: ExportDay): string {
  return superseded === undefined ? "" : `by ${superseded.by}: ${superseded.reason}`;
}

function remarkOf({ closesAt, error, reason }: ExportDay): string {
  if (closesAt !== undefined) return `closes at ${formatTime(closesAt)}`;
  if (error !== undefined) return `${error.code}: ${error.message}`;
  return reason ?? "";
}
