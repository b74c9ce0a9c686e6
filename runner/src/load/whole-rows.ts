import { readers } from "./lineage.ts";
import { type SqlToken, sqlTokens } from "./sql-tokens.ts";
import type { Dialect } from "./types.ts";

/** What ends a relation of FROM, so that it is no alias: reserved in each dialect. */
const afterRelation = new Set(
  `where on using join left right inner full outer cross natural group order having limit offset union except intersect window
  fetch for tablesample lateral with`.split(/\s+/),
);

/** What ends a list of relations. */
const afterFrom = new Set(
  "where group order having limit offset union except intersect window qualify fetch for select".split(" "),
);

/** Words with which all columns are read, or some that are not named. */
const wholeWords = new Set("table natural pivot unpivot summarize describe show".split(" "));

/** Functions whose arguments hold a FROM of their own. */
const fromInside = new Set(["extract", "trim", "substring", "overlay", "position"]);

/** Functions that take a row where they stand behind its dot: `c.to_jsonb` is `to_jsonb(c)`. */
const ofRow = /^(?:row_to_json|to_jsonb?|jsonb?_(?:build|agg|object)\w*|array_agg|concat\w*|record_\w+|hstore\w*|min|max)$/;

/** Functions that read what a text names. */
const byText = /^(?:query|query_table|ts_stat|dblink\w*|read_\w+|\w+_(?:scan|query))$/;

/** What follows the `*` of all columns, and no product. */
const afterStar = new Set(
  "from exclude replace rename except like ilike glob similar where union intersect order limit".split(" "),
);

/**
 * Whether a query may read columns that it does not name: `*`, a relation's name or alias as a whole row (`c::text`), columns
 * renamed by their place, `TABLE`, a FROM without SELECT. It does not parse: what it can't show to be harmless counts.
 */
export function readsWholeRows(sql: string, dialect: Dialect): boolean {
  const words = [...sqlTokens(sql, dialect)].filter(({ kind }) => kind !== "space" && kind !== "comment").map(plain);
  const relations = relationsIn(words);
  return relations === undefined || words.some((_, at) => isWhole(words, at, relations));
}

interface Relations {
  readonly names: ReadonlySet<string>;
  /** Positions of words that name a relation, and use none. */
  readonly at: ReadonlySet<number>;
}

function plain({ kind, text, closed }: SqlToken): SqlToken {
  const shown = kind === "name" ? text.slice(1, -1).replaceAll('""', '"') : kind === "string" ? "'" : text;
  return { kind, text: shown.toLowerCase(), closed };
}

function isWhole(words: readonly SqlToken[], at: number, { names, at: naming }: Relations): boolean {
  const { kind, text } = words[at]!;
  const [before, previous, next] = [words[at - 2], words[at - 1], words[at + 1]];
  if (kind === "escape") return true;
  if (kind === "other" && text === "*") return !isCountOrProduct(before, previous, next);
  if (kind === "other" && text === "#") return next?.kind === "number";
  if (kind !== "word" && kind !== "name") return false;
  if (kind === "word" && previous?.text !== "." && wholeWords.has(text)) return true;
  if (next?.text === "(" && (readers.test(text) || byText.test(text))) return true;
  if (previous?.text === ".") return ofRow.test(text) || (next?.text === "(" && names.has(before?.text ?? ""));
  return names.has(text) && !naming.has(at) && next?.text !== "." && next?.text !== "(" && !isCommonTable(words, at);
}

/** `late as [[not] materialized] (`. */
function isCommonTable(words: readonly SqlToken[], at: number): boolean {
  const after = words.slice(at + 1, at + 5).map(({ text }) => text);
  return /^as (?:(?:not )?materialized )?\(/.test(after.join(" "));
}

function isCountOrProduct(before?: SqlToken, previous?: SqlToken, next?: SqlToken): boolean {
  if (previous?.text === "(" && before?.text === "count") return true;
  const isValue =
    previous !== undefined && (/^(?:number|string|name|placeholder)$/.test(previous.kind) || /^[)\]]$/.test(previous.text));
  const isColumn = previous?.kind === "word" && !/^(?:select|distinct|all|by|from|returning|as)$/.test(previous.text);
  const isOperand = next !== undefined && (next.kind !== "other" || /^[(+-]$/.test(next.text)) && !afterStar.has(next.text);
  return (isValue || isColumn) && isOperand;
}

