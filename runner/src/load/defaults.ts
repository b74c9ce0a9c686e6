import type { Rules } from "../../../schemas/generated/documents.ts";
import type { Readiness, ResolvedFeed, ResolvedOutput, ResolvedSchedule } from "./project-documents.ts";
import type { InstantPrecision } from "./types.ts";

/** What a document that says nothing means: the one place. `datafeed validate --explain` shows it filled in. */
export const defaults = Object.freeze({
  shared: false,
  timezone: "UTC",
  weekStart: "monday",
  to: "local",
  at: "00:00",
  lag: "0m",
  catchup: "all",
  overlap: "queue",
  /** Day of the run for `every: month`; for `every: week` it is the day on which the week starts. */
  dayOfMonth: 1,
  format: "csv",
  compress: { csv: "zip", json: "zip", ndjson: "none", parquet: "none" },
  order: "key",
  empty: "publish",
  reconcile: "none",
  delimiter: ",",
  header: true,
  bom: false,
  formulas: "raw",
  pretty: false,
  /** Digits after the second of an instant. */
  precision: 6,
  mask: "full",
  enabled: true,
  readyEvery: "1m",
  readyTimeout: "4h",
  readyThen: "fail",
  retries: 3,
  backoff: "1m",
  lateAfter: "1h",
  feed: {
    every: "30s",
    snapshot: "none",
    deadLetter: ".dead-letter",
    positions: "datafeed.positions",
    delivery: "at-least-once",
    timestampFormat: "us",
    remember: "90d",
    lateAfter: "5m",
    hold: "1h",
  },
  rules: {
    sharedPii: "warn",
    exposure: "error",
    unknownOrigin: "error",
    owner: "error",
    breaking: "error",
    ownPolicy: "error",
  },
} as const satisfies Defaults);

/** The rules that say how grave something is. */
export type RuleName = Exclude<keyof Rules, "grantDays">;

/** What a rule of datafeed.yaml says: the change fails, or it is said, or nothing is said. */
export type RuleSeverity = "error" | "warn" | "ignore";

interface Defaults extends Omit<ResolvedOutput, "compress" | "path" | "split"> {
  readonly shared: boolean;
  readonly timezone: string;
  readonly weekStart: ResolvedSchedule["weekStart"];
  readonly at: string;
  readonly lag: string;
  readonly catchup: ResolvedSchedule["catchup"];
  readonly overlap: ResolvedSchedule["overlap"];
  readonly dayOfMonth: number;
  readonly compress: Readonly<Record<ResolvedOutput["format"], ResolvedOutput["compress"]>>;
  readonly precision: InstantPrecision;
  readonly mask: "full";
  readonly enabled: boolean;
  readonly readyEvery: string;
  readonly readyTimeout: string;
  readonly readyThen: Readiness["afterTimeout"];
  readonly retries: number;
  readonly backoff: string;
  readonly lateAfter: string;
  readonly feed: FeedDefaults;
  readonly rules: Readonly<Record<RuleName, RuleSeverity>>;
}

interface FeedDefaults extends Pick<ResolvedFeed, "delivery" | "timestampFormat"> {
  readonly every: string;
  readonly snapshot: "none";
  /** Stands after the name of the topic. */
  readonly deadLetter: string;
  readonly positions: string;
  readonly remember: string;
  readonly lateAfter: string;
  readonly hold: string;
}
