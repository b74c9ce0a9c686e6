import { createHash } from "node:crypto";
import type { ReadRecord } from "../../support/kafka/kcat.ts";
import { type Truth, types } from "./truth.ts";
import { Violations } from "./violations.ts";

/** How a topic is judged. */
export interface Rules {
  /** No repeat may be seen. */
  readonly transactional: boolean;
  /** Whether a whole event is as its JSON Schema says; undefined when it is, else why not. */
  readonly mistakeOf: (type: string, event: unknown) => string | undefined;
}

/** What the topics hold, in numbers, and what contradicts the promises. */
export interface Verdict {
  readonly events: number;
  readonly repeats: number;
  readonly deadLetters: number;
  readonly violations: readonly string[];
}

/** Something that must be there, and what it is when it is not. */
export interface Expected {
  readonly missing: string;
  readonly example: string;
  /** It waits for what never comes. */
  readonly isGivenUp: boolean;
  readonly isThere: () => boolean;
}

/** What has been seen of one conversation. */
interface Seen {
  partition: number;
  created: boolean;
  /** The last revision in the order of the topic, repeats left out. */
  revision?: number;
  /** The one that a reader is left with who takes each record for the newest: repeats count. */
  last?: number;
  readonly matches: Set<number>;
  /** A match stands before the first analysis; right only where the analysis is a dead letter. */
  matchFirst: boolean;
}

/**
 * Judges a feed by its topics alone, record after record, and by what the database says at the end. It knows nothing of the
 * runner: neither its ledger nor its words.
 */
export class DeliveryCheck {
  readonly #rules: Rules;
  readonly #violations = new Violations();
  readonly #seen = new Map<string, Seen>();
  /** By event id a digest of its content, and by that digest the id. */
  readonly #contents = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  readonly #revisions = new Map<number, string>();
  readonly #dead = new Map<string, Set<string>>();
  readonly #deadIds = new Set<string>();
  #events = 0;
  #repeats = 0;

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  /** A record of the events' topic; those of a partition in its order. */
  event(record: ReadRecord): void {
    const event = parsed(record.value ?? "");
    if (event === undefined) {
      this.#violations.add("not an event", `offset ${record.partition}/${record.offset}`);
      return;
    }
    this.#events++;
    const { type, externalId, row, revision } = event;
    const what = `${type} ${externalId} ${row}`;
    if (record.key !== externalId) this.#violations.add("another key than its id", `${what}: ${record.key}`);
    if (record.headers["ce_type"] !== type) this.#violations.add("another type in its header", what);
    const mistake = this.#rules.mistakeOf(type, event.whole);
    if (mistake !== undefined) this.#violations.add("not as its schema", `${what}: ${mistake}`);
    const id = record.headers["ce_id"] ?? "";
    if (id === "") this.#violations.add("no event id", what);

    const seen = this.#seen.get(externalId) ?? {
      partition: record.partition,
      created: false,
      matches: new Set(),
      matchFirst: false,
    };
    this.#seen.set(externalId, seen);
    if (seen.partition !== record.partition) this.#violations.add("one key in two partitions", externalId);
    if (type === types.analysed) seen.last = revision ?? -1;
    if (this.#isRepeat(id, what, record.value ?? "", type)) return;

    if (type === types.created) seen.created = true;
    if (type === types.analysed) this.#analysis(externalId, seen, revision ?? -1);
    if (type === types.match) {
      if (seen.revision === undefined) seen.matchFirst = true;
      seen.matches.add(Number(row));
    }
  }