/** What stands in one pair of parentheses. */
interface Frame {
  readonly callee: string;
  /** Whether it is a relation itself, so that an alias follows it. */
  readonly isRelation: boolean;
  hasSelect: boolean;
  inFrom: boolean;
}

/** The relations of all FROM; undefined where they can't be told. */
function relationsIn(words: readonly SqlToken[]): Relations | undefined {
  const names = new Set<string>();
  const naming = new Set<number>();
  const frames: Frame[] = [{ callee: "", isRelation: false, hasSelect: false, inFrom: false }];
  let awaited: "relation" | undefined;
  for (let at = 0; at < words.length; at++) {
    const { kind, text } = words[at]!;
    const frame = frames.at(-1)!;
    if (awaited !== undefined && !["lateral", "only"].includes(text)) {
      awaited = undefined;
      if (text === "(") {
        const inside = words[at + 1]?.text ?? "";
        const isQuery = ["select", "with", "values", "from"].includes(inside);
        frames.push({ callee: "", isRelation: true, hasSelect: false, inFrom: !isQuery });
        if (!isQuery) awaited = "relation";
        continue;
      }
      if (kind !== "word" && kind !== "name" && kind !== "string") return undefined;
      at = endOfPath(words, at);
      naming.add(at);
      const next = words[at + 1];
      if (next?.text === "(" && kind !== "string") {
        frames.push({ callee: words[at]!.text, isRelation: true, hasSelect: false, inFrom: false });
        at += 1;
        continue;
      }
      names.add(words[at]!.text);
      const alias = aliasAfter(words, at);
      if (alias !== undefined) {
        naming.add(alias);
        names.add(words[alias]!.text);
        at = alias;
      }
      // `c(a, b)` names columns by their place, `c: contacts` its alias first.
      if (words[at + 1]?.text === "(" || words[at + 1]?.text.startsWith(":")) return undefined;
      continue;
    }
    if (text === "(") {
      const callee = words[at - 1]?.kind === "word" ? words[at - 1]!.text : "";
      frames.push({ callee, isRelation: false, hasSelect: false, inFrom: false });
    } else if (text === ")") {
      if (frames.length > 1 && frames.pop()!.isRelation) {
        const alias = aliasAfter(words, at);
        if (alias !== undefined) naming.add(alias);
        at = alias ?? at;
      }
    } else if (text === "," && frame.inFrom) {
      awaited = "relation";
    } else if (kind === "word" && words[at - 1]?.text !== ".") {
      if (afterFrom.has(text)) frame.inFrom = false;
      if (text === "select") frame.hasSelect = true;
      if (/^(?:union|intersect|except)$/.test(text)) frame.hasSelect = false;
      if (text === "join") awaited = "relation";
      if (text !== "from" || isOfOperator(words, at) || (fromInside.has(frame.callee) && !frame.hasSelect)) continue;
      // DuckDB's FROM without SELECT reads all columns.
      if (!frame.hasSelect) return undefined;
      frame.inFrom = true;
      awaited = "relation";
    }
  }
  return { names, at: naming };
}

/** Position of the last name of `schema.table`. */
function endOfPath(words: readonly SqlToken[], from: number): number {
  let at = from;
  while (words[at + 1]?.text === "." && words[at + 2] !== undefined) at += 2;
  return at;
}

function aliasAfter(words: readonly SqlToken[], at: number): number | undefined {
  const next = words[at + 1];
  if (next?.kind === "word" && next.text === "as") return at + 2 < words.length ? at + 2 : undefined;
  if (next?.kind === "name") return at + 1;
  return next?.kind === "word" && !afterRelation.has(next.text) ? at + 1 : undefined;
}

/** `a is [not] distinct from b`. */
function isOfOperator(words: readonly SqlToken[], at: number): boolean {
  const before = [words[at - 3]?.text, words[at - 2]?.text, words[at - 1]?.text].join(" ");
  return /(?:^| )is distinct$|^is not distinct$/.test(before);
}
