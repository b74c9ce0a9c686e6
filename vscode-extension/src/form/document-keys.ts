import type { Json, JsonMap } from "./yaml/json.ts";

/** The keys of an extract in the order in which people read them; new ones are put where they belong. */
export const extractKeys = [
  ...["kind", "name", "id", "description", "product", "owner", "shared", "template", "fields", "filter", "window", "schedule"],
  ...["enabled", "ready", "timeout", "retries", "output", "retention", "notify"],
];
export const windowKeys = ["start", "end", "timezone"];
export const scheduleKeys = [
  "use",
  "every",
  "cron",
  "day",
  "at",
  "timezone",
  "weekStart",
  "start",
  "lag",
  "catchup",
  "overlap",
];
export const outputKeys = ["format", "compress", "to", "path"];

/** A mapping with one key changed, added behind those that come before it, or (undefined) left out. */
export function withKey(value: JsonMap, key: string, inner: Json | undefined, order: readonly string[]): JsonMap {
  const pairs = Object.entries(value);
  if (inner === undefined) return Object.fromEntries(pairs.filter(([each]) => each !== key));
  if (Object.hasOwn(value, key)) return Object.fromEntries(pairs.map(([each, old]) => [each, each === key ? inner : old]));
  const before = new Set(order.slice(0, order.indexOf(key)));
  const at = pairs.findLastIndex(([each]) => before.has(each)) + 1;
  return Object.fromEntries([...pairs.slice(0, at), [key, inner], ...pairs.slice(at)]);
}
