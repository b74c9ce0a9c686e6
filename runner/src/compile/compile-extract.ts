import type { ResolvedExtract } from "../load/project-documents.ts";
import type { Dialect } from "../load/types.ts";
import type { RunKind, Window } from "../schedule/window.ts";
import { checkPlan } from "./check-plan.ts";
import type { Compilation } from "./compilation.ts";
import { dialectOf } from "./dialects/dialects.ts";
import { freeze } from "./freeze.ts";
import { definitionHash, planHash } from "./hashes.ts";
import { type Narrowing, narrowed } from "./narrowing.ts";
import { ParameterList } from "./parameters.ts";
import type { Plan } from "./plan.ts";
import { countStatement, keysStatement, rowsStatement } from "./statement.ts";

/** What is asked of an extract. */
export interface PlanRequest {
  readonly kind: RunKind;
  readonly window: Window;
  readonly dialect: Dialect;
  /** YYYY-MM-DD, UTC: grants hold up to and including their `until`. */
  readonly today: string;
  readonly narrow?: Narrowing;
  /** The most rows, for a preview: then nothing is ordered or keyed. */
  readonly limit?: number;
}

/**
 * Compiles a sound extract into a frozen plan: the SQL, its bound values, its columns and its hashes. Pure: the same extract and
 * request give the same plan. Errors: compile-* codes of ./errors.ts.
 */
export function compileExtract(extract: ResolvedExtract, request: PlanRequest): Plan {
  const { kind, window, today, narrow, limit } = request;
  const asked = narrow === undefined ? extract : narrowed(extract, narrow);
  const dialect = dialectOf(request.dialect);
  const begin = (): Compilation => ({
    extract: asked,
    window,
    today,
    dialect,
    parameters: new ParameterList(dialect.maxParameters),
  });

  const reading = begin();
  const { sql, columns, hiddenKey, key, slicedBy } = rowsStatement(reading, limit);
  const counting = begin();
  const count = { sql: countStatement(counting), parameters: counting.parameters.bound };
  const slicing = begin();
  const keys = slicedBy.length === 0 ? undefined : keysStatement(slicing);
  const checks = limit === undefined ? checkPlan(begin, narrow?.filter !== undefined) : undefined;
  const plan: Omit<Plan, "planHash"> = {
    extract: asked.name,
    product: asked.product.id,
    owner: asked.owner,
    shared: asked.shared,
    template: asked.template.name,
    warehouse: asked.product.warehouse,
    dialect: dialect.name,
    kind,
    window,
    query: { sql, parameters: reading.parameters.bound },
    columns,
    hiddenKey,
    key,
    count,
    ...(keys !== undefined && { slices: { keys: { sql: keys, parameters: slicing.parameters.bound }, columns: slicedBy } }),
    ...(checks !== undefined && { checks }),
    output: asked.output,
    definitionHash: definitionHash(extract),
  };
  return freeze({ ...plan, planHash: planHash(plan, dialect.version) });
}
