import type { OutputView } from "../commands/commands.ts";
import { formatBytes, formatCount, formatTime } from "../commands/units.ts";
import { count } from "./diagnostics.ts";
import { table } from "./table.ts";

/** The grid of the portal (SEEDS 17 to 21): name, owner, last modified, type, size. */
export function outputTable(outputs: readonly OutputView[]): string {
  const pinned = outputs.some((output) => output.pinned);
  const drifted = outputs.some((output) => output.drift !== undefined && output.drift !== 0);
  return table(outputs, [
    { title: "ID", value: (output) => output.id },
    { title: "EXTRACT NAME", value: (output) => output.path + otherParts(output), least: 24 },
    { title: "OWNER", value: (output) => output.owner, least: 6, leave: 3 },
    { title: "LAST MODIFIED", value: (output) => formatTime(output.modifiedAt), leave: 1 },
    { title: "TYPE", value: (output) => (output.shared ? "shared" : "private"), leave: 4 },
    { title: "ROWS", value: (output) => formatCount(output.rows), align: "right", leave: 2 },
    { title: "SIZE", value: sizeOf, align: "right" },
    ...(pinned ? [{ title: "PINNED", value: (output: OutputView) => (output.pinned ? "pinned" : ""), leave: 5 }] : []),
    ...(drifted ? [{ title: "LATE ROWS", value: lateRows, align: "right" as const, leave: 6 }] : []),
  ]);
}

/** How many files an output has beside its first one; nothing for one alone. */
export function otherParts({ parts }: { readonly parts: readonly unknown[] }): string {
  const others = parts.length - 1;
  return others > 0 ? ` (+${count(others, "part")})` : "";
}

function sizeOf({ state, bytes }: OutputView): string {
  return state === "published" ? formatBytes(bytes) : state;
}

function lateRows({ drift = 0 }: OutputView): string {
  return drift === 0 ? "" : `${drift > 0 ? "+" : ""}${formatCount(drift)}`;
}