  /** A record of the dead letters' topic. */
  deadLetter(record: ReadRecord): void {
    const key = record.key ?? "";
    const { eventType = "", eventId = "", reason = "" } = JSON.parse(record.value ?? "{}") as DeadLetter;
    if (reason === "") this.#violations.add("a dead letter without a reason", key);
    if (this.#rules.transactional && this.#deadIds.has(eventId)) this.#violations.add("a repeated dead letter", key);
    this.#deadIds.add(eventId);
    const dead = this.#dead.get(key) ?? new Set();
    this.#dead.set(key, dead);
    dead.add(eventType);
    if (/Transcripts|AiInsights|CallerNumber/.test(record.value ?? "")) this.#violations.add("a payload in a dead letter", key);
  }

  /** All that must be there at the end, what is given up when it was held for long enough behind all that is sent. */
  *expected({ created, analysed, matches }: Truth): Generator<Expected> {
    for (const externalId of created) {
      const isThere = () => this.#seen.get(externalId)?.created === true;
      yield { missing: "a lost conversation", example: externalId, isGivenUp: false, isThere };
    }
    for (const [externalId, revision] of analysed) {
      if (!created.has(externalId)) continue;
      const isThere = () => this.#seen.get(externalId)?.revision === revision;
      yield { missing: "a lost analysis", example: `${externalId} ${revision}`, isGivenUp: false, isThere };
    }
    for (const isGivenUp of [false, true]) {
      for (const [match, externalId] of matches) {
        if (created.has(externalId) === isGivenUp) continue;
        const isThere = () => this.#seen.get(externalId)?.matches.has(match) === true || this.#isDead(externalId, types.match);
        yield { missing: "a lost match", example: `${externalId} ${match}`, isGivenUp, isThere };
      }
    }
    for (const externalId of analysed.keys()) {
      if (created.has(externalId)) continue;
      const isThere = () => this.#isDead(externalId, types.analysed);
      yield { missing: "no dead letter of one that never began", example: externalId, isGivenUp: true, isThere };
    }
  }

  /** The judgement, when everything has been read. */
  verdict(truth: Truth): Verdict {
    for (const { missing, example, isThere } of this.expected(truth)) if (!isThere()) this.#violations.add(missing, example);
    for (const [externalId, { created, matchFirst, revision, last }] of this.#seen) {
      // A batch that comes again ends with the newest; what came late from the network does not.
      if (last !== revision) this.#violations.add("an older revision left at the end", `${externalId} ${revision} ${last}`);
      const isThere = truth.created.has(externalId);
      if (created && !isThere) this.#violations.add("a conversation that is not there", externalId);
      if (matchFirst && isThere) this.#violations.add("a match before its analysis", externalId);
    }
    for (const [revision, externalId] of this.#revisions) {
      if (truth.revisions.get(revision) !== externalId) {
        this.#violations.add("a revision that was never committed", `${externalId} ${revision}`);
      }
    }
    for (const [externalId, { matches }] of this.#seen) {
      for (const match of matches) {
        if (truth.matches.get(match) !== externalId)
          this.#violations.add("a match that is not there", `${externalId} ${match}`);
      }
    }
    for (const externalId of this.#dead.keys()) {
      if (truth.created.has(externalId)) this.#violations.add("a dead letter of one that began", externalId);
    }
    return {
      events: this.#events,
      repeats: this.#repeats,
      deadLetters: this.#dead.size,
      violations: this.#violations.lines,
    };
  }

  /** Counts a repeat; one id must stand for one content, and one content for one id. */
  #isRepeat(id: string, what: string, value: string, type: string): boolean {
    // What is only raised by a new row has one version, whatever becomes of the row until it is sent again.
    const version = type === types.created ? "" : value;
    const content = createHash("md5").update(`${what} ${version}`).digest("base64");
    const [sameId, sameContent] = [this.#contents.get(id), this.#ids.get(content)];
    if (sameId === undefined && sameContent === undefined) {
      this.#contents.set(id, content);
      this.#ids.set(content, id);
      return false;
    }
    if (sameId !== undefined && sameId !== content) this.#violations.add("one id for two events", what);
    if (sameContent !== undefined && sameContent !== id) this.#violations.add("a repeat under another id", what);
    this.#repeats++;
    if (this.#rules.transactional) this.#violations.add("a repeat", what);
    return true;
  }

  #analysis(externalId: string, seen: Seen, revision: number): void {
    this.#revisions.set(revision, externalId);
    if (!seen.created) this.#violations.add("an analysis before its conversation", externalId);
    if (seen.revision !== undefined && seen.revision > revision) {
      this.#violations.add("an older revision after a newer one", `${externalId} ${seen.revision} ${revision}`);
    }
    seen.revision = revision;
  }

  #isDead(externalId: string, type: string): boolean {
    return this.#dead.get(externalId)?.has(type) === true;
  }
}

interface Parsed {
  readonly whole: unknown;
  readonly type: string;
  readonly externalId: string;
  /** Which row of its type it is: a match's number, otherwise nothing. */
  readonly row: string;
  /** Of an analysis. */
  readonly revision?: number;
}

function parsed(value: string): Parsed | undefined {
  try {
    const whole = JSON.parse(value) as Envelope;
    const { eventType: type, payload } = whole;
    if (type === types.created) return { whole, type, externalId: payload.Conversation!.ExternalId, row: "" };
    const externalId = payload.ConversationExternalId!;
    if (type === types.match) return { whole, type, externalId, row: payload.FullPath!.split("#").at(-1)! };
    return { whole, type, externalId, row: "", revision: Number(payload.AiInsights?.topic.split("#").at(-1)) };
  } catch {
    return undefined;
  }
}

interface Envelope {
  readonly eventType: string;
  readonly payload: {
    readonly Conversation?: { readonly ExternalId: string };
    readonly ConversationExternalId?: string;
    readonly FullPath?: string;
    readonly AiInsights?: { readonly topic: string };
  };
}

interface DeadLetter {
  readonly eventType?: string;
  readonly eventId?: string;
  readonly reason?: string;
}
