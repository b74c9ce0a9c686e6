import type { Plan } from "../compile/plan.ts";
import type { Dialect } from "../load/types.ts";
import { duckdbAccepts } from "../warehouse/duckdb/source-types.ts";
import { type Accepts, matchColumns } from "../warehouse/match-columns.ts";
import { postgresAccepts } from "../warehouse/postgres/source-types.ts";
import type { SourceColumn } from "../warehouse/warehouse.ts";

const accepts: Readonly<Record<Dialect, Accepts>> = {
  duckdb: duckdbAccepts,
  postgres: postgresAccepts,
  redshift: postgresAccepts,
};

/** Refuses a result whose columns are not the plan's, before anything is staged. Error: warehouse-columns-changed. */
export function matchPlan(plan: Plan, announced: readonly SourceColumn[]): void {
  matchColumns(plan, announced, accepts[plan.dialect]);
}
