import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";

/** A problem document (RFC 9457) as far as clients look at it. */
interface Problem {
  readonly code: string;
  readonly detail?: string;
  readonly title?: string;
  readonly hint?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** What an answer that is no success means: the error that the server had, with the same code, message and hint. */
export async function failureOf(response: Response): Promise<DatafeedError> {
  const text = await response.text().catch(() => "");
  const problem = problemIn(text);
  if (problem !== undefined) return problemError(problem);
  if (response.status === 401) {
    return new DatafeedError("token-not-taken", "The server did not take the token.");
  }
  if (response.status >= 300 && response.status < 400) {
    const to = response.headers.get("location");
    return new DatafeedError("server-answer", `The server sends us elsewhere${to === null ? "" : `, to ${to}`}.`, {
      hint: "Give that address.",
    });
  }
  return new DatafeedError("server-answer", `The server answered ${response.status} without saying why.`);
}

/** The error of a problem document; a field's fault is told with its place. */
export function problemError({ code, detail, title, hint, errors = [] }: Problem): DatafeedError {
  const faults = errors.map((fault) => `${fault.pointer}: ${fault.detail}`);
  const message = [detail ?? title ?? code, ...faults].join("\n");
  return new DatafeedError(code, message, hint === undefined ? {} : { hint });
}

/** The problem document that a text is; undefined when it is none. */
export function problemIn(text: string): Problem | undefined {
  try {
    const value = JSON.parse(text) as Partial<Problem> | null;
    return typeof value?.code === "string" ? (value as Problem) : undefined;
  } catch {
    return undefined;
  }
}

/** What it means that there was no answer. */
export function unreachable(server: string, error: unknown): DatafeedError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)) {
    return new DatafeedError("server-certificate", `The certificate of ${server} is not trusted: ${messageOf(cause)}`, {
      cause: error,
    });
  }
  // An address with several machines behind it fails once for each; the code says it shorter.
  const reason = messageOf(cause) || code;
  return new DatafeedError("server-unreachable", `The server ${server} can't be reached: ${reason}`, { cause: error });
}
