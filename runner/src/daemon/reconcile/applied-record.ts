import type { Refused } from "../../commands/commands.ts";
import type { Runner } from "../../execute/run-context.ts";
import {
  type AppliedState,
  dropUnusedTexts,
  type KnownDocument,
  readAppliedState,
  readTexts,
} from "../../ledger/applied-state.ts";
import { applyExtracts } from "../../ledger/apply-extracts.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { giveUpOfRemoved } from "../../ledger/remove-extracts.ts";
import type { Snapshot } from "../follow/snapshot.ts";
import { type Changes, findChanges, rowsAfter } from "./changes.ts";
import { type Choices, extractsOf, feedsOf } from "./choose.ts";
import { feedRowsAfter, findFeedChanges } from "./feed-changes.ts";
import { type InForce, sha256, type TextRef, textFiles } from "./in-force.ts";

/** Where applications are recorded. */
export interface RecordOptions {
  readonly ledger: Ledger;
  readonly runner: Runner;
  /** The lease whose holder writes to the ledger, and by which epoch this runner holds it, if it does. */
  readonly lease: { readonly name: string; epoch(): number | undefined };
}

/** What the ledger says, as the holder of the lease read it and has written since: nobody else writes in that epoch. */
interface Known extends AppliedState {
  readonly readAt: number;
  readonly epoch: number;
}

/** What is in force, and from where. */
export interface Application {
  readonly snapshot: Snapshot;
  readonly choices: Choices;
  /** As in force in this process so far. */
  readonly before: ReadonlyMap<string, InForce>;
  readonly refused: readonly Refused[];
  /** The datafeed.yaml that holds. */
  readonly policyText: string | undefined;
}

/** How often the holder looks at the whole ledger anew, and tidies up: texts that nobody uses, debts of extracts that are gone. */
const freshMs = 3_600_000;

/** What the ledger says of what was applied, and the writing of it, for the holder of the lease. */
export class AppliedRecord {
  readonly #options: RecordOptions;
  #state: Known | undefined;
  #appliedAs = "";

  constructor(options: RecordOptions) {
    this.#options = options;
  }

  /** What the ledger says, by name, as far as it was asked. */
  get known(): ReadonlyMap<string, KnownDocument> | undefined {
    return this.#state && documentsIn(this.#state);
  }

  /** What the ledger says, by name. Errors: ledger-*. */
  async read(): Promise<ReadonlyMap<string, KnownDocument>> {
    return documentsIn(await readAppliedState(this.#options.ledger));
  }

  /** Texts that the ledger keeps, by SHA-256. Errors: ledger-*. */
  readTexts(refs: readonly TextRef[]): Promise<ReadonlyMap<string, string>> {
    return readTexts(this.#options.ledger, [...new Set(refs.map(({ sha256 }) => sha256))]);
  }

  /** Asks the ledger anew when this runner has become the holder, again or not, or did not look for long. Errors: ledger-*. */
  async refresh(epoch: number | undefined): Promise<undefined> {
    if (epoch === undefined) {
      this.#state = undefined;
      return;
    }
    if (this.#state?.epoch === epoch && performance.now() - this.#state.readAt < freshMs) return;
    this.#state = { ...(await readAppliedState(this.#options.ledger)), readAt: performance.now(), epoch };
    this.#appliedAs = "";
  }

  /** Writes what has changed; undefined when this runner is not, or no longer, the one to write. Errors: ledger-*. */
  async write(application: Application, epoch: number | undefined): Promise<Changes | undefined> {
    const { snapshot, choices, before, refused, policyText } = application;
    const { ledger, runner, lease } = this.#options;
    const state = this.#state;
    if (epoch === undefined || state === undefined || policyText === undefined) return undefined;
    const extracts = extractsOf(choices);
    const changes: Changes = {
      ...findChanges({ state, choices: extracts, before, now: await ledger.time() }),
      feeds: findFeedChanges(state.feeds, feedsOf(choices)),
    };
    const applied = {
      commit: snapshot.commit ?? null,
      source: snapshot.source,
      refused: JSON.stringify(refused),
      policy: sha256(policyText),
      runner: runner.id,
    };
    const appliedAs = JSON.stringify(applied);
    if (!hasChanges(changes) && appliedAs === this.#appliedAs) return changes;
    const texts = new Map([[applied.policy, policyText]]);
    for (const { name } of [...changes.writes.map(({ fields }) => fields), ...changes.feeds.writes]) {
      const sources = choices.get(name)?.inForce?.sources;
      if (sources !== undefined) for (const { text } of textFiles(sources)) texts.set(sha256(text), text);
    }
    // Until it is known how it went, nothing is taken for granted.
    this.#state = undefined;
    const guard = { lease: lease.name, holder: runner.id, epoch };
    if (!(await applyExtracts(ledger, { texts, ...changes, applied }, guard))) return undefined;
    const isFirstLook = this.#appliedAs === "";
    this.#appliedAs = appliedAs;
    const rows = rowsAfter(state, changes, extracts, new Date().toISOString());
    const feeds = feedRowsAfter(state.feeds, changes.feeds);
    this.#state = { ...state, isNew: false, rows, feeds };
    if (isFirstLook) {
      await dropUnusedTexts(ledger, usedTexts([...rows.values(), ...feeds.values()], applied.policy));
      await giveUpOfRemoved(ledger);
    }
    return changes;
  }
}

/** Whether there is anything to write. */
export function hasChanges({ writes, removed, renames, feeds }: Changes): boolean {
  return writes.length + removed.length + renames.length + feeds.writes.length + feeds.removed.length > 0;
}

/** Where the texts of a row are kept. */
export function refsOf(texts: string): readonly TextRef[] {
  return JSON.parse(texts) as readonly TextRef[];
}

/** One that was removed gives its name to whoever has it now. */
function documentsIn({ rows, feeds }: AppliedState): ReadonlyMap<string, KnownDocument> {
  const all = new Map<string, KnownDocument>(rows);
  for (const [name, feed] of feeds) if (rows.get(name)?.removed !== false) all.set(name, feed);
  return all;
}

function usedTexts(rows: Iterable<{ readonly texts: string }>, policy: string): ReadonlySet<string> {
  const used = new Set([policy]);
  for (const { texts } of rows) for (const { sha256 } of refsOf(texts)) used.add(sha256);
  return used;
}
