import { DatafeedError } from "../errors/datafeed-error.ts";
import type { RunKind } from "../schedule/window.ts";
import type { Plan } from "./plan.ts";

/** What the name of an output says. */
export interface OutputName {
  readonly extract: string;
  readonly shared: boolean;
  readonly kind: RunKind;
  /** UTC, ISO 8601 with milliseconds. */
  readonly start: string;
  readonly end: string;
  readonly sequence: number;
  /** Of a split output: counts from 1. */
  readonly part?: number;
}

type Named = Pick<Plan, "extract" | "shared" | "kind" | "window" | "output">;

const longestBytes = 255;
const longestSuffix = "_000000.parquet.gz.manifest";
const pattern =
  /^(?<extract>.+)_(?<visibility>[PS])_(?<kind>RunOnce|Daily|Weekly|Monthly|Cron|Transition|Adhoc)_(?<start>[\d-]{23})_(?<end>[\d-]{23})_(?<sequence>\d+)(?:_(?<part>\d{4,}))?(?:\.(?:csv|json|ndjson|parquet))?(?:\.(?:zip|gz))?$/s;

/**
 * The name of an output, without extension (SEEDS 28): `{name}_{P|S}_{Kind}_{start}_{end}_{sequence}`, P for private and S for
 * shared, instants in UTC. Parts of a split output add `_0001`, `_0002`, … Error: compile-name-too-long.
 */
export function outputName(plan: Named, sequence: number): string {
  const visibility = plan.shared ? "S" : "P";
  const name = [plan.extract, visibility, plan.kind, stamp(plan.window.start), stamp(plan.window.end), sequence].join("_");
  const bytes = Buffer.byteLength(name + longestSuffix);
  if (bytes <= longestBytes) return name;
  throw new DatafeedError(
    "compile-name-too-long",
    `The file name ${name} would have ${bytes} bytes with its part and suffixes; ${longestBytes} is the most.`,
    { hint: "Give the extract a shorter name." },
  );
}

/** The name of the file: `.zip` takes the place of the content's extension, `.gz` follows it, as gunzip expects. */
export function fileName(plan: Named, sequence: number): string {
  const name = outputName(plan, sequence);
  const { format, compress } = plan.output;
  if (compress === "zip") return `${name}.zip`;
  return `${name}.${format}${compress === "gzip" ? ".gz" : ""}`;
}

/** Reads a name, with or without extension, from the right, since names of extracts may hold `_`; undefined when it is none. */
export function parseOutputName(name: string): OutputName | undefined {
  const found = pattern.exec(name)?.groups;
  if (found === undefined) return undefined;
  const { extract = "", visibility, kind, start = "", end = "", sequence, part } = found;
  const [from, to] = [instantOf(start), instantOf(end)];
  if (from === undefined || to === undefined) return undefined;
  return {
    extract,
    shared: visibility === "S",
    kind: kind as RunKind,
    start: from,
    end: to,
    sequence: Number(sequence),
    ...(part !== undefined && { part: Number(part) }),
  };
}

/** `2026-03-17T07:00:00.000Z` as `2026-03-17-07-00-00-000`. */
function stamp(instant: string): string {
  return instant.slice(0, -1).replaceAll(/[T:.]/g, "-");
}

function instantOf(stamped: string): string | undefined {
  const instant = stamped.replace(/^(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d{3})$/, "$1T$2:$3:$4.$5Z");
  const parsed = Date.parse(instant);
  return Number.isNaN(parsed) || new Date(parsed).toISOString() !== instant ? undefined : instant;
}
