import type { Logger } from "pino";
import type { Refused } from "../../commands/commands.ts";
import type { Approval } from "../../commands/estate.ts";
import type { Snapshot } from "../follow/snapshot.ts";
import { hasChanges } from "./applied-record.ts";
import type { Changes } from "./changes.ts";
import type { Choices } from "./choose.ts";

/** What came of a snapshot. */
export interface Applied {
  readonly source: string;
  readonly commit?: string;
  /** Extracts in force, those of a last good text included. */
  readonly extracts: number;
  /** Everything that is wrong with the newest texts. */
  readonly refused: readonly Refused[];
  /** Feeds, likewise. */
  readonly feeds: number;
  /** Extracts and feeds that run from their last good text. */
  readonly lastGood: readonly string[];
  /** Extracts and feeds that do not run: the policy forbids their last good text, too. */
  readonly stopped: readonly string[];
  /** What was written to the ledger; undefined on a runner that does not write. */
  readonly written?: {
    readonly added: readonly string[];
    readonly changed: readonly string[];
    readonly removed: readonly string[];
    readonly renamed: readonly { readonly from: string; readonly to: string }[];
    readonly owed: readonly string[];
    /** Feeds of which something has changed. */
    readonly changedFeeds: readonly string[];
  };
  readonly milliseconds: number;
}

/** So many mistakes of one snapshot are logged one by one. */
const mostLogged = 20;

/** Each mistake is logged once, when it comes, and again when it has gone. */
export function tellOfMistakes(log: Logger, known: readonly Refused[], found: readonly Refused[]): void {
  const before = new Set(known.map((one) => JSON.stringify(one)));
  const now = new Set(found.map((one) => JSON.stringify(one)));
  const news = [...now].filter((one) => !before.has(one));
  for (const one of news.slice(0, mostLogged)) {
    const { file, line, code, message, hint } = JSON.parse(one) as Refused;
    log.warn({ file, line, code, hint }, message);
  }
  if (news.length > mostLogged) log.warn({ more: news.length - mostLogged }, "and more; `datafeed validate` lists them all");
  if (before.size > 0 && now.size === 0) log.info("all documents are sound again");
}

/** What runs and is not on the protected branch is told of when it changes. */
export function tellOfApproval(log: Logger, known: Approval | undefined, found: Approval | undefined): void {
  const [before, now] = [known, found].map((approval) => [...(approval?.unapproved ?? [])].sort());
  if (before === undefined || now === undefined || before.join("\n") === now.join("\n")) return;
  const branch = found?.branch ?? known?.branch;
  const extracts = now.slice(0, mostLogged);
  if (now.length === 0) log.info({ branch }, "everything that is in force is on the protected branch again");
  else log.warn({ branch, extracts, count: now.length }, "extracts are in force that are not on the protected branch");
}

/** What came of a snapshot, logged where something was written. */
export function appliedOf(
  log: Logger,
  { source, commit }: Snapshot,
  came: {
    readonly extracts: number;
    readonly feeds: number;
    readonly refused: readonly Refused[];
    readonly choices: Choices;
    readonly changes: Changes | undefined;
    readonly milliseconds: number;
  },
): Applied {
  const { extracts, feeds, refused, choices, changes, milliseconds } = came;
  const lastGood: string[] = [];
  const stopped: string[] = [];
  for (const [name, choice] of choices) {
    if (choice.inForce === undefined) stopped.push(name);
    else if (choice.refused !== undefined) lastGood.push(name);
  }
  const written = changes === undefined ? undefined : writtenOf(changes);
  if (changes !== undefined && hasChanges(changes)) {
    const counts = Object.entries(written ?? {}).map(([what, names]) => [what, names.length] as const);
    log.info(
      { source, commit, extracts, feeds, refused: refused.length, ...Object.fromEntries(counts), milliseconds },
      "applied",
    );
  }
  return {
    source,
    ...(commit !== undefined && { commit }),
    extracts,
    feeds,
    refused,
    lastGood,
    stopped,
    ...(written !== undefined && { written }),
    milliseconds,
  };
}

function writtenOf({ writes, added, removed, renames, feeds }: Changes): NonNullable<Applied["written"]> {
  const fresh = new Set(added);
  return {
    added,
    changed: writes.map(({ fields }) => fields.name).filter((name) => !fresh.has(name)),
    removed,
    renamed: renames,
    owed: writes.flatMap(({ fields, owe }) => (owe === undefined ? [] : [fields.name])),
    changedFeeds: [...feeds.writes.map(({ name }) => name), ...feeds.removed],
  };
}
