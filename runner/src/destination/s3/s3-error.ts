import { DatafeedError, messageOf } from "../../errors/datafeed-error.ts";
import { explain as explainSystem, systemCode } from "../system-error.ts";

const denied = new Set(["AccessDenied", "AllAccessDisabled", "AccountProblem", "Forbidden", "MethodNotAllowed"]);
const login = new Set([
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "InvalidToken",
  "ExpiredToken",
  "TokenRefreshRequired",
  "CredentialsProviderError",
  "UnrecognizedClientException",
]);
const full = new Set(["QuotaExceeded", "XMinioStorageFull", "XAmzQuotaExceeded", "InsufficientStorage"]);
const unreachable = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "TimeoutError",
  "SlowDown",
  "ServiceUnavailable",
  "InternalError",
  "RequestTimeout",
]);

/** What a failure of the store means to a person. `where` is the object as they would name it; no secret is in the answer. */
export function explainS3(error: unknown, where: string): DatafeedError {
  if (error instanceof DatafeedError) return error;
  const name = nameOf(error);
  const make = (code: string, message: string, hint?: string) =>
    new DatafeedError(code, message, { cause: error, ...(hint === undefined ? {} : { hint }) });
  if (name === "RequestTimeTooSkewed") {
    return make("destination-clock", `The store of ${where} refuses this machine's time`, "Set the clock, best by NTP.");
  }
  if (login.has(name)) {
    return make("destination-login", `The store of ${where} does not accept the credentials: ${messageOf(error)}`);
  }
  if (denied.has(name) || statusOf(error) === 403) {
    return make("destination-denied", `No right at the store for ${where}`, "docs/destinations.md lists the rights it takes.");
  }
  if (name === "NoSuchBucket") return make("destination-missing", `There is no such bucket: ${where}`, "Correct `bucket`.");
  if (isRegion(error, name)) {
    return make("destination-missing", `The bucket of ${where} is in another region`, "Correct `region` in connections.yaml.");
  }
  if (name === "KeyTooLongError") return make("destination-path", `The key of ${where} is longer than the store allows`);
  if (name === "NotImplemented") {
    return make("destination-overwrites", `The store of ${where} can't do what publishing needs: ${messageOf(error)}`);
  }
  if (full.has(name) || statusOf(error) === 507) return make("destination-full", `No room left for ${where}`);
  if (unreachable.has(name) || unreachable.has(systemCode(error) ?? "") || isServerFault(error)) {
    return make("destination-unreachable", `The store of ${where} does not answer: ${reasonOf(error)}`);
  }
  // The spool is on our own disk.
  if (/^E[A-Z]+$/.test(systemCode(error) ?? "")) return explainSystem(error, pathOf(error) ?? where);
  return make("destination-failed", `${where}: ${reasonOf(error)}`);
}

/** The store's word for an error (`NoSuchKey`). */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** The HTTP status of the store's answer. */
export function statusOf(error: unknown): number | undefined {
  const metadata = (error as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined)?.$metadata;
  return metadata?.httpStatusCode;
}

/** The object is not there. A HEAD says the same of a bucket. */
export function isNoObject(error: unknown): boolean {
  return statusOf(error) === 404 && ["NotFound", "NoSuchKey"].includes(nameOf(error));
}

/** Somebody has aborted or completed the upload. */
export function isNoUpload(error: unknown): boolean {
  return nameOf(error) === "NoSuchUpload";
}

/** `If-None-Match: *` was honoured: the name is taken. */
export function isTaken(error: unknown): boolean {
  return statusOf(error) === 412;
}

/** Another is writing that name at this moment; nobody knows yet who wins. */
export function isConflict(error: unknown): boolean {
  return statusOf(error) === 409;
}

function isRegion(error: unknown, name: string): boolean {
  return (
    ["PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"].includes(name) ||
    statusOf(error) === 301
  );
}

function isServerFault(error: unknown): boolean {
  const status = statusOf(error);
  return status !== undefined && status >= 500;
}

/** Node gives a failed connection no text of its own when it tried several addresses. */
function reasonOf(error: unknown): string {
  return messageOf(error) || systemCode(error) || nameOf(error);
}

function pathOf(error: unknown): string | undefined {
  const { path } = error as { readonly path?: unknown };
  return typeof path === "string" ? path : undefined;
}
