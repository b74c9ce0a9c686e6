import type { Column, Plan } from "../compile/plan.ts";
import { warehouseError } from "./errors.ts";
import type { SourceColumn, Warehouse } from "./warehouse.ts";

/** Whether a column of a source type holds values of a logical type. */
export type Accepts = Warehouse["accepts"];

/**
 * Compares what the warehouse announces with what the plan expects, before anything is read or written. Names are not
 * compared: the query gives them, and warehouses cut and fold them. Error: warehouse-columns-changed.
 */
export function matchColumns(plan: Plan, sourceColumns: readonly SourceColumn[], accepts: Accepts): void {
  const columns = [...plan.columns, ...plan.hiddenKey];
  if (columns.length !== sourceColumns.length) {
    const message = `The warehouse announced ${sourceColumns.length} columns, the template ${plan.template} expects ${columns.length}.`;
    throw warehouseError("warehouse-columns-changed", message);
  }
  const wrong = columns.flatMap((column, i) => {
    const source = sourceColumns[i];
    return source === undefined || fits(column, source, accepts)
      ? []
      : [`${column.field} is ${source.type}, not ${column.type.type}`];
  });
  if (wrong.length === 0) return;
  throw warehouseError("warehouse-columns-changed", `In the template ${plan.template}: ${wrong.join("; ")}.`);
}

/** A mask turns a string's type into text, whatever it was. */
function fits({ type, mask }: Column, source: SourceColumn, accepts: Accepts): boolean {
  return accepts(type, source.type) || (mask !== undefined && accepts({ type: "string" }, source.type));
}
