import type { ResolvedEvent } from "../load/project-documents.ts";
import type { Dialect } from "../load/types.ts";
import type { Window } from "../schedule/window.ts";
import { arrayText } from "./array-text.ts";
import { boundValue } from "./bound-value.ts";
import type { Compilation } from "./compilation.ts";
import { dialectOf } from "./dialects/dialects.ts";
import { fieldType, orderedField, storedField } from "./field-sql.ts";
import { conjuncts, filterSql } from "./filter-sql.ts";
import { freeze } from "./freeze.ts";
import { definitionHash, planHash } from "./hashes.ts";
import { commaSeparated, indent } from "./layout.ts";
import { beforeEnd, boundEdge, membership } from "./membership.ts";
import { ParameterList } from "./parameters.ts";
import type { Plan } from "./plan.ts";
import { type SelectItem, selectItem, selectList } from "./select-list.ts";
import { fromClause } from "./source.ts";
import { narrowedTo, type RowSource } from "./statement.ts";

/** Which rows of an event's template are read. */
export type EventRows = RowsByKey | RowsByTime;

/** The rows with these keys, in no order (PostgreSQL alone). A key: the text of each part, in the order of the template's key. */
export interface RowsByKey {
  readonly by: "keys";
  readonly keys: readonly (readonly string[])[];
}

/** A page of a way through the rows in the order of time, then key. */
export interface RowsByTime {
  readonly by: "time";
  /** UTC, ISO 8601; from included, to not. Without them: all rows that have a time. */
  readonly from?: string;
  readonly to?: string;
  /** The last row that was read: its time, then its key's texts, up to the first that is NULL. */
  readonly after?: readonly string[];
  /** The most rows. */
  readonly limit: number;
  /** The limit counts rows, too, that `when` does not choose: none behind the page can fail it then. */
  readonly unchosen?: boolean;
}

/** Which rows of an event type are asked for, and of which warehouse. */
export interface EventRequest {
  readonly dialect: Dialect;
  /** YYYY-MM-DD, UTC: grants hold up to and including their `until`. */
  readonly today: string;
  readonly rows: EventRows;
}

/** How the rows of an event are read. What is no part of the payload stands behind it in the select list, as hidden columns. */
export interface EventPlan {
  /** The visible columns are the payload. */
  readonly plan: Plan;
  /** Positions in the select list, visible columns counted. */
  readonly externalId: number;
  /** The row's identity: its template's key. */
  readonly row: readonly number[];
  readonly time: number;
  /** Absent where new rows alone raise the event. */
  readonly version?: number;
  /** Of rows by their keys: which of these it is, counted from 1, however the row itself writes its key. */
  readonly asked?: number;
}

const everything: Window = { start: "0001-01-01T00:00:00.000Z", end: "9999-12-31T23:59:59.999999Z", timezone: "UTC" };

/**
 * Compiles the question for the rows that raise an event, under its masks and its `when`. Pure. A page's rows are chosen before
 * anything is built of them, so that a row behind the page can't fail it. Errors: compile-* codes of ./errors.ts.
 */
export function compileEvent(event: ResolvedEvent, { dialect: name, today, rows }: EventRequest): EventPlan {
  const { extract, key, version } = event;
  const dialect = dialectOf(name);
  const window = rows.by === "keys" ? everything : windowOf(rows);
  const begin = (): Compilation => ({
    extract,
    window,
    today,
    dialect,
    parameters: new ParameterList(dialect.maxParameters),
  });

  const reading = begin();
  const source = rowsOf(reading, rows);
  const payload = extract.fields.map((field) => selectItem(reading, field));
  const hidden = [
    hiddenItem(reading, "external id", key),
    hiddenItem(reading, "time", extract.template.time.field),
    ...extract.template.key.map((field) => hiddenItem(reading, "key", field)),
    ...(version === undefined ? [] : [hiddenItem(reading, "version", version)]),
    ...(rows.by === "keys" ? [askedItem(extract.template.key[0] ?? "")] : []),
  ];
  const order = rows.by === "time" ? orderBy(reading) : [];
  const sql = ["SELECT", ...selectList([...payload, ...hidden]), ...source.from, ...source.where, ...order].join("\n");
  const counting = begin();
  const counted = rowsOf(counting, rows);
  const plan: Omit<Plan, "planHash"> = {
    extract: extract.name,
    product: extract.product.id,
    owner: extract.owner,
    shared: extract.shared,
    template: extract.template.name,
    warehouse: extract.product.warehouse,
    dialect: name,
    kind: "Adhoc",
    window,
    query: { sql, parameters: reading.parameters.bound },
    columns: payload.map(({ column }) => column),
    hiddenKey: hidden.map(({ column }) => column),
    key: [],
    count: {
      sql: [`SELECT count(*) AS "rows"`, ...counted.from, ...counted.where].join("\n"),
      parameters: counting.parameters.bound,
    },
    output: extract.output,
    definitionHash: definitionHash(extract),
  };
  const first = payload.length;
  const keys = extract.template.key.map((_, at) => first + 2 + at);
  return freeze({
    plan: { ...plan, planHash: planHash(plan, dialect.version) },
    externalId: first,
    time: first + 1,
    row: keys,
    ...(version !== undefined && { version: first + 2 + keys.length }),
    ...(rows.by === "keys" && { asked: first + hidden.length - 1 }),
  });
}

