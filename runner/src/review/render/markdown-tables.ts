import type { Changed, ColumnsChange, ColumnView, WindowsChange } from "../plan-report.ts";
import { cellCode, cellSentence } from "./markdown-safe.ts";
import { dueOf, endOf, hoursText, startOf } from "./window-words.ts";
import { count, type Facts, pathText, personalWords } from "./words.ts";

/** A row of a table; cells are Markdown already. */
export function row(...cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** A table, with its rows cut at `most`, and how many more there are. */
export function table(titles: readonly string[], rows: readonly string[], most = 200): string {
  const cut = rows.length > most;
  const end = cut ? [row(`${(rows.length - most).toLocaleString("en-US")} more`, ...titles.slice(1).map(() => ""))] : [];
  return [row(...titles), row(...titles.map(() => "---")), ...rows.slice(0, most), ...end].join("\n");
}

/** Two sides of a value, beside one another. */
export function sides({ base, head }: Changed<string>): readonly [before: string, after: string] {
  return [base === undefined ? "" : cellCode(base), head === undefined ? "" : cellCode(head)];
}

/** A table of values before and after. */
export function valuesTable(
  values: readonly { readonly path: readonly (string | number)[]; readonly base?: string; readonly head?: string }[],
): string {
  return table(
    ["what is written", "before", "after"],
    values.map((value) => row(cellCode(pathText(value.path)), ...sides(value))),
  );
}

/** A table of who may read, before and after. */
export function factsTable(facts: Facts, what: "events" | "files"): string {
  return table(
    [`who may read the ${what}`, "before", "after"],
    facts.map(([what, change]) => row(what, ...sides(change))),
  );
}

/** Added and removed columns, then those that stay and differ. */
export function columnsTable(columns: ColumnsChange): string {
  const view = (column: ColumnView): string => {
    const { name, field, type, position } = column;
    const personal = personalWords(column);
    return [
      `${cellCode(type)}, column ${position}`,
      ...(field === name ? [] : [`of the field ${cellCode(field)}`]),
      ...(personal === undefined ? [] : [`**${cellSentence(personal)}**`]),
    ].join(", ");
  };
  return table(
    ["", "column", ""],
    [
      ...columns.removed.map((column) => row("-", cellCode(column.name), `removed; was ${view(column)}`)),
      ...columns.added.map((column) => row("+", cellCode(column.name), `added: ${view(column)}`)),
      ...columns.renamed.map(({ from, to, field }) =>
        row("→", `${cellCode(from)} → ${cellCode(to)}`, `renamed; the field ${cellCode(field)}`),
      ),
      ...columns.retyped.map(({ name, from, to }) => row("~", cellCode(name), `${cellCode(from)} → ${cellCode(to)}`)),
      ...columns.reordered.map((name) => row("⇅", cellCode(name), "moved")),
    ],
  );
}

/** The windows that come, the one that leads there, and what becomes of those that would have come. */
export function windowsTable({ next, moved, transition }: WindowsChange): string {
  return table(
    ["", "from", "to, not included", "runs", "length"],
    [
      ...(transition === undefined ? [] : [windowRow("transition", transition)]),
      ...next.map((window, at) => windowRow(at === 0 ? "next" : "", window)),
      ...moved.map(({ base, head }) =>
        head === undefined
          ? windowRow("no longer", base)
          : row("moved", startOf(head), endOf(head), `${dueOf(base)} → ${dueOf(head)}`, hoursText(head.hours)),
      ),
    ],
  );
}

function windowRow(what: string, window: WindowsChange["next"][number]): string {
  return row(what, startOf(window), endOf(window), dueOf(window), hoursText(window.hours));
}

/** Names as code, the first of them: so many, and so few where they are long that hostile ones can't fill a comment. */
export function names(all: readonly string[], most = 8): string {
  const shown: string[] = [];
  let length = 0;
  for (const name of all.slice(0, most)) {
    const cell = cellCode(name);
    length += cell.length;
    if (length > mostOfNames && shown.length > 0) break;
    shown.push(cell);
  }
  const more = all.length - shown.length;
  return [...shown, ...(more === 0 ? [] : [count(more, "more", "more")])].join(", ");
}

const mostOfNames = 1_000;
