import { statSync } from "node:fs";
import { expect, vi } from "vitest";
import { TestProject } from "./test-project.ts";

/** Queries that give rows at once and do not end within a test's time; both use the window, as every template's query must. */
const endless = {
  duckdb:
    "select range as number, :window_start::timestamptz as contact_start from range(100000000000) where :window_start < :window_end",
  postgres:
    "select generate_series(1, 100000000000) as number, :window_start::timestamptz as contact_start where :window_start < :window_end",
};

/** A window, and a name, for `run` and `preview`. */
export const longRun = ["run", "long", "--start", "2026-03-01", "--end", "2026-04-01"] as const;

/** The example project with an extract called `long`, whose query is `sql` or never ends. */
export function withLongExtract(project: TestProject, sql: Readonly<Record<string, string>> = endless): TestProject {
  const template = {
    kind: "Template",
    name: "Long",
    source: { sql },
    time: { field: "Started" },
    key: ["Number"],
    fields: { Number: { column: "number", type: "integer" }, Started: { column: "contact_start", type: "instant" } },
  };
  const extract = {
    kind: "Extract",
    name: "long",
    product: "ixhello-customer-v1",
    owner: "amy",
    template: "Long",
    fields: "all",
    output: { format: "csv", compress: "none", order: "none" },
  };
  project.write("templates/Long.template.yaml", JSON.stringify(template));
  project.write("extracts/long.extract.yaml", JSON.stringify(extract));
  return project;
}

/** Waits until a run has so much of its result on the disk. */
export async function waitForBytes(project: TestProject, bytes: number): Promise<void> {
  const growing = [project.path("out"), project.path(".datafeed/spool")];
  await vi.waitFor(
    () => {
      const files = growing.flatMap((folder) => TestProject.filesBelow(folder));
      const sizes = files.map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
      expect(Math.max(0, ...sizes)).toBeGreaterThan(bytes);
    },
    { timeout: 20_000, interval: 20 },
  );
}
