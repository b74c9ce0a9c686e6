import { duckdbQuery } from "./duckdb-query.ts";
import { countsRows, isDuckdbFunction } from "./known-functions.ts";
import { ValueParts } from "./parts-of-value.ts";
import type { Path, Value } from "./query.ts";
import { isTree, type Tree, textAt, textsAt, treeAt, treesAt } from "./syntax-tree.ts";

/** Classes of expressions whose parts are all that they read. */
const transparent = new Set(
  "BETWEEN CASE CAST COLLATE COMPARISON CONJUNCTION CONSTANT DEFAULT FUNCTION OPERATOR PARAMETER WINDOW".split(" "),
);

/** Fields that hold no expression. */
const silent = new Set(["cast_type", "value", "type", "class", "alias"]);

/** Functions that take a lambda; elsewhere `x -> 'a'` reads JSON. */
const takesLambda = /^(?:list_|array_)?(?:transform|apply|filter|reduce)$/;

/** What expressions of DuckDB are read with. */
export interface DuckdbReading {
  /** The functions that DuckDB brings along. */
  readonly functions: ReadonlySet<string>;
}

/** What is inside of expressions of DuckDB's parser. */
export function duckdbValue(nodes: unknown, reading: DuckdbReading): Value {
  const parts = new ValueParts();
  new Walk(parts, reading).go(nodes, []);
  return parts.value();
}

class Walk {
  readonly #parts: ValueParts;
  readonly #reading: DuckdbReading;

  constructor(parts: ValueParts, reading: DuckdbReading) {
    this.#parts = parts;
    this.#reading = reading;
  }

  /** @param bound Parameters of the lambdas around. */
  go(node: unknown, bound: readonly string[]): void {
    if (Array.isArray(node)) for (const one of node) this.go(one, bound);
    if (!isTree(node)) return;
    const kind = textAt(node, "class");
    if (kind === undefined || transparent.has(kind)) {
      if (kind === "FUNCTION" || kind === "WINDOW") this.#function(node, bound);
      else this.#inside(node, bound);
    } else if (kind === "COLUMN_REF") this.#column(textsAt(node, "column_names"), bound);
    else if (kind === "SUBQUERY") this.#subquery(node, bound);
    else if (kind === "LAMBDA") this.#arrow(node, bound);
    else if (kind === "POSITIONAL_REFERENCE") this.#parts.everything();
    else this.#parts.unknown(kind === "STAR" ? "it reads columns by pattern" : `\`${kind}\` is not followed`);
  }

  #inside(node: Tree, bound: readonly string[]): void {
    for (const [key, value] of Object.entries(node)) if (!silent.has(key)) this.go(value, bound);
  }

  #column(path: Path, bound: readonly string[]): void {
    const [first = ""] = path;
    if (!bound.includes(first.toLowerCase())) this.#parts.column(path);
    else if (path.length > 1) this.#parts.bound(path);
  }

  #subquery(node: Tree, bound: readonly string[]): void {
    this.go(node["child"], bound);
    const query = duckdbQuery(treeAt(treeAt(node, "subquery"), "node"), this.#reading.functions);
    this.#parts.query(query, (textAt(node, "subquery_type") ?? "").includes("EXISTS"));
  }

  #function(node: Tree, bound: readonly string[]): void {
    const name = (textAt(node, "function_name") ?? "").toLowerCase();
    // `a.b.upper()`: what stands before the name is a column, unless it is the schema of DuckDB's own functions.
    const before = ["catalog", "schema"].flatMap((key) => textAt(node, key) ?? []);
    const isOwn = before.length === 0 || (before.length === 1 && before[0] === "main");
    if (!isOwn) this.#column(before, bound);
    if (countsRows(name) || textAt(node, "class") === "WINDOW") this.#parts.counts();
    const isOperator = node["is_operator"] === true;
    if (!isOperator && !isDuckdbFunction(name, this.#reading.functions)) {
      this.#parts.unknown(`nobody knows what \`${name}()\` reads`);
    }
    const { children, ...others } = node;
    const lambda = takesLambda.test(name);
    for (const child of Array.isArray(children) ? children : []) {
      if (lambda && textAt(isTree(child) ? child : {}, "class") === "LAMBDA") this.#lambda(child, bound);
      else this.go(child, bound);
    }
    this.#inside(others, bound);
  }

  #lambda(node: Tree, bound: readonly string[]): void {
    const left = treeAt(node, "lhs");
    const names = [left, ...treesAt(left, "children")].flatMap((one) => textsAt(one, "column_names").slice(0, 1));
    this.go(node["expr"], [...bound, ...names.map((name) => name.toLowerCase())]);
  }

  /** JSON: `payload -> 'key'`. */
  #arrow(node: Tree, bound: readonly string[]): void {
    this.go(node["lhs"], bound);
    this.go(node["expr"], bound);
  }
}
