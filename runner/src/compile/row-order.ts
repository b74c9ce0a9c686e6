import type { Compilation } from "./compilation.ts";
import { orderedField } from "./field-sql.ts";
import { type SelectItem, selectItem } from "./select-list.ts";

/** How the rows are ordered and told apart. */
export interface RowOrder {
  /** Key columns that the file does not show in the clear. */
  readonly hidden: readonly SelectItem[];
  /** Positions of the key in the select list. */
  readonly key: readonly number[];
  /** Expressions of ORDER BY. */
  readonly orderBy: readonly string[];
}

/** Rows in any order. */
export const unordered: RowOrder = { hidden: [], key: [], orderBy: [] };

/**
 * The order by the template's key (DESIGN 6): numbers and instants by value, text by its UTF-8 bytes, uuids by theirs. A key
 * field that is not selected, or is masked by the author, is read as a hidden column.
 */
export function keyOrder(compilation: Compilation, selected: readonly SelectItem[]): RowOrder {
  const { key } = compilation.extract.template;
  const hidden: SelectItem[] = [];
  const names = new Set(selected.map(({ column }) => column.name.toLowerCase()));
  const positions = key.map((field) => {
    const visible = positionOf(selected, field);
    if (visible !== undefined) return visible;
    const as = freeName(`key: ${field}`, names);
    hidden.push(selectItem(compilation, { field, as }));
    return selected.length + hidden.length - 1;
  });
  return { hidden, key: positions, orderBy: key.map((field) => orderedField(compilation, field)) };
}

/**
 * The order of an aggregate: by the key fields that are left, as themselves or as their local twin. Leaving one out makes the
 * groups larger, so nothing is hidden. A masked text orders as it is shown; a masked value of another type is always NULL.
 */
export function groupOrder(compilation: Compilation, selected: readonly SelectItem[]): RowOrder {
  const { fields, key } = compilation.extract.template;
  const left = key.flatMap((name) => {
    const isField = ({ column: { field } }: SelectItem): boolean => field === name || fields[field]?.local === name;
    const clear = selected.findIndex((item) => isField(item) && item.column.mask === undefined);
    if (clear !== -1) return [{ position: clear, by: orderedField(compilation, name) }];
    const masked = selected.findIndex((item) => isField(item) && item.column.type.type === "string");
    const shown = selected[masked];
    return shown === undefined ? [] : [{ position: masked, by: compilation.dialect.byBytes(shown.lines.join("\n")) }];
  });
  return { hidden: [], key: left.map(({ position }) => position), orderBy: left.map(({ by }) => by) };
}

function positionOf(selected: readonly SelectItem[], field: string): number | undefined {
  const position = selected.findIndex(({ column }) => column.field === field && column.mask === undefined);
  return position === -1 ? undefined : position;
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  while (taken.has(free.toLowerCase())) free = `${free} `;
  taken.add(free.toLowerCase());
  return free;
}
