import { formatBytes, formatCount } from "../commands/units.ts";
import type { Output } from "../ledger/records.ts";
import { count } from "./diagnostics.ts";
import type { RunOutcome } from "./run-extracts.ts";
import type { Runtime } from "./runtime.ts";
import { table } from "./table.ts";

/** Names, rows, sizes and paths of what was published; what failed stands in the progress. */
export function outcomeTable(runtime: Runtime, outcomes: readonly RunOutcome[]): string {
  const published = outcomes.flatMap(({ output }) => (output === undefined ? [] : [output]));
  if (published.length === 0) return "No file was published.";
  return table(published, [
    { title: "EXTRACT", value: (output) => output.extract },
    { title: "ROWS", value: (output) => formatCount(output.rows), align: "right" },
    { title: "SIZE", value: (output) => formatBytes(output.bytes), align: "right" },
    { title: "FILE", value: (output) => shortPath(locate(runtime, output)) + otherParts(output) },
  ]);
}

/** Where a person finds the first file of an output. */
export function locate(runtime: Runtime, output: Output): string {
  return runtime.destination(output.destination).locate(output.path);
}

/** How many files an output has beside its first one; nothing for one alone. */
export function otherParts({ parts }: Output): string {
  const others = parts.length - 1;
  return others > 0 ? ` (+${count(others, "part")})` : "";
}

/** Relative to where the person is, when that is shorter. */
function shortPath(path: string): string {
  const here = `${process.cwd()}/`;
  return path.startsWith(here) ? path.slice(here.length) : path;
}
