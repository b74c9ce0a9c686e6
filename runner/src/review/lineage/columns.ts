import { type NameRules, sameButForCase } from "./name-rules.ts";
import { allOrigins, type ReadOrigins } from "./origin.ts";

/** The columns of rows, in order. */
export type Columns = readonly Part[];

export type Part = Column | OpenPart;

/** A column of a result, and what it is made of. */
export interface Column {
  readonly kind: "column";
  /** Without one the engine makes it. */
  readonly name?: string;
  /** The engine's name may look like an identifier. */
  readonly plain?: true;
  readonly read: ReadOrigins;
}

/** Any number of columns that only the warehouse knows. */
export interface OpenPart {
  readonly kind: "open";
  /** Undefined: it has no such column. */
  readonly read: (name: string) => ReadOrigins | undefined;
  /** All of its columns together. */
  readonly all: ReadOrigins;
  /** Parts with the same mark have the same columns in the same order. */
  readonly mark?: string;
}

/** What a name was found to be. */
export interface Found {
  readonly read: ReadOrigins;
  /** Whether there surely is such a column. */
  readonly sure: boolean;
}

/** An open part that remembers: rows may read one another many times over. */
export function openPart(read: OpenPart["read"], all: ReadOrigins, mark?: string): OpenPart {
  const known = new Map<string, ReadOrigins | undefined>();
  return {
    kind: "open",
    read: (name) => {
      if (!known.has(name)) known.set(name, read(name));
      return known.get(name);
    },
    all,
    ...(mark !== undefined && { mark }),
  };
}

/** The column of a name: all that it may be. Undefined when there is none. */
export function lookUp(columns: Columns, name: string, rules: NameRules): Found | undefined {
  const first = columns.findIndex((part) => part.kind === "column" && part.name !== undefined && rules.same(part.name, name));
  const sure = first !== -1;
  const reads: ReadOrigins[] = [];
  columns.forEach((part, at) => {
    if (part.kind === "column" && part.name !== undefined) {
      // Of two with one name DuckDB takes the first; elsewhere the query would fail.
      if (rules.numbered ? at === first : sameButForCase(part.name, name)) reads.push(part.read);
      return;
    }
    if (sure && !(rules.numbered && at < first)) return;
    if (part.kind === "column" && (part.plain || !rules.numbered || !isPlain(name))) reads.push(part.read);
    const open = part.kind === "open" ? part.read(name) : undefined;
    if (open !== undefined) reads.push(open);
  });
  if (rules.numbered) reads.push(...numbered(columns, name, rules));
  return reads.length === 0 ? undefined : { read: allOrigins(reads), sure };
}

/** All columns of a name, where those of one name have not been numbered yet: in a select list, in FROM. Undefined: none. */
export function everyOf(columns: Columns, name: string, rules: NameRules): ReadOrigins | undefined {
  const reads = columns.map((part): ReadOrigins | undefined => {
    if (part.kind === "open") return part.read(name);
    if (part.name !== undefined) return sameButForCase(part.name, name) ? part.read : undefined;
    return part.plain || !rules.numbered || !isPlain(name) ? part.read : undefined;
  });
  return [...reads, ...numbered(columns, name, rules)].reduce(eitherOf, undefined);
}

/** The second of two columns `x` is called `x_1`; where there is an `x_1` already: `x_1_1`. */
function numbered(columns: Columns, name: string, rules: NameRules): readonly ReadOrigins[] {
  const bases = basesOf(name);
  if (bases.length === 0) return [];
  const isBase = ({ name: own }: Column): boolean => own === undefined || bases.some((base) => rules.same(own, base));
  const meant = columns.filter((part) => part.kind === "open" || isBase(part));
  // What an open part without a mark stands for may have a name twice by itself.
  if (meant.length < 2 && !meant.some((part) => part.kind === "open" && part.mark === undefined)) return [];
  return meant.flatMap((part) => (part.kind === "open" ? bases.flatMap((base) => part.read(base) ?? []) : part.read));
}

function basesOf(name: string): readonly string[] {
  const base = /^(.+)[_:]\d+$/s.exec(name)?.[1];
  return base === undefined ? [] : [base, ...basesOf(base)];
}

/** Names that are no identifiers are those of expressions: `lower(phone)`. */
function isPlain(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name);
}

/** All columns together. */
export function allOf(columns: Columns): ReadOrigins {
  return allOrigins(columns.map((part) => (part.kind === "open" ? part.all : part.read)));
}

/** Columns with one source. */
export function uniform(read: ReadOrigins): OpenPart {
  return openPart(() => read, read);
}

