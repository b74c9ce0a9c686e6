/** How many rows the planner of PostgreSQL or Redshift expects: of the top node, in the first line of EXPLAIN that has any. */
export function rowsInExplain(lines: readonly (string | null | undefined)[]): number | undefined {
  const found = lines.map((line) => /\brows=(\d+)/.exec(line ?? "")?.[1]).find((rows) => rows !== undefined);
  return found === undefined ? undefined : Number(found);
}

interface PlanNode {
  readonly children?: readonly PlanNode[];
  readonly extra_info?: { readonly "Estimated Cardinality"?: string };
}

/** How many rows DuckDB expects, by `EXPLAIN (FORMAT json)`: of the uppermost node that says it, since sorting says nothing. */
export function rowsInDuckdbPlan(json: string): number | undefined {
  const nodes = JSON.parse(json) as readonly PlanNode[];
  for (let node = nodes[0]; node !== undefined; node = node.children?.[0]) {
    const rows = Number(node.extra_info?.["Estimated Cardinality"] ?? Number.NaN);
    if (Number.isFinite(rows)) return rows;
  }
  return undefined;
}
