import { cut, width } from "./table.ts";

/** A bar of a chart: its length, and how much of it is filled; the rest is shaded. */
export interface Bar {
  readonly label: string;
  readonly total: number;
  readonly filled: number;
  /** Stands behind the bar. */
  readonly value: string;
}

/** Shorter bars tell nothing. */
const leastBar = 8;
const mostBar = 60;
const mostLabel = 32;

/** A bar of `of` columns for the whole, in blocks, so that it says the same without colours. */
export function bar(share: number, of: number, block = "█"): string {
  return block.repeat(Math.round(Math.min(1, Math.max(0, share)) * of));
}

/** Bars under one another, the longest as wide as `room` allows; nothing where it is too narrow for a chart. */
export function barChart(bars: readonly Bar[], room: number): string | undefined {
  const largest = Math.max(0, ...bars.map(({ total }) => total));
  if (largest === 0) return undefined;
  const labels = Math.min(mostLabel, Math.max(...bars.map(({ label }) => width(label))), Math.floor(room / 3));
  const values = Math.max(...bars.map(({ value }) => width(value)));
  const most = Math.min(mostBar, room - labels - values - 4);
  if (most < leastBar) return undefined;
  return bars
    .map(({ label, total, filled, value }) => {
      // Whatever there is shows, be it ever so little.
      const all = total === 0 ? 0 : Math.max(1, Math.round((total / largest) * most));
      const inner = Math.min(all, Math.round((filled / largest) * most));
      const name = cut(label, labels);
      return `${name}${" ".repeat(labels - width(name))}  ${bar(1, inner)}${bar(1, all - inner, "░")}  ${value}`;
    })
    .join("\n");
}
