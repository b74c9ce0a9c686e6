import { DatafeedError, messageOf } from "../../errors/datafeed-error.ts";
import { type WarehouseErrorCode, warehouseError } from "../errors.ts";
import type { Server } from "./server.ts";

/** What we read of an error: of one that the server reported, its fields by their names in `pg`. */
export interface ServerError {
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  /** Character of the SQL text, from 1. */
  readonly position?: string;
}

/** What was going on when it happened. */
export interface Situation {
  /** The warehouse in words, without a password. */
  readonly place: string;
  readonly phase: "connect" | "query";
  readonly sql?: string;
  /** Whether the query ran at least as long as it may: the server's text for that depends on its language. */
  readonly timedOut?: boolean;
  readonly statementTimeoutMs?: number;
}

const unreachable = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EADDRNOTAVAIL",
]);
const broken = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);

/** Any failure of a connection or a query, as one of our codes; `meaning` is asked first. */
export function postgresError(error: unknown, situation: Situation, meaning?: Server["meaning"]): DatafeedError {
  if (error instanceof DatafeedError) return error;
  const code = codeOf(error);
  const found =
    meaning?.(serverError(code, error), situation) ??
    (isSqlState(code) ? fromServer(code, error, situation) : fromClient(code, error, situation));
  return warehouseError(found.code, found.message, { cause: error, ...(found.hint === undefined ? {} : { hint: found.hint }) });
}

/** What a failure is, in our words. */
export interface Found {
  readonly code: WarehouseErrorCode;
  readonly message: string;
  readonly hint?: string;
}

function serverError(code: string, error: unknown): ServerError {
  const { detail, position } = error as { readonly detail?: unknown; readonly position?: unknown };
  return {
    code,
    message: messageOf(error),
    ...(typeof detail === "string" ? { detail } : {}),
    ...(typeof position === "string" ? { position } : {}),
  };
}

function fromServer(state: string, error: unknown, situation: Situation): Found {
  const { place, phase } = situation;
  const said = withoutValues(state, messageOf(error));
  const code = ofState(state, situation);
  switch (code) {
    case "warehouse-timeout":
      return { code, message: `The query on ${place} took longer than its ${(situation.statementTimeoutMs ?? 0) / 1000} s.` };
    case "warehouse-cancelled":
      return { code, message: `The query on ${place} was cancelled in the warehouse.` };
    case "warehouse-connection-lost":
    case "warehouse-unreachable":
    case "warehouse-refused":
    case "warehouse-busy":
      return { code, message: `The ${place} said: ${said} (${state}).` };
    default:
      return { code, message: `The ${place} refused the ${phase}: ${said} (${state})${positionIn(error, situation.sql)}.` };
  }
}

/** SQLSTATE, PostgreSQL documentation, appendix A. */
function ofState(state: string, { phase, timedOut }: Situation): WarehouseErrorCode {
  const exact = states[state];
  if (exact !== undefined) return exact;
  if (state === "57014") return timedOut === true ? "warehouse-timeout" : "warehouse-cancelled";
  if (state === "42501") return phase === "connect" ? "warehouse-refused" : "warehouse-permission";
  if (state.startsWith("57P") || state.startsWith("08"))
    return phase === "connect" ? "warehouse-unreachable" : "warehouse-connection-lost";
  if (state.startsWith("28")) return "warehouse-refused";
  if (state.startsWith("42") || state.startsWith("0A") || state === "3F000") return "warehouse-sql-refused";
  return "warehouse-query-failed";
}

const states: Readonly<Record<string, WarehouseErrorCode>> = {
  "3D000": "warehouse-refused",
  "53300": "warehouse-busy",
  "57P03": "warehouse-unreachable",
};

function fromClient(code: string, error: unknown, { place, phase }: Situation): Found {
  const text = messageOf(error);
  if (unreachable.has(code) || (phase === "connect" && text === "timeout expired")) {
    const why = code === "" ? "no answer in time" : code;
    return { code: "warehouse-unreachable", message: `The ${place} can't be reached (${why}).` };
  }
  const unsupported = /authenticationOk message type (\d+)/.exec(text);
  if (unsupported !== null) {
    const message = `The ${place} asks for a way of authentication that is not known here (code ${unsupported[1]}).`;
    return { code: "warehouse-authentication-unsupported", message };
  }
  if (/SASL|SCRAM|password/i.test(text)) {
    return {
      code: "warehouse-refused",
      message: `The ${place} asks for a password, and the one given is missing or of no use.`,
    };
  }
  if (isTls(code, text))
    return { code: "warehouse-tls", message: `No secure connection to the ${place}: ${tlsReason(code, text)}.` };
  if (broken.has(code) || /terminated|closed|ended/i.test(text)) {
    if (phase === "connect")
      return { code: "warehouse-unreachable", message: `The ${place} closed the connection while it was made.` };
    return {
      code: "warehouse-connection-lost",
      message: `The connection to the ${place} broke${code === "" ? "" : ` (${code})`}.`,
    };
  }
  return { code: "warehouse-protocol", message: `The ${place} sent something unexpected.` };
}

function isTls(code: string, text: string): boolean {
  return /CERT|SSL|TLS|EPROTO|SIGNATURE|ISSUER|SELF_SIGNED/.test(code) || /SSL|TLS|certificate/i.test(text);
}

function tlsReason(code: string, text: string): string {
  if (text.includes("does not support SSL")) return "the server offers none; with `ssl: disable` it would be in the clear";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "the certificate is not for this host";
  if (code === "CERT_HAS_EXPIRED") return "the certificate has expired";
  return code === "" ? "the certificate is not trusted" : `the certificate is not trusted (${code})`;
}

/** Classes whose messages name objects, rights and limits, never a row's values. */
const classesToQuote = /^(08|0A|25|26|28|3D|3F|42|53|54|55|57)/;

/** What SQLSTATEs of class 22 mean, without the value that the server would quote. */
const dataErrors: Readonly<Record<string, string>> = {
  "22001": "a text is too long",
  "22003": "a number is out of range",
  "22007": "a text is no date or time",
  "22008": "a date or time is out of range",
  "22012": "division by zero",
  "22021": "a text is not valid in its encoding",
  "22P02": "a text is not of the type that it is cast to",
};

/** Messages of other classes quote the value that they stumbled on, which may be personal data: our own words instead. */
function withoutValues(state: string, message: string): string {
  if (classesToQuote.test(state)) return message;
  const known = dataErrors[state];
  if (known !== undefined) return known;
  return state.startsWith("22") || state.startsWith("23")
    ? "an error in the data"
    : "an error, whose text is not shown as it may hold data";
}

function positionIn(error: unknown, sql: string | undefined): string {
  const position = typeof error === "object" && error !== null && "position" in error ? Number(error.position) : Number.NaN;
  if (sql === undefined || !(position >= 1)) return "";
  const before = [...sql].slice(0, position - 1).join("");
  const line = before.split("\n").length;
  return `, at line ${line}, column ${[...before.slice(before.lastIndexOf("\n") + 1)].length + 1} of the query`;
}

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  // Node tries several addresses of a host and reports them together.
  return error instanceof AggregateError && error.errors.length > 0 ? codeOf(error.errors[0]) : "";
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code);
}
