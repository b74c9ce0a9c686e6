import type { Measurement } from "./measure.ts";
import type { Bounds, Variant } from "./variant.ts";

/** The runs of a variant, one each round. */
export interface Runs {
  readonly variant: Variant;
  readonly measurements: readonly Measurement[];
}

/** Medians over the rounds; ratios are medians of each round's ratio, which noise of the machine moves less. */
export interface Summary {
  readonly group: string;
  readonly name: string;
  readonly wallSeconds: number;
  readonly wallRange: readonly [number, number];
  readonly cpuSeconds: number;
  readonly residentMb: number;
  readonly outputMb: number;
  readonly wallRatio: number;
  readonly cpuRatio: number;
  readonly bounds: Bounds;
  /** Bounds that were passed, in words. */
  readonly exceeded: readonly string[];
}

/** Sums up all runs, each variant beside the baseline of its group. */
export function summarise(runs: readonly Runs[]): readonly Summary[] {
  return runs.map(({ variant, measurements }) => {
    const baseline =
      runs.find((other) => other.variant.group === variant.group && other.variant.baseline === true)?.measurements ?? [];
    const ratio = (of: (measurement: Measurement) => number): number =>
      median(measurements.map((measurement, round) => of(measurement) / of(baseline[round] ?? measurement)));
    const walls = measurements.map((measurement) => measurement.wallSeconds);
    const found = {
      wallSeconds: median(walls),
      wallRatio: ratio((measurement) => measurement.wallSeconds),
      cpuRatio: ratio((measurement) => measurement.cpuSeconds),
      residentMb: Math.max(...measurements.map((measurement) => measurement.residentMb)),
    };
    const bounds = variant.bounds ?? {};
    return {
      group: variant.group,
      name: variant.name,
      wallRange: [Math.min(...walls), Math.max(...walls)],
      cpuSeconds: median(measurements.map((measurement) => measurement.cpuSeconds)),
      outputMb: measurements[0]?.outputMb ?? 0,
      ...found,
      bounds,
      exceeded: exceededBounds(bounds, found),
    };
  });
}

function exceededBounds(
  bounds: Bounds,
  found: Pick<Summary, "wallSeconds" | "wallRatio" | "cpuRatio" | "residentMb">,
): readonly string[] {
  const compared = [
    ["wall", bounds.wall, found.wallRatio],
    ["wall s", bounds.wallSeconds, found.wallSeconds],
    ["cpu", bounds.cpu, found.cpuRatio],
    ["resident MB", bounds.residentMb, found.residentMb],
  ] as const;
  return compared.flatMap(([what, bound, value]) =>
    bound !== undefined && value > bound ? [`${what} ${value.toFixed(2)} > ${bound}`] : [],
  );
}

/** The summaries as a Markdown table for each group. */
export function asMarkdown(summaries: readonly Summary[]): string {
  const groups = [...new Set(summaries.map(({ group }) => group))];
  return groups.map((group) => groupTable(group, summaries)).join("\n\n");
}

function groupTable(group: string, summaries: readonly Summary[]): string {
  const rows = summaries
    .filter((summary) => summary.group === group)
    .map((summary) => {
      const wall = `${summary.wallSeconds.toFixed(2)} (${summary.wallRange.map((value) => value.toFixed(2)).join("–")})`;
      const numbers = [
        summary.wallRatio.toFixed(2),
        summary.cpuRatio.toFixed(2),
        summary.residentMb.toFixed(0),
        summary.outputMb.toFixed(1),
      ];
      return `| ${[summary.name, wall, summary.cpuSeconds.toFixed(2), ...numbers, boundText(summary)].join(" | ")} |`;
    });
  return [
    `### ${group}`,
    "",
    "| way | wall s (range) | client CPU s | wall ratio | CPU ratio | resident MB | output MB | bounds |",
    "|---|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function boundText({ bounds, exceeded }: Summary): string {
  if (Object.keys(bounds).length === 0) return "";
  return exceeded.length === 0 ? "held" : exceeded.join(", ");
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? (high + (sorted[middle - 1] ?? high)) / 2 : high;
}
