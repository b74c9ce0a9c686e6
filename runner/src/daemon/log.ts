import { Writable } from "node:stream";
import { type Logger, pino } from "pino";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { scrub } from "../errors/scrub.ts";
import type { RunEvent } from "../execute/run-event.ts";
import { readableLine } from "./log-text.ts";
import type { RunEvents } from "./run-events.ts";

/** From all to nothing. */
export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** What a log says, and where. */
export interface LogOptions {
  readonly level: LogLevel;
  /** `json`: one object a line, for programs. `text`: for a person at a terminal. */
  readonly format: "json" | "text";
  /** Default: standard output. */
  readonly to?: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * The daemon's log. Everything goes through one narrow place, where secrets are covered: messages, fields, names of fields,
 * errors and their causes. A warehouse's own words are left out of it: they quote values of rows.
 */
export function createLog({ level, format, to = process.stdout }: LogOptions): Logger {
  const colour = to.isTTY === true && !process.env["NO_COLOR"];
  const print = (line: string): string => {
    const record = scrubbed(JSON.parse(line)) as Readonly<Record<string, unknown>>;
    return format === "json" ? `${JSON.stringify(record)}\n` : readableLine(record, colour);
  };
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: withErrors },
      serializers: { err: (error: unknown) => error },
    },
    new Writable({
      decodeStrings: false,
      write: (line: string, _, done) => {
        to.write(print(line));
        done();
      },
    }),
  );
}

/** Logs what happens to runs; progress and steps on the way only for who looks for a fault. Ends with the returned function. */
export function logRuns(log: Logger, events: RunEvents): () => void {
  return events.listen((event) => {
    const { type, ...fields } = event;
    const { handedOver, ...rest } = { handedOver: false, ...fields };
    log[levelOf(event)](rest, handedOver ? "handed over: another runner does it" : words[type]);
  });
}

const words: Readonly<Record<RunEvent["type"], string>> = {
  queued: "owed",
  claimed: "claimed",
  started: "started",
  progress: "reading",
  checked: "checked",
  encoded: "read",
  decided: "decided",
  published: "published",
  skipped: "skipped: the window is empty",
  discarded: "given up: its runner is gone",
  failed: "failed",
  cancelled: "cancelled",
};

function levelOf(event: RunEvent): "debug" | "info" | "warn" | "error" {
  const { type } = event;
  if (type === "failed") return "error";
  if (type === "discarded" || (type === "checked" && event.warnings.length > 0)) return "warn";
  return ["queued", "progress", "checked", "encoded", "decided"].includes(type) ? "debug" : "info";
}

/** Errors in any field, as data: JSON would leave them empty. */
function withErrors(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plain(value, 0)]));
}

/** As deep as anybody nests what they log. */
const deepest = 8;

function plain(value: unknown, depth: number): unknown {
  if (value instanceof Error) return errorFields(value, depth);
  if (typeof value !== "object" || value === null || depth > deepest) return value;
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]));
}

/** What is said of an error. Of one that nobody foresaw, where it happened, too. */
function errorFields(error: Error, depth: number): Record<string, unknown> {
  const foreseen = error instanceof DatafeedError;
  const code = foreseen ? error.code : "code" in error ? String(error.code) : undefined;
  // SQLSTATE classes of data and of constraints.
  if (!foreseen && /^2[23][0-9A-Z]{3}$/.test(code ?? "")) return { code, name: error.name };
  const cause = foreseen && error.code.startsWith("warehouse-") ? withoutWords(error.cause) : error.cause;
  return {
    ...(code === undefined ? {} : { code }),
    ...(foreseen ? {} : { name: error.name }),
    message: error.message,
    ...(foreseen && error.hint !== undefined ? { hint: error.hint } : {}),
    ...(foreseen || depth > 0 ? {} : { stack: error.stack }),
    ...(cause === undefined || depth > deepest ? {} : { cause: plain(cause, depth + 1) }),
    ...(error instanceof AggregateError ? { errors: error.errors.map((each) => plain(each, depth + 1)) } : {}),
  };
}

/** A warehouse quotes values of rows in what it says; our own words for it, with the cause's code, tell enough. */
function withoutWords(cause: unknown): unknown {
  if (cause instanceof DatafeedError) return cause;
  if (!(cause instanceof Error)) return undefined;
  return { ...("code" in cause ? { code: String(cause.code) } : {}), name: cause.name };
}

/** Keys, too: somebody may log what they got as a key. */
function scrubbed(value: unknown): unknown {
  if (typeof value === "string") return scrub(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(scrubbed);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [scrub(key), scrubbed(item)]));
}
