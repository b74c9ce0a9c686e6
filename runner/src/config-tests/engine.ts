import type { Plan } from "../compile/plan.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import type { FixtureTable } from "./fixture.ts";
import type { FixtureDialect } from "./fixture-sql.ts";

/** What stands in for the warehouses of a project while its extracts are tested. */
export interface TestEngine {
  readonly dialect: FixtureDialect;
  /** For people: `DuckDB`. */
  readonly title: string;
  /** Why the engine can't run what a plan asks; undefined when it can. Errors: test-table-missing. */
  refusal(plan: Plan, tables: readonly FixtureTable[]): Promise<string | undefined>;
  /**
   * A warehouse that holds these tables and nothing of another test. `folder` is an empty one, for this test alone. Its readings
   * may fail with test-fixture-refused, test-database-used or test-table-exists.
   */
  open(tables: readonly FixtureTable[], folder: string): Warehouse;
}