function windowOf({ from = everything.start, to = everything.end }: RowsByTime): Window {
  return { start: from, end: to, timezone: "UTC" };
}

function hiddenItem(compilation: Compilation, what: string, field: string): SelectItem {
  return selectItem(compilation, { field, as: `${what}: ${field}` });
}

const askedPlace = '"datafeed: place"';

function askedItem(field: string): SelectItem {
  return { column: { name: "asked", field, type: { type: "integer" } }, lines: [`"source".${askedPlace}`] };
}

function rowsOf(compilation: Compilation, rows: EventRows): RowSource {
  const { extract } = compilation;
  const filter = (source: RowSource): RowSource =>
    conjuncts(extract.filter).reduce((narrowed, part) => {
      const [first = "", ...more] = filterSql(compilation, part);
      return narrowedTo(narrowed, [first, ...indent(more)]);
    }, source);
  const all: RowSource = { from: fromClause(compilation), where: [] };
  if (rows.by === "keys") return filter(withKeys(compilation, all, rows));
  return rows.unchosen === true
    ? filter(page(compilation, (source) => source, all, rows))
    : page(compilation, filter, all, rows);
}

/** Bare columns, so that indexes serve. OFFSET: the rows are chosen before `when`, which another row may fail. */
function withKeys(compilation: Compilation, all: RowSource, { keys }: RowsByKey): RowSource {
  const { extract, dialect, parameters } = compilation;
  if (dialect.name !== "postgres") throw new TypeError(`Rows are not read by key in the dialect ${dialect.name}.`);
  const parts = extract.template.key.map((field, at) => {
    const texts = keys.map((key) => key[at] ?? "");
    return {
      column: storedField(compilation, field),
      asked: parameters.bind(arrayText(texts), `${dialect.sqlType(fieldType(compilation, field))}[]`),
      name: `"datafeed: key ${at + 1}"`,
    };
  });
  const lists = parts.map(({ asked }) => asked).join(", ");
  const names = [...parts.map(({ name }) => name), askedPlace].join(", ");
  const on = parts.map((part) => `${part.column} = "datafeed: asked".${part.name}`);
  const from = [
    "FROM (",
    `SELECT "source".*, "datafeed: asked".${askedPlace}`,
    ...all.from,
    `JOIN unnest(${lists}) WITH ORDINALITY AS "datafeed: asked" (${names})`,
    ...on.map((condition, at) => `  ${at === 0 ? "ON" : "AND"} ${condition}`),
    ...all.where,
    "OFFSET 0",
    ') AS "source"',
  ];
  return { from, where: [] };
}

function page(
  compilation: Compilation,
  filter: (source: RowSource) => RowSource,
  all: RowSource,
  { after, limit }: RowsByTime,
): RowSource {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new RangeError(`A page has a whole number of rows, not ${limit}.`);
  const conditions = after === undefined ? membership(compilation) : beyond(compilation, after);
  const { from, where } = filter(conditions.reduce<RowSource>((source, line) => narrowedTo(source, [line]), all));
  // Not indented: a string of the template's query may hold line breaks.
  const rows = ["FROM (", 'SELECT "source".*', ...from, ...where, ...orderBy(compilation), `LIMIT ${limit}`, ') AS "source"'];
  return { from: rows, where: [] };
}

/**
 * Rows behind another in the order of time, then key; one whose key is NULL from some part on is the last of those that are like it
 * up to there. As rows, an index on both goes on at the place itself, however many rows have
 * that time; else the time is compared on its own first, for zone maps.
 */
function beyond(compilation: Compilation, [time = "", ...key]: readonly string[]): readonly string[] {
  const { extract, dialect } = compilation;
  const { template } = extract;
  const edges = dialect.comparesRows ? [beforeEnd(compilation)] : membership(compilation);
  const at = boundEdge(compilation, template.time.field, time);
  const stored = storedField(compilation, template.time.field);
  const parts = template.key.slice(0, key.length).map((field, index) => {
    return {
      column: orderedField(compilation, field),
      value: boundValue(compilation, key[index] ?? "", fieldType(compilation, field)),
    };
  });
  if (dialect.comparesRows) {
    const columns = [stored, ...parts.map(({ column }) => column)].join(", ");
    // Without the page's beginning, at which an index might start as well.
    return [...edges, `(${columns}) > (${[at, ...parts.map(({ value }) => value)].join(", ")})`];
  }
  const later = parts.map(({ column, value }, index) => {
    const before = parts.slice(0, index).map((part) => `${part.column} = ${part.value}`);
    const greater = `${column} > ${value}`;
    return before.length === 0 ? greater : `(${[...before, greater].join(" AND ")})`;
  });
  return [...edges, `${stored} >= ${at}`, `(${[`${stored} > ${at}`, ...later].join(" OR ")})`];
}

function orderBy(compilation: Compilation): readonly string[] {
  const { time, key } = compilation.extract.template;
  const by = [storedField(compilation, time.field), ...key.map((field) => orderedField(compilation, field))];
  return ["ORDER BY", ...indent(commaSeparated(by.map((sql) => [sql])))];
}
