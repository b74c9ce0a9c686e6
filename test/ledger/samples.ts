import type { Plan } from "../../runner/src/compile/plan.ts";
import type { StagedOutput } from "../../runner/src/ledger/decide.ts";

/** A plan of which only the ledger's part is looked at. */
export const plan: Plan = {
  extract: "calls",
  product: "p",
  owner: "amy",
  shared: true,
  template: "T",
  warehouse: "w",
  dialect: "duckdb",
  kind: "RunOnce",
  window: { start: "2026-03-17T05:00:00.000Z", end: "2026-04-06T05:00:00.000Z", timezone: "America/Chicago" },
  query: { sql: "select 1", parameters: [] },
  columns: [],
  hiddenKey: [],
  key: [],
  count: { sql: "select 1", parameters: [] },
  output: {
    format: "csv",
    compress: "zip",
    to: "local",
    order: "key",
    empty: "publish",
    reconcile: "none",
    delimiter: ",",
    header: true,
    bom: false,
    formulas: "raw",
    pretty: false,
  },
  definitionHash: "d",
  planHash: "p",
};

/** Larger than 32 bits can count. */
export const staged: StagedOutput = {
  parts: [{ path: "calls.zip", bytes: 2 ** 40, sha256: "a", contentBytes: 7, contentSha256: "b" }],
  manifestPath: "calls.zip.manifest",
  manifest: "{}",
  sha256: "a",
  contentSha256: "b",
  bytes: 2 ** 40,
  rows: 3,
};
