import type { ResolvedFeed } from "../load/project-documents.ts";
import { canonicalJson, definitionHash, sha256Hex } from "./hashes.ts";

const known = new WeakMap<ResolvedFeed, string>();

/**
 * SHA-256 (hex) of what was written of a feed and can be approved: its document and, through its events' payloads, templates,
 * masking and the grants that name them; not the order in which its events are written. Feeds are never changed: each is hashed once.
 */
export function feedDefinitionHash(feed: ResolvedFeed): string {
  const hash = known.get(feed) ?? hashOf(feed);
  known.set(feed, hash);
  return hash;
}

function hashOf({ file: _, breaking: _breaking, project: __, events, ...written }: ResolvedFeed): string {
  const sorted = events.toSorted((one, other) => (one.type < other.type ? -1 : 1));
  const hashed = sorted.map(({ extract, raise, ...event }) => ({
    ...event,
    raise: [...raise].sort(),
    payload: definitionHash(extract),
  }));
  return sha256Hex(canonicalJson({ ...written, events: hashed }));
}
