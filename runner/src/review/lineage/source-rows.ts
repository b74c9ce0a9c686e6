import type { Template } from "../../../../schemas/generated/documents.ts";
import { embeddedSql, textFor } from "../../compile/template-sql.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { columnKey } from "../../load/read-columns.ts";
import type { Dialect } from "../../load/types.ts";
import { type Columns, lookUp, uniform } from "./columns.ts";
import { columnOf } from "./from-rows.ts";
import { nameRules } from "./name-rules.ts";
import { type ReadOrigins, unknownOrigins } from "./origin.ts";
import { NotParsed, parseDuckdb, parsePostgres } from "./parsers.ts";
import { type Query, type Rows, type Star, unknownValue } from "./query.ts";
import { redshiftAsPostgres } from "./redshift-text.ts";
import { columnsOf, newResolution, TooLarge } from "./resolve.ts";

/** The rows that a template reads: where each of their columns comes from; undefined where there is no such column. */
export type SourceRows = (column: string) => ReadOrigins | undefined;

/** Definitions of views by name: the query alone. */
export type Views = ReadonlyMap<string, string>;

const noViews: Views = new Map();

/** The rows of a table or a view. A view whose definition isn't known is a relation like a table. */
export async function tableRows(table: string, dialect: Dialect, views: Views = noViews): Promise<SourceRows> {
  if (views.size === 0) return (column) => columnOf(columnKey(table), column, nameRules[dialect]);
  const rows: Rows = { kind: "relation", path: table.split("."), columns: [] };
  const star: Star = { kind: "star", without: [], replaced: [], renamed: [], some: false };
  const query: Query = { with: [], recursive: false, body: { kind: "select", items: [star], from: [rows] } };
  return rowsWith(await remembered(`${dialect} table ${table}`, views, () => resolved(query, dialect, views)), dialect);
}

/** The rows of a template's source. */
export async function sourceRows({ source, name }: Template, dialect: Dialect, views: Views = noViews): Promise<SourceRows> {
  if (source.table !== undefined) return tableRows(source.table, dialect, views);
  try {
    const sql = textFor(source.sql ?? "", dialect, `The source of the template ${name}`);
    return rowsWith(await queryColumns(sql, dialect, views), dialect);
  } catch (error) {
    if (!(error instanceof DatafeedError)) throw error;
    return () => unknownOrigins(error.message);
  }
}

function rowsWith(columns: Columns, dialect: Dialect): SourceRows {
  return (column) => {
    try {
      return lookUp(columns, column, nameRules[dialect])?.read;
    } catch (error) {
      if (error instanceof RangeError) return unknownOrigins("the query is too large");
      throw error;
    }
  };
}

/** The columns of a query. Error: compile-template-sql when it is not closed in itself. */
export function queryColumns(sql: string, dialect: Dialect, views: Views = noViews): Promise<Columns> {
  return remembered(`${dialect} query ${sql}`, views, async () => resolved(await parsed(sql, dialect), dialect, views));
}

const known = new WeakMap<Views, Map<string, Promise<Columns>>>();

/** An editor asks again for each text that somebody types. */
const mostRemembered = 5000;

/** Many templates, and both states of a project, have the same queries. */
function remembered(key: string, views: Views, make: () => Promise<Columns>): Promise<Columns> {
  const cache = known.get(views) ?? new Map<string, Promise<Columns>>();
  known.set(views, cache);
  if (cache.size >= mostRemembered) cache.clear();
  const found = cache.get(key) ?? understood(make);
  cache.set(key, found);
  return found;
}

async function understood(make: () => Promise<Columns>): Promise<Columns> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof NotParsed) return [uniform(unknownOrigins(`the query is not understood: ${error.message}`))];
    // Of a query that is nested too deeply the call stack is not enough.
    if (error instanceof TooLarge || error instanceof RangeError) return [uniform(unknownOrigins("the query is too large"))];
    throw error;
  }
}

async function resolved(query: Query, dialect: Dialect, views: Views): Promise<Columns> {
  const definitions = new Map<string, Query>();
  for (const [name, text] of views) definitions.set(columnKey(name), await parsedView(name, text, dialect));
  return columnsWith(query, dialect, definitions);
}

/** A definition that is not understood makes its view unknown, and nothing else. */
async function parsedView(name: string, text: string, dialect: Dialect): Promise<Query> {
  try {
    return await parsed(text, dialect);
  } catch (error) {
    if (!(error instanceof NotParsed || error instanceof DatafeedError)) throw error;
    const value = unknownValue(`the view ${name} is not understood: ${error.message}`);
    return { with: [], recursive: false, body: { kind: "select", items: [{ kind: "spread", value }], from: [] } };
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
  return parsePostgres(dialect === "redshift" ? await redshiftAsPostgres(text) : text, dialect === "redshift");
}
