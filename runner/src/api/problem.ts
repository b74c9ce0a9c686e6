import type { FastifyError } from "fastify";
import type { Problem, ProblemFault } from "../../../schemas/generated/api.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { statusOf } from "./statuses.ts";

/** The media type of errors: RFC 9457. */
export const problemMediaType = "application/problem+json";

/** So many faults of one request are listed. */
const mostFaults = 20;

/**
 * An error as RFC 9457 tells it. What is no DatafeedError and none of the HTTP framework's is unexpected: its message may hold
 * anything, so it stays in the log, under the request's id.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  const known = knownError(error);
  const status = statusOf(known.code);
  const faults = faultsOf(error);
  return {
    type: `https://datafeed.dev/docs/errors.md#${known.code}`,
    title: titleOf(known.code),
    status,
    detail: known.message,
    code: known.code,
    ...(known.hint === undefined ? {} : { hint: known.hint }),
    instance: `urn:uuid:${requestId}`,
    ...(faults.length === 0 ? {} : { errors: faults.slice(0, mostFaults) }),
  };
}

/** Whether the log should have the whole of it. */
export function isUnexpected(problem: Problem): boolean {
  return problem.code === "internal-error";
}

/** `extract-unknown` as people read it. */
function titleOf(code: string): string {
  const words = code.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function knownError(error: unknown): DatafeedError {
  if (error instanceof DatafeedError) return error;
  const { code = "", statusCode, validation, message } = error as Partial<FastifyError>;
  if (validation !== undefined) {
    return new DatafeedError("request-invalid", "The request does not have the form that it should have.", {
      hint: "/openapi.json describes it.",
    });
  }
  if (statusCode === 413 || statusCode === 431) return new DatafeedError("body-too-large", "The request is too large.");
  if (statusCode === 415) return new DatafeedError("media-type-unknown", "The body is in a format that is not taken.", json);
  if (code === "FST_ERR_BAD_URL" || code === "FST_ERR_MAX_PARAM_LENGTH") {
    return new DatafeedError("route-unknown", "There is no such address.");
  }
  // The framework's messages about bodies hold none of the body.
  if (statusCode === 400 && code.startsWith("FST_")) return new DatafeedError("body-unreadable", message ?? "", json);
  if (statusCode === 400) return new DatafeedError("body-unreadable", "The body is no JSON.", json);
  return new DatafeedError("internal-error", "Something unexpected happened.", {
    hint: "Give the id of this request to whoever runs the server.",
  });
}

const json = { hint: "Send JSON, with `Content-Type: application/json`." };

function faultsOf(error: unknown): readonly ProblemFault[] {
  const { validation, validationContext } = error as Partial<FastifyError>;
  return (validation ?? []).map(({ instancePath, keyword, params, message = "" }) => {
    const key = params["missingProperty"] ?? params["additionalProperty"];
    const path = key === undefined ? instancePath : `${instancePath}/${String(key)}`;
    const pointer = validationContext === "body" ? path : path.slice(1);
    return { pointer, detail: detailOf(keyword, params, message) };
  });
}

/** In words of ours where ajv's say too little. */
function detailOf(keyword: string, params: Readonly<Record<string, unknown>>, message: string): string {
  if (keyword === "required") return "It is missing.";
  if (keyword === "additionalProperties") return "There is no such key.";
  if (keyword === "enum") return `Expected one of ${(params["allowedValues"] as readonly string[]).join(", ")}.`;
  return `It ${message}.`;
}
