import { hash } from "node:crypto";

/** What makes an event the same event, wherever and whenever it is raised. */
export interface EventIdentity {
  /** The feed's `id`, else its name. */
  readonly feed: string;
  readonly type: string;
  readonly externalId: string;
  readonly row: readonly string[];
  /** Of an update: its version field's text and its payload. Empty where new rows alone raise the event. */
  readonly version: string;
}

/** The stable id of an event: 32 hex digits. */
export function eventId({ feed, type, externalId, row, version }: EventIdentity): string {
  return idOf([feed, type, externalId, String(row.length), ...row, version]);
}

/** The id of the dead letter of a row that became no event. */
export function poisonId(feed: string, type: string, row: readonly string[], code: string): string {
  return idOf([feed, type, String(row.length), ...row, code]);
}

/** The first 32 hex digits of the SHA-256 over texts, each behind its length in bytes: no two lists of texts have one text. */
function idOf(parts: readonly string[]): string {
  return hash("sha256", parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join(""), "hex").slice(0, 32);
}
