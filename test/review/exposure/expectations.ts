import { expect, test } from "vitest";
import { changed, exposuresIn, extractText, type Files, planOf, project, templateText } from "./two-states.ts";

/** Changes of the project, and what becomes readable by them. */
export type Table = readonly (readonly [name: string, head: Files, exposures: readonly string[]])[];

/** A test of each. */
export function expectations(table: Table, base: Files = project): void {
  test.each(table)("%s", async (_name, head, expected) => {
    const report = await planOf(base, head);
    expect(report.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(exposuresIn(report)).toEqual(expected);
  });
}

/** A template X and an extract x of it beside the others. */
export function besides(fields: string, more: readonly string[] = [], source?: string): Files {
  return changed({
    "templates/x.template.yaml": templateText("X", fields, source),
    "extracts/x.extract.yaml": extractText("x", "X", ...more),
  });
}

/** A template's query of these columns. */
export const query = (columns: string, from = "reporting.calls") => {
  return `{ sql: "select ${columns} from ${from} where began >= :window_start and began < :window_end" }`;
};
