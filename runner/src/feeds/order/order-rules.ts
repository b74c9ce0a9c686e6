import type { ResolvedFeed } from "../../load/project-documents.ts";

/** Which event types follow which. */
export interface OrderRules {
  /** By type: the one that comes first. */
  readonly after: ReadonlyMap<string, string>;
  /** Types that others come after. */
  readonly leads: ReadonlySet<string>;
  /** By type: so long it waits. */
  readonly holdMs: ReadonlyMap<string, number>;
}

export function orderRules({ events }: Pick<ResolvedFeed, "events">): OrderRules {
  const after = new Map(events.flatMap(({ type, after }) => (after === undefined ? [] : [[type, after] as const])));
  return { after, leads: new Set(after.values()), holdMs: new Map(events.map(({ type, holdMs }) => [type, holdMs])) };
}

/** One name for an event type and an external id: what followers wait for. */
export function settlement(type: string, externalId: string): string {
  return `${type}\n${externalId}`;
}
