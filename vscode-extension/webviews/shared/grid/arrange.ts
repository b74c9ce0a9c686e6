import type { FilterValue, GridColumn, GridFilters, GridSort } from "./columns.ts";

/** Rows as filters and order want them, for pages that have them all. The order is stable; nothing comes last. */
export function arrangeRows<Row>(
  rows: readonly Row[],
  columns: readonly GridColumn<Row>[],
  sort: GridSort | undefined,
  filters: GridFilters,
): readonly Row[] {
  const narrowing = columns.flatMap((column) => {
    const filter = filters[column.id];
    return filter === undefined ? [] : [(row: Row) => passes(row, column, filter)];
  });
  const kept = rows.filter((row) => narrowing.every((passing) => passing(row)));
  const column = columns.find(({ id }) => id === sort?.column);
  if (sort === undefined || column === undefined) return kept;
  const sign = sort.direction === "asc" ? 1 : -1;
  return kept
    .map((row) => ({ row, value: sortedBy(row, column) }))
    .sort((one, other) => compare(one.value, other.value, sign))
    .map(({ row }) => row);
}

type Value = string | number | boolean | null | undefined;

function sortedBy<Row>(row: Row, column: GridColumn<Row>): Value {
  return column.value === undefined ? column.text(row) : column.value(row);
}

function passes<Row>(row: Row, column: GridColumn<Row>, filter: FilterValue): boolean {
  if (filter.type === "text") {
    const [text, wanted] = [column.text(row).toLowerCase(), filter.text.toLowerCase()];
    return column.filter?.type === "text" && column.filter.whole === true ? text === wanted : text.includes(wanted);
  }
  const value = sortedBy(row, column);
  if (filter.type === "choice") return filter.values.includes(String(value));
  if (value === null || value === undefined || value === "") return false;
  const number = Number(value);
  return number >= (filter.from ?? Number.NEGATIVE_INFINITY) && number <= (filter.to ?? Number.POSITIVE_INFINITY);
}

const texts = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

function compare(one: Value, other: Value, sign: number): number {
  const [oneMissing, otherMissing] = [one === null || one === undefined, other === null || other === undefined];
  if (oneMissing || otherMissing) return Number(oneMissing) - Number(otherMissing);
  if (typeof one === "number" && typeof other === "number") return sign * (one - other);
  return sign * texts.compare(String(one), String(other));
}
