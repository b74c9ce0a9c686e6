/** A cell of a grid: row -1 is the header; `stop` is which button of the cell, from 0, where it has some. */
export interface Place {
  readonly row: number;
  readonly column: number;
  readonly stop: number;
}

export interface Extent {
  readonly rows: number;
  readonly columns: number;
  /** Rows of a page up or down. */
  readonly pageRows: number;
  /** How many buttons the cell of now has. */
  readonly stops: number;
}

/** A stop beyond the last one: of a cell that is entered from its end. */
export const lastStop = Number.MAX_SAFE_INTEGER;

/** Where a key leads; undefined where it leads nowhere. */
export function moveOf(key: string, control: boolean, place: Place, extent: Extent): Place | undefined {
  const to = (row: number, column: number, stop: number = place.stop): Place => ({
    row: Math.min(Math.max(row, -1), extent.rows - 1),
    column: Math.min(Math.max(column, 0), extent.columns - 1),
    stop,
  });
  switch (key) {
    case "ArrowRight":
      if (place.stop + 1 < extent.stops) return to(place.row, place.column, place.stop + 1);
      return place.column + 1 < extent.columns ? to(place.row, place.column + 1, 0) : undefined;
    case "ArrowLeft":
      if (place.stop > 0 && extent.stops > 1) {
        return to(place.row, place.column, Math.min(place.stop, extent.stops - 1) - 1);
      }
      return place.column > 0 ? to(place.row, place.column - 1, lastStop) : undefined;
    case "ArrowDown":
      return to(place.row + 1, place.column);
    case "ArrowUp":
      return to(place.row - 1, place.column);
    case "PageDown":
      return to(place.row + extent.pageRows, place.column);
    case "PageUp":
      return to(Math.max(place.row - extent.pageRows, Math.min(0, place.row)), place.column);
    case "Home":
      return to(control ? 0 : place.row, 0, 0);
    case "End":
      return to(control ? extent.rows - 1 : place.row, extent.columns - 1, lastStop);
    default:
      return undefined;
  }
}
