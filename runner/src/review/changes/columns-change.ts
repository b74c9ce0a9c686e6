import type { Column } from "../../compile/plan.ts";
import type { ColumnsChange, ColumnView } from "../plan-report.ts";
import { longestCommon } from "./longest-common.ts";
import { columnType } from "./type-text.ts";

/** A column that both states have. */
interface Kept {
  readonly base: Column;
  readonly head: Column;
}

/** What differs between two lists of columns. */
export type ListChange = Pick<ColumnsChange, "added" | "removed" | "renamed" | "retyped" | "reordered">;

/**
 * Compares columns by name; those that are left by field, the one at the same position first: they are renamed. A column whose
 * name now stands for another field counts as retyped.
 */
export function columnsChange(base: readonly Column[], head: readonly Column[]): ListChange {
  const kept = matchColumns(base, head);
  const common = kept.toSorted((one, other) => base.indexOf(one.base) - base.indexOf(other.base));
  const stays = new Set(longestCommon(common, kept).map(([at]) => common[at]));
  const [had, has] = [new Set(kept.map((each) => each.base)), new Set(kept.map((each) => each.head))];
  return {
    added: head.flatMap((column, at) => (has.has(column) ? [] : [view(column, at)])),
    removed: base.flatMap((column, at) => (had.has(column) ? [] : [view(column, at)])),
    renamed: kept
      .filter(({ base: { name }, head: column }) => column.name !== name)
      .map(({ base: { name }, head: column }) => ({ from: name, to: column.name, field: column.field })),
    retyped: kept.flatMap((each) => retyped(each)),
    reordered: kept.filter((each) => !stays.has(each)).map(({ head: { name } }) => name),
  };
}

/** In the head's order. */
function matchColumns(base: readonly Column[], head: readonly Column[]): readonly Kept[] {
  const byName = new Map(base.map((column) => [column.name, column]));
  const names = new Set(head.map(({ name }) => name));
  const left = new Set(base.filter(({ name }) => !names.has(name)));
  // Those at the same position choose first: of two columns of one field each finds its own.
  const inPlace = new Map<Column, Column>();
  for (const [at, column] of head.entries()) {
    const there = base[at];
    if (byName.has(column.name) || there === undefined || !left.has(there) || there.field !== column.field) continue;
    inPlace.set(column, there);
    left.delete(there);
  }
  return head.flatMap((column) => {
    const known = byName.get(column.name) ?? inPlace.get(column);
    const partner = known ?? [...left].find(({ field }) => field === column.field);
    if (partner === undefined) return [];
    left.delete(partner);
    return [{ base: partner, head: column }];
  });
}

function retyped({ base, head }: Kept): ColumnsChange["retyped"] {
  const [from, to] = [columnType(base), columnType(head)];
  if (base.field !== head.field) {
    return [{ name: head.name, from: `${from} of ${base.field}`, to: `${to} of ${head.field}` }];
  }
  return from === to ? [] : [{ name: head.name, from, to }];
}

/** Positions count from 1, as people count columns. */
function view(column: Column, at: number): ColumnView {
  const { name, field, pii, mask } = column;
  const personal = { ...(pii !== undefined && { pii }), ...(mask !== undefined && { mask }) };
  return { name, field, type: columnType(column), position: at + 1, ...personal };
}
