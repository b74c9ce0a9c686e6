import type { FieldFacts, FieldsModel, SelectedRow } from "../../src/form/form-model.ts";

/** A line of the check list. */
export interface FieldRow {
  /** Stays the same while it moves, is selected and deselected. */
  readonly key: string;
  readonly field: string;
  /** Its place among the selected ones. */
  readonly index?: number;
  readonly selected?: SelectedRow;
  /** Absent: the template has no such field. */
  readonly facts?: FieldFacts;
}

/**
 * The selected fields in their order, and between them the others: each stays behind the field behind which it was shown last,
 * at first behind the one before it in the template.
 */
export function arrangeRows(model: FieldsModel, shownBefore: readonly string[]): readonly FieldRow[] {
  const facts = new Map(model.available.map((field) => [field.name, field]));
  const times = new Map<string, number>();
  const rows: FieldRow[] = model.selected.map((selected, index) => {
    const { field } = selected;
    const time = times.get(field) ?? 0;
    times.set(field, time + 1);
    const known = facts.get(field);
    return { key: time === 0 ? field : `${field} ${time + 1}`, field, index, selected, ...(known && { facts: known }) };
  });
  const template = model.available.map(({ name }) => name);
  const missing = template.filter((name) => !times.has(name));
  for (const name of inShownOrder(missing, shownBefore)) {
    const order = shownBefore.includes(name) ? shownBefore : template;
    const above = order.slice(0, order.indexOf(name)).findLast((each) => rows.some(({ field }) => field === each));
    const at = above === undefined ? 0 : rows.findLastIndex(({ field }) => field === above) + 1;
    rows.splice(at, 0, { key: name, field: name, facts: facts.get(name)! });
  }
  return rows;
}

function inShownOrder(names: readonly string[], shown: readonly string[]): readonly string[] {
  const known = names.filter((name) => shown.includes(name)).sort((one, other) => shown.indexOf(one) - shown.indexOf(other));
  return [...known, ...names.filter((name) => !shown.includes(name))];
}

/** Before which selected field something stands that is put before a row; `rows.length` is the end. */
export function indexBefore(rows: readonly FieldRow[], at: number): number {
  return rows.slice(0, at).filter(({ index }) => index !== undefined).length;
}
