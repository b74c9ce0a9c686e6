import { compileExtract } from "../runner/src/compile/compile-extract.ts";
import type { Plan } from "../runner/src/compile/plan.ts";
import { loadProject } from "../runner/src/load/load-project.ts";
import { immediateWindow } from "../runner/src/schedule/immediate-window.ts";
import { benchDocuments } from "./project.ts";

/** The plan of the bench's extract from DuckDB to CSV, as `datafeed run` compiles it. */
export function interactionsPlan(): Plan {
  const files = benchDocuments({ warehouse: "duckdb", format: "csv", compress: "none", order: "none" });
  const extract = loadProject({ files }, { today: "2026-01-01" }).extracts.get("bench");
  if (extract?.window === undefined) throw new Error("The bench's extract is not sound.");
  const window = immediateWindow(extract.window, extract.timezone);
  return compileExtract(extract, { kind: "RunOnce", window, dialect: "duckdb", today: "2026-01-01" });
}
