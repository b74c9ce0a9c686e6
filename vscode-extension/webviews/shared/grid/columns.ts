/** A column of a grid. `Row` is whatever record the page has. */
export interface GridColumn<Row> {
  readonly id: string;
  readonly label: string;
  /** Said below the label, in small letters: a type, a unit. */
  readonly note?: string;
  /** First width, in pixels; people may drag it. */
  readonly width: number;
  /** Takes what the others leave. */
  readonly grows?: boolean;
  /** A text that is too long for one line takes up to three; not in virtual rows, which are all of one height. */
  readonly wraps?: boolean;
  /** Figures stand at the end. */
  readonly align?: "start" | "end";
  /** Plain text: what is copied, searched and, without `cell`, shown. */
  text(row: Row): string;
  /** What is shown in place of the text: a lit template. Buttons and links in it carry `data-stop`: arrow keys go to them. */
  cell?(row: Row): unknown;
  /** Tooltip. */
  title?(row: Row): string | undefined;
  /** What rows are put in order by where the page sorts by itself (`arrangeRows`). Default: the text. */
  value?(row: Row): string | number | boolean | null | undefined;
  readonly sortable?: boolean;
  readonly filter?: ColumnFilter;
  /** Not copied: actions. */
  readonly uncopied?: boolean;
  /** Stays in view at the end, however far the columns are scrolled. Of the last column alone. */
  readonly pinned?: boolean;
}

/** The classes of a column's cells. */
export function cellClass({ align, pinned, wraps }: Pick<GridColumn<never>, "align" | "pinned" | "wraps">): string {
  const classes = { end: align === "end", pinned: pinned === true, wraps: wraps === true };
  return Object.entries(classes)
    .flatMap(([name, has]) => (has ? name : []))
    .join(" ");
}

/** How a column can be narrowed. */
export type ColumnFilter =
  /** `whole`: the text must be all of it; `known` are offered while somebody writes. */
  | { readonly type: "text"; readonly whole?: boolean; readonly known?: readonly string[] }
  /** `single`: one at most. */
  | { readonly type: "choice"; readonly options: readonly Choice[]; readonly single?: boolean }
  /** `day`: whole days of the reader's zone; the values are milliseconds since 1970. `bytes` are written as "500 KB". */
  | { readonly type: "range"; readonly of: "number" | "bytes" | "day" };

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What a column is narrowed to. Ranges include both ends. */
export type FilterValue =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "choice"; readonly values: readonly string[] }
  | { readonly type: "range"; readonly from?: number; readonly to?: number };

/** By column id; a column that is not narrowed is not there. */
export type GridFilters = Readonly<Record<string, FilterValue>>;

export interface GridSort {
  readonly column: string;
  readonly direction: "asc" | "desc";
}

/** What a click on a header makes of the order: ascending, descending, then the page's own. */
export function nextSort(sort: GridSort | undefined, column: string): GridSort | undefined {
  if (sort?.column !== column) return { column, direction: "asc" };
  return sort.direction === "asc" ? { column, direction: "desc" } : undefined;
}

/** Filters with one column's set anew; a filter that says nothing is taken out. */
export function withFilter(filters: GridFilters, column: string, value: FilterValue | undefined): GridFilters {
  const { [column]: _, ...others } = filters;
  return value === undefined || saysNothing(value) ? others : { ...others, [column]: value };
}

function saysNothing(value: FilterValue): boolean {
  switch (value.type) {
    case "text":
      return value.text === "";
    case "choice":
      return value.values.length === 0;
    case "range":
      return value.from === undefined && value.to === undefined;
  }
}
