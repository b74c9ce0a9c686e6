import { DatafeedError, messageOf } from "../../errors/datafeed-error.ts";
import { explain as explainSystem, systemCode } from "../system-error.ts";

/** The status codes of SFTP 3 that we tell apart. */
export const status = { noSuchFile: 2, denied: 3, failure: 4, unsupported: 8 } as const;

/** A status that the server answered with; undefined for any other error. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "number" ? error.code : undefined;
}

/** What a failure of the server or of the way to it means to a person. `where` is the file as they would name it. */
export function explainSftp(error: unknown, where: string): DatafeedError {
  if (error instanceof DatafeedError) return error;
  const make = (code: string, message: string, hint?: string) =>
    new DatafeedError(code, message, { cause: error, ...(hint === undefined ? {} : { hint }) });
  switch (statusOf(error)) {
    case undefined:
      break;
    case status.noSuchFile:
      return make("destination-missing", `A folder on the way to ${where} does not exist`, "Create it, or correct `path`.");
    case status.denied:
      return make("destination-denied", `The server does not let this user at ${where}`);
    default:
      // The protocol has one word for a full disk, a quota and all else; the server's log says more.
      return make("destination-failed", `${where}: the server says "${messageOf(error)}"`, "Its log may say why.");
  }
  const { level } = error as { readonly level?: unknown };
  if (level === "client-authentication" || /^(getConnection: )?All configured authentication methods/.test(messageOf(error))) {
    return make("destination-login", `The server of ${where} refuses user and key or password`);
  }
  if (/cannot parse privatekey/i.test(messageOf(error))) {
    return make("destination-login", `The private key for ${where} can't be read: its form or its passphrase is wrong`);
  }
  if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOSPC" || systemCode(error) === "EACCES") {
    // The spool is on our own disk.
    return explainSystem(error, (error as { readonly path?: string }).path ?? where);
  }
  return make("destination-unreachable", `The server of ${where} does not answer: ${messageOf(error)}`);
}

/** The server showed a key that nobody told us of. */
export function wrongHostKey(where: string, found: string): DatafeedError {
  return new DatafeedError(
    "destination-host-key",
    `The server of ${where} has the host key ${found}, which is not in hostKeys`,
    {
      hint: "If its administrator confirms this fingerprint, add it to `hostKeys` in connections.yaml.",
    },
  );
}
