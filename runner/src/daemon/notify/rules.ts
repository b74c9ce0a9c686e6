import type { Documents } from "../../commands/estate.ts";
import { type NewNotice, type NoticeBody, subjectOf } from "../../ledger/notices.ts";
import type { NotifyRule } from "../../load/project-documents.ts";

/** The documents whose rules say who is told of what. */
export type Told = Pick<Documents, "extracts" | "feeds">;

/** What a process knows of its looks at what has happened. */
export interface LookMemory {
  /** Notices that it has recorded. */
  readonly known: Set<string>;
  /** The ledger's time at its last look. */
  lookedAt?: string;
  /** The documents of that look. */
  documents?: Told;
  /** Since when each rule of them holds, by the ledger's time; "": it was there when the process began to look. */
  rules: ReadonlyMap<string, string>;
}

/** Of a process that has not looked yet. */
export function newLookMemory(): LookMemory {
  return { known: new Set(), rules: new Map() };
}

/** Takes up the rules of the documents in force: one that the last look did not know holds since then. */
export function rememberRules(memory: LookMemory, documents: Told): void {
  const { extracts, feeds } = memory.documents ?? {};
  if (extracts === documents.extracts && feeds === documents.feeds) return;
  const since = memory.lookedAt ?? "";
  const rules = new Map<string, string>();
  for (const [name, notify] of notifyRules(documents)) {
    for (const { events, to } of notify) {
      for (const event of events) {
        const rule = keyOf(name, event, to);
        rules.set(rule, memory.rules.get(rule) ?? since);
      }
    }
  }
  memory.rules = rules;
  memory.documents = documents;
}

/** Whether a rule was there already when what it is to tell happened. One of the future is from before the clock was set back. */
export function holdsFor(rules: LookMemory["rules"], { body, notifier }: NewNotice, now: string): boolean {
  const since = rules.get(keyOf(subjectOf(body), body.event, notifier)) ?? "";
  return body.at >= since || since > now;
}

/** The rules of every extract and feed, by name. */
export function* notifyRules({ extracts, feeds }: Told): Generator<readonly [name: string, rules: readonly NotifyRule[]]> {
  for (const [name, { operation }] of extracts) yield [name, operation.notify];
  for (const [name, { notify }] of feeds) yield [name, notify];
}

/** One for each notifier that the subject's rules name for this event. */
export function noticesFor({ extracts, feeds }: Told, key: string, body: NoticeBody): readonly NewNotice[] {
  const name = subjectOf(body);
  const rules = (body.feed === undefined ? extracts.get(name)?.operation.notify : feeds.get(name)?.notify) ?? [];
  const notifiers = new Set(rules.filter(({ events }) => events.includes(body.event)).map(({ to }) => to));
  return [...notifiers].map((notifier) => ({ key, notifier, body }));
}

function keyOf(name: string, event: string, notifier: string): string {
  return `${name} ${event} ${notifier}`;
}
