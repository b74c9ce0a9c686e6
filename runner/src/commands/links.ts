import { createHmac, timingSafeEqual } from "node:crypto";

/** What a signed link opens, and until when. */
export interface Link {
  /** A path of the API: `/v1/outputs/{id}/content`, `/v1/runs/{id}`. */
  readonly path: string;
  /** UTC, ISO 8601. */
  readonly until: string;
}

/**
 * A link that opens one path of the API without a token, for as long as it says: what stands behind `/v1/links/`. Whoever has
 * it may read that one thing. `key` is the ledger's (`linkKey`), so that every runner knows the links of the others.
 */
export function signLink(key: string, { path, until }: Link): string {
  const text = Buffer.from(JSON.stringify([path, until])).toString("base64url");
  return `${text}.${signatureOf(key, text).toString("base64url")}`;
}

/** What a link opens at `now` (UTC, ISO 8601); undefined when it was not signed with this key, or has expired. */
export function checkLink(key: string, signed: string, now: string): Link | undefined {
  const [text = "", signature = "", ...more] = signed.split(".");
  const given = Buffer.from(signature, "base64url");
  const ours = signatureOf(key, text);
  if (more.length > 0 || given.length !== ours.length || !timingSafeEqual(given, ours)) return undefined;
  const [path, until] = JSON.parse(Buffer.from(text, "base64url").toString()) as [string, string];
  return Date.parse(now) < Date.parse(until) ? { path, until } : undefined;
}

function signatureOf(key: string, text: string): Buffer {
  return createHmac("sha256", key).update(`datafeed-link ${text}`).digest();
}