/** The rows of both, column by column: those of a union have the left side's names. */
export function aligned(left: Columns, right: Columns, rules: NameRules): Columns {
  const result: Part[] = [];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [one, other] = [left[at], right[at]];
    const both = one !== undefined && other !== undefined ? alignedPart(one, other) : undefined;
    if (both === undefined) return [...result, unaligned(left.slice(at), right.slice(at), rules)];
    result.push(both);
  }
  return result;
}

function alignedPart(one: Part, other: Part): Part | undefined {
  if (one.kind === "column" && other.kind === "column") return { ...one, read: allOrigins([one.read, other.read]) };
  if (one.kind !== "open" || other.kind !== "open" || one.mark === undefined || one.mark !== other.mark) return undefined;
  return openPart((name) => eitherOf(one.read(name), other.read(name)), allOrigins([one.all, other.all]), one.mark);
}

/** From where the columns of one side are not known a column may meet any of the other side. */
function unaligned(left: Columns, right: Columns, rules: NameRules): OpenPart {
  const any = allOf(right);
  return openPart(
    (name) => {
      const found = everyOf(left, name, rules);
      return found === undefined ? undefined : allOrigins([found, any]);
    },
    allOrigins([allOf(left), any]),
  );
}

/** The rows of both, each column with that of the same name. */
export function unitedByName(left: Columns, right: Columns, rules: NameRules): Columns {
  const read = (name: string): ReadOrigins | undefined => eitherOf(everyOf(left, name, rules), everyOf(right, name, rules));
  return [openPart(read, allOrigins([allOf(left), allOf(right)]))];
}

/** What two readings have together; undefined when neither is there. */
export function eitherOf(one: ReadOrigins | undefined, other: ReadOrigins | undefined): ReadOrigins | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return allOrigins([one, other]);
}

/** `as t (a, b)`: new names for the first columns. */
export function named(columns: Columns, names: readonly string[]): Columns {
  const open = columns.findIndex((part) => part.kind === "open");
  const known = open === -1 ? columns.length : open;
  const rest = allOf(columns.slice(known));
  const first = names.map((name, at): Column => {
    const part = columns[at];
    return { kind: "column", name, read: at < known && part?.kind === "column" ? part.read : rest };
  });
  return [...first, ...columns.slice(Math.min(names.length, known))];
}

/** `*` with some columns left out, replaced and renamed. */
export function changed(columns: Columns, star: StarChange, rules: NameRules): Columns {
  const { without, replaced, renamed } = star;
  if (without.length === 0 && replaced.length === 0 && renamed.length === 0 && !star.some) return columns;
  const isOut = (name: string): boolean => without.some((one) => rules.same(one, name));
  const replacement = (name: string): ReadOrigins | undefined => replaced.find((one) => rules.same(one.name, name))?.read;
  // A renamed column may get the name of one that stays.
  const oldNames = (name: string): readonly string[] => {
    const renamedTo = renamed.filter(({ to }) => rules.same(to, name)).map(({ from }) => from);
    return renamed.some(({ from }) => rules.same(from, name)) ? renamedTo : [...renamedTo, name];
  };
  const read = (name: string): ReadOrigins | undefined => {
    const own = oldNames(name)
      .filter((old) => !isOut(old))
      .map((old) => replacement(old) ?? everyOf(columns, old, rules));
    const first = rules.numbered ? basesOf(name).map(read) : [];
    return [...own, ...first].reduce(eitherOf, undefined);
  };
  const all = allOrigins([allOf(columns), ...replaced.map((one) => one.read)]);
  if (star.some || !haveOneNameEach(columns, rules)) return [openPart(read, all)];
  return columns.flatMap((part): readonly Part[] => {
    const name = part.kind === "column" ? (part.name ?? "") : "";
    if (part.kind === "open" || isOut(name)) return [];
    const to = renamed.find((one) => rules.same(one.from, name))?.to ?? name;
    return [{ kind: "column", name: to, read: replacement(name) ?? part.read }];
  });
}

/** Whether all names are known, and different. */
function haveOneNameEach(columns: Columns, rules: NameRules): boolean {
  const names = columns.flatMap((part) => (part.kind === "column" ? (part.name ?? []) : []));
  return names.length === columns.length && names.every((name, at) => names.findIndex((one) => rules.same(one, name)) === at);
}

/** What a star leaves out, replaces and renames. */
export interface StarChange {
  readonly without: readonly string[];
  readonly replaced: readonly { readonly name: string; readonly read: ReadOrigins }[];
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  readonly some: boolean;
}
