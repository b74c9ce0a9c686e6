import type { NestedItem, Template, TemplateField } from "../../../schemas/generated/documents.ts";
import { dialectTexts } from "./dialect-texts.ts";
import { type SqlToken, sqlTokens } from "./sql-tokens.ts";
import type { Dialect } from "./types.ts";

/** Words of SQL expressions that are reserved, so that no plain word among them is a column. */
const keywords = new Set(
  `all and any array as asc between both case collate current_date current_time current_timestamp desc distinct else end false
  for from ilike in is isnull leading like localtime localtimestamp not notnull null nulls or order similar some symmetric then
  trailing true using when`.split(/\s+/),
);

/** Names of types, parts of dates and `ESCAPE`: some are good names for columns too, so their place decides. */
const typeWords = new Set(
  `bigint blob bool boolean bytea char character date decimal double escape float float4 float8 int int2 int4 int8 integer interval
  json jsonb numeric precision real smallint super text time timestamp timestamptz timetz uuid varbyte varchar varying zone
  epoch century decade year quarter month week day dow doy isodow isoyear hour minute second millisecond microsecond
  milliseconds microseconds`.split(/\s+/),
);

/** What stands before a type: a cast, `AT TIME ZONE`, a date literal, or the first word of `extract (`. */
const beforeType = new Set(["::", "as", "at", "with", "without"]);

/** Functions that read tables or columns which their arguments name: by text, by pattern, or all. */
export const readers = /^(?:columns|(?:query|table|cursor|schema|database)_to_.*)$/;

type Expression = TemplateField | NestedItem;
const known = { source: new WeakMap<Expression, boolean>(), child: new WeakMap<Expression, boolean>() };

/**
 * Whether an expression may read a column that `from` does not name: the whole row ("source" without a column, `*`), another
 * query, a column by its number, or a word that is neither a column of `from`, a key word, a function nor a parameter. Such an
 * expression may hold anything (DESIGN 3: unknown counts as PII).
 *
 * @param inSource Whether it reads a row of the source; in a child table `source.` would lead out of it.
 */
export function readsUnknown({ parameters }: Template, item: Expression, inSource: boolean): boolean {
  const cache = inSource ? known.source : known.child;
  const found = cache.get(item);
  if (found !== undefined) return found;
  const names: Names = {
    columns: new Set((item.from ?? []).map((column) => column.toLowerCase())),
    parameters: new Set(Object.keys(parameters ?? {})),
    inSource,
  };
  const result = dialectTexts(item.expression ?? {}).some(({ sql, dialects }) => {
    return dialects.some((dialect) => namesUnknown(sql, dialect, names));
  });
  cache.set(item, result);
  return result;
}

/** What an expression may name. */
interface Names {
  readonly columns: ReadonlySet<string>;
  readonly parameters: ReadonlySet<string>;
  readonly inSource: boolean;
}

interface Word {
  readonly text: string;
  /** A column's name in quotes is no key word. */
  readonly kind: SqlToken["kind"];
}

function namesUnknown(sql: string, dialect: Dialect, { columns, parameters, inSource }: Names): boolean {
  const words = [...sqlTokens(sql, dialect)]
    .filter(({ kind }) => kind !== "space" && kind !== "comment")
    .flatMap((token) => wordOf(token, parameters));
  return words.some((word, at) => {
    const [before, previous] = [words[at - 2]?.text, words[at - 1]?.text];
    const next = words[at + 1];
    if (word.kind === "escape") return true;
    if (word.text === "*") return isStar(before, previous);
    if (word.text === "#") return next?.kind === "number";
    if (word.kind !== "word" && word.kind !== "name") return false;
    if (next?.text === "(") return readers.test(word.text);
    if (word.text === "source" && previous !== ".") return !inSource || next?.text !== ".";
    if (columns.has(word.text)) return false;
    if (word.kind === "name" || previous === ".") return true;
    return !keywords.has(word.text) && !isTypeWord(word.text, { before, previous, next });
  });
}

/** A token as it is compared; what looks like a placeholder may be the end of a slice or an entry: `[1:n]`, `{a:n}`. */
function wordOf({ kind, text }: SqlToken, parameters: ReadonlySet<string>): Word[] {
  // A value is bound in its place.
  if (kind === "placeholder" && parameters.has(text.slice(1))) return [{ kind: "number", text: "0" }];
  if (kind === "name") return [{ kind, text: text.slice(1, -1).replaceAll('""', '"').toLowerCase() }];
  if (kind !== "placeholder") return [{ kind, text: kind === "string" ? "'" : text.toLowerCase() }];
  return [
    { kind: "other", text: ":" },
    { kind: "word", text: text.slice(1).toLowerCase() },
  ];
}

/** `*` for all columns, and not times or `count(*)`. */
function isStar(before: string | undefined, previous: string | undefined): boolean {
  return previous === "." || previous === "," || previous === undefined || (previous === "(" && before !== "count");
}

interface Place {
  readonly before: string | undefined;
  readonly previous: string | undefined;
  readonly next: Word | undefined;
}

function isTypeWord(text: string, { before, previous = "", next }: Place): boolean {
  if (text === "at" || text === "with" || text === "without") return next?.text === "time";
  if (!typeWords.has(text)) return false;
  if (beforeType.has(previous) || typeWords.has(previous) || next?.kind === "string") return true;
  return previous === "(" && before === "extract";
}
