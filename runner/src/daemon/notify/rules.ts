import type { NewNotice } from "../../ledger/notices.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";

type Extracts = ReadonlyMap<string, ResolvedExtract>;

/** What a process knows of its looks at what has happened. */
export interface LookMemory {
  /** Notices that it has recorded. */
  readonly known: Set<string>;
  /** The ledger's time at its last look. */
  lookedAt?: string;
  /** The documents of that look. */
  extracts?: Extracts;
  /** Since when each rule of them holds, by the ledger's time; "": it was there when the process began to look. */
  rules: ReadonlyMap<string, string>;
}

/** Of a process that has not looked yet. */
export function newLookMemory(): LookMemory {
  return { known: new Set(), rules: new Map() };
}

/** Takes up the rules of the documents in force: one that the last look did not know holds since then. */
export function rememberRules(memory: LookMemory, extracts: Extracts): void {
  if (memory.extracts === extracts) return;
  const since = memory.lookedAt ?? "";
  const rules = new Map<string, string>();
  for (const [extract, { operation }] of extracts) {
    for (const { events, to } of operation.notify) {
      for (const event of events) {
        const rule = keyOf(extract, event, to);
        rules.set(rule, memory.rules.get(rule) ?? since);
      }
    }
  }
  memory.rules = rules;
  memory.extracts = extracts;
}

/** Whether a rule was there already when what it is to tell happened. One of the future is from before the clock was set back. */
export function holdsFor(rules: LookMemory["rules"], { body, notifier }: NewNotice, now: string): boolean {
  const since = rules.get(keyOf(body.extract, body.event, notifier)) ?? "";
  return body.at >= since || since > now;
}

function keyOf(extract: string, event: string, notifier: string): string {
  return `${extract} ${event} ${notifier}`;
}
