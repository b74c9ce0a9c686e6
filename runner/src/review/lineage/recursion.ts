import { aligned, type Columns, openPart, type Part, uniform } from "./columns.ts";
import type { NameRules } from "./name-rules.ts";
import { allOrigins, type Origin, originKey, type ReadOrigins, unknownOrigins } from "./origin.ts";

/**
 * The columns of a recursive query: what the first side gives, and what the other makes of it again and again. The other side is
 * resolved once, over columns whose origins are marks; then each mark is replaced by all that its column may hold.
 *
 * @param mark A relation's name that no other recursion has and no relation can have.
 */
export function recursion(first: Columns, mark: string, rules: NameRules, again: (self: Columns) => Columns): Columns {
  const both = aligned(first, again(first.map((part, at) => marked(part, mark, at))), rules);
  const known = both.length === first.length && both.every((part, at) => isSame(part, first[at]));
  if (!known) return [uniform(unknownOrigins("the columns of a recursive query are not known"))];
  const solved = (read: ReadOrigins): ReadOrigins => solve(read, mark, both);
  return both.map((part): Part => {
    if (part.kind === "column") return { ...part, read: solved(part.read) };
    const read = (name: string): ReadOrigins | undefined => {
      const found = part.read(name);
      return found === undefined ? undefined : solved(found);
    };
    return openPart(read, solved(part.all), part.mark);
  });
}

function isSame(one: Part, other: Part | undefined): boolean {
  if (other === undefined || one.kind === "column" || other.kind === "column") return one.kind === other?.kind;
  return one.mark === other.mark;
}

/** A column as the query itself reads it: its number; of an open part also the name, or `*` for all. */
function marked(part: Part, mark: string, at: number): Part {
  const reading = (what: string): ReadOrigins => ({ columns: [{ relation: mark, column: `${at}${what}` }] });
  if (part.kind === "column") return { ...part, read: reading("") };
  const read = (name: string): ReadOrigins | undefined => (part.read(name) === undefined ? undefined : reading(`.${name}`));
  return openPart(read, reading("*"), part.mark);
}

function solve(read: ReadOrigins, mark: string, columns: Columns): ReadOrigins {
  const seen = new Set<string>();
  const queue: ReadOrigins[] = [read];
  const solved: ReadOrigins[] = [];
  // What is pushed is visited, too.
  for (const one of queue) {
    const isMark = ({ relation }: Origin): boolean => relation === mark;
    solved.push({ ...one, columns: one.columns.filter((origin) => !isMark(origin)) });
    for (const origin of one.columns.filter(isMark)) {
      const key = originKey(origin);
      if (!seen.has(key)) queue.push(meaning(origin, columns));
      seen.add(key);
    }
  }
  return allOrigins(solved);
}

function meaning({ column }: Origin, columns: Columns): ReadOrigins {
  const [, at = "", rest = ""] = /^(\d+)(.*)$/s.exec(column) ?? [];
  const part = columns[Number(at)];
  if (part === undefined) return unknownOrigins("the columns of a recursive query are not known");
  if (part.kind === "column") return part.read;
  return (rest === "*" ? part.all : part.read(rest.slice(1))) ?? part.all;
}
