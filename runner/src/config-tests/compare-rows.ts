import { diffArrays } from "diff";
import { type FileRow, isExpected } from "./file-rows.ts";

/** A row that is expected: the columns that it names. */
export type ExpectedRow = Readonly<Record<string, unknown>>;

/** A place in the comparison; both: they go together, the same or changed. */
export interface RowPair {
  readonly expected?: { readonly row: ExpectedRow; readonly at: number };
  readonly actual?: { readonly row: FileRow; readonly at: number };
  /** Columns whose values differ. */
  readonly changed: readonly string[];
}

/** Lines up expected and actual rows, in order: a row too many does not make all that follow differ. */
export function compareRows(expected: readonly ExpectedRow[], actual: readonly FileRow[]): readonly RowPair[] {
  const comparator = (one: unknown, other: unknown): boolean => changedIn(one as ExpectedRow, other as FileRow).length === 0;
  const pairs: RowPair[] = [];
  let [left, right] = [0, 0];
  let removed: number[] = [];
  let added: number[] = [];
  const settle = (): void => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) pairs.push(pair(removed[i], added[i]));
    removed = [];
    added = [];
  };
  const pair = (at: number | undefined, other: number | undefined): RowPair => {
    const one = at === undefined ? undefined : expected[at];
    const two = other === undefined ? undefined : actual[other];
    return {
      ...(one !== undefined && { expected: { row: one, at: at ?? 0 } }),
      ...(two !== undefined && { actual: { row: two, at: other ?? 0 } }),
      changed: one === undefined || two === undefined ? [] : changedIn(one, two),
    };
  };
  for (const part of diffArrays<unknown>([...expected], [...actual], { comparator })) {
    for (let i = 0; i < part.count; i++) {
      if (part.removed) removed.push(left++);
      else if (part.added) added.push(right++);
      else {
        settle();
        pairs.push(pair(left++, right++));
      }
    }
  }
  settle();
  return pairs;
}

/** Whether the rows of a comparison are what was expected. */
export function isAsExpected(pairs: readonly RowPair[]): boolean {
  return pairs.every(({ expected, actual, changed }) => expected !== undefined && actual !== undefined && changed.length === 0);
}

function changedIn(expected: ExpectedRow, actual: FileRow): readonly string[] {
  return Object.entries(expected).flatMap(([column, value]) => {
    const cell = actual.get(column);
    return cell !== undefined && isExpected(value, cell) ? [] : [column];
  });
}
