import type { Template } from "../../../../schemas/generated/documents.ts";
import { embeddedSql, textFor } from "../../compile/template-sql.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { columnKey } from "../../load/read-columns.ts";
import type { Dialect } from "../../load/types.ts";
import { type Columns, lookUp, uniform } from "./columns.ts";
import { nameRules } from "./name-rules.ts";
import { type ReadOrigins, unknownOrigins } from "./origin.ts";
import { NotParsed, parseDuckdb, parsePostgres } from "./parsers.ts";
import type { Query } from "./query.ts";
import { redshiftAsPostgres } from "./redshift-text.ts";
import { columnsOf, newResolution, TooLarge } from "./resolve.ts";

/** The rows that a template reads: where each of their columns comes from. */
export type SourceRows = (column: string) => ReadOrigins;

/** Definitions of views by name: the query alone. */
export type Views = ReadonlyMap<string, string>;

/** The rows of a table or a view. */
export function tableRows(table: string): SourceRows {
  return (column) => ({ columns: [{ relation: columnKey(table), column: columnKey(column) }] });
}

/** The rows of a template's source. A view whose definition isn't known is a relation like a table. */
export async function sourceRows({ source, name }: Template, dialect: Dialect, views: Views = noViews): Promise<SourceRows> {
  const place = `The source of the template ${name}`;
  if (source.table !== undefined && views.size === 0) return tableRows(source.table);
  try {
    const sql = source.table === undefined ? textFor(source.sql ?? "", dialect, place) : `select * from ${source.table}`;
    const columns = await queryColumns(sql, dialect, views);
    return (column) => lookUp(columns, column, nameRules[dialect])?.read ?? unknownOrigins(`the query has no column ${column}`);
  } catch (error) {
    if (!(error instanceof DatafeedError)) throw error;
    return () => unknownOrigins(error.message);
  }
}

const noViews: Views = new Map();
const known = new WeakMap<Views, Map<string, Promise<Columns>>>();

/** The columns of a query. They are remembered: many templates, and both states of a project, have the same. */
export function queryColumns(sql: string, dialect: Dialect, views: Views = noViews): Promise<Columns> {
  const cache = known.get(views) ?? new Map<string, Promise<Columns>>();
  known.set(views, cache);
  const key = `${dialect} ${sql}`;
  const found = cache.get(key) ?? resolved(sql, dialect, views);
  cache.set(key, found);
  return found;
}

async function resolved(sql: string, dialect: Dialect, views: Views): Promise<Columns> {
  try {
    const query = await parsed(sql, dialect);
    const definitions = new Map<string, Query>();
    for (const [name, text] of views) definitions.set(columnKey(name), await parsed(text, dialect));
    return columnsWith(query, dialect, definitions);
  } catch (error) {
    if (error instanceof NotParsed) return [uniform(unknownOrigins(`the query is not understood: ${error.message}`))];
    if (error instanceof TooLarge || error instanceof RangeError) return [uniform(unknownOrigins("the query is too large"))];
    throw error;
  }
}

function columnsWith(query: Query, dialect: Dialect, definitions: ReadonlyMap<string, Query>): Columns {
  const columns = new Map<string, Columns>();
  const view = (name: string): Columns | undefined => {
    const definition = definitions.get(name);
    if (definition === undefined) return undefined;
    const found = columns.get(name);
    if (found !== undefined) return found;
    // A view that reads itself can't be.
    columns.set(name, [uniform(unknownOrigins(`the view ${name} reads itself`))]);
    const own = columnsOf(definition, { resolution, environment: undefined, outer: undefined });
    columns.set(name, own);
    return own;
  };
  const resolution = newResolution(nameRules[dialect], { view, views: [...definitions.keys()] });
  return columnsOf(query, { resolution, environment: undefined, outer: undefined });
}

async function parsed(sql: string, dialect: Dialect): Promise<Query> {
  const place = "The query";
  let parameters = 0;
  // Placeholders are values: which ones says nothing of columns.
  const text = embeddedSql(sql, dialect, place, () => `$${++parameters}`);
  if (dialect === "duckdb") return parseDuckdb(text);
  return parsePostgres(dialect === "redshift" ? redshiftAsPostgres(text) : text, dialect === "redshift");
}
