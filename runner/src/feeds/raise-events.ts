import { hash } from "node:crypto";
import type { EventPlan } from "../compile/compile-event.ts";
import type { Column } from "../compile/plan.ts";
import { canonicalText } from "../format/canonical/canonical-text.ts";
import { canonicalInstant } from "../format/canonical/instants.ts";
import { NotCanonical } from "../format/canonical/not-canonical.ts";
import type { RowBatch } from "../format/encoder.ts";
import { feedId } from "../load/feed-id.ts";
import type { ResolvedEvent, ResolvedFeed } from "../load/project-documents.ts";
import { bufferOf, cellTexts, rowEnds } from "./data-rows.ts";
import { envelope, timestampOfMessage } from "./envelope.ts";
import { eventId } from "./event-id.ts";
import type { FeedEvent, PoisonRow } from "./feed-event.ts";
import { PayloadLines } from "./payload-lines.ts";

/** What became of rows, in their order. */
export interface Raised {
  readonly events: readonly FeedEvent[];
  readonly poison: readonly PoisonRow[];
  /** Of rows that were asked for by their keys: each with its place among these, from 1 on. */
  readonly asked: readonly FoundRow[];
  /** Of the last row: its time (UTC, ISO 8601 with microseconds), then its key's texts up to the first that is NULL. */
  readonly last?: readonly string[];
}

/** Which of the keys a row has, from 1 on, and what became of it. */
export type FoundRow = readonly [place: number, raised: FeedEvent | PoisonRow];

/** Raises the events of one feed from rows. What it needs for a type is made once and kept. */
export class EventRaiser {
  readonly #feed: ResolvedFeed;
  readonly #kept = new Map<string, Kept>();

  constructor(feed: ResolvedFeed) {
    this.#feed = feed;
  }

  /**
   * An event of each row that the plan read; a row that can't be one is poison, and the others go on. Errors: format-row, when
   * the rows are not the plan's.
   */
  raise(event: ResolvedEvent, plan: EventPlan, rows: RowBatch): Raised {
    const batch = bufferOf(rows);
    const ends = rowEnds(batch);
    const { lines, madeOf } = this.#keptOf(event, plan);
    const payloads = lines.write(batch, ends);
    const read = identityReader(plan);
    const events: FeedEvent[] = [];
    const poison: PoisonRow[] = [];
    const asked: FoundRow[] = [];
    let last: readonly string[] | undefined;
    for (const [at, payload] of payloads.entries()) {
      const identity = read(batch, ends[at - 1] ?? 0);
      last = [identity.raisedAt ?? "", ...identity.row.slice(0, identity.filled)];
      const problem = "code" in payload ? payload : identity.problem;
      const { externalId, raisedAt } = identity;
      if (problem === undefined && externalId !== undefined && raisedAt !== undefined) {
        events.push(this.#event(event, { ...identity, externalId, raisedAt, madeOf }, payload as Buffer));
      } else {
        poison.push({
          type: event.type,
          ...(externalId === undefined ? {} : { externalId }),
          row: identity.row,
          code: problem?.code ?? "",
          message: problem?.message ?? "",
        });
      }
      const raised = problem === undefined ? events.at(-1) : poison.at(-1);
      if (identity.asked !== undefined && raised !== undefined) asked.push([identity.asked, raised]);
    }
    return { events, poison, asked, ...(last === undefined ? {} : { last }) };
  }

  #event(
    { type, raise, version: versionField }: ResolvedEvent,
    {
      externalId,
      raisedAt,
      row,
      version,
      madeOf,
    }: Required<Pick<Identity, "externalId" | "raisedAt" | "row">> & Pick<Identity, "version"> & Pick<FeedEvent, "madeOf">,
    payload: Buffer,
  ): FeedEvent {
    const isVersioned = raise.has("update") && versionField !== undefined;
    return {
      type,
      externalId,
      row,
      id: eventId({
        feed: feedId(this.#feed),
        type,
        externalId,
        row,
        version: isVersioned ? (version ?? "") + hash("sha256", payload, "hex") : "",
      }),
      raisedAt,
      value: envelope(type, timestampOfMessage(raisedAt, this.#feed.timestampFormat), payload),
      madeOf,
    };
  }

  /** FeedEvent.madeOf of what a plan reads. */
  madeOf(event: ResolvedEvent, plan: EventPlan): string {
    return this.#keptOf(event, plan).madeOf;
  }

  /** Masks may change from one day to the next, and with them the columns. */
  #keptOf({ type, key, version }: ResolvedEvent, { plan, asked }: EventPlan): Kept {
    const columns = JSON.stringify([plan.columns, asked === undefined ? plan.hiddenKey : plan.hiddenKey.slice(0, -1)]);
    const name = `${type} ${asked === undefined ? "by time" : "by keys"}`;
    const kept = this.#kept.get(name);
    if (kept?.columns === columns) return kept;
    const made = [plan.definitionHash, columns, feedId(this.#feed), this.#feed.timestampFormat, key, version ?? ""].join("\n");
    const fresh: Kept = { columns, lines: new PayloadLines(plan), madeOf: hash("sha256", made, "hex").slice(0, 32) };
    this.#kept.set(name, fresh);
    return fresh;
  }
}

/** What is made once for an event type. */
interface Kept {
  readonly columns: string;
  readonly lines: PayloadLines;
  readonly madeOf: string;
}

/** What is read of a row beside its payload. */
interface Identity {
  readonly externalId?: string;
  readonly raisedAt?: string;
  readonly row: readonly string[];
  /** So many parts of the key come before the first that is NULL. */
  readonly filled: number;
  readonly version?: string;
  readonly asked?: number;
  readonly problem?: { readonly code: string; readonly message: string };
}

type ReadIdentity = (batch: Buffer, from: number) => Identity;

function identityReader({ plan, externalId, row, time, version, asked }: EventPlan): ReadIdentity {
  const columns = [...plan.columns, ...plan.hiddenKey];
  const wanted = [...new Set([externalId, time, ...row, version ?? time, asked ?? time])].sort((a, b) => a - b);
  const printers = wanted.map((position) => printerOf(columns[position], plan.dialect));
  const where = (position: number): number => wanted.indexOf(position);
  const timeAt = where(time);
  const rowAt = row.map(where);
  return (batch, from) => {
    const cells = cellTexts(batch, from, wanted);
    let problem: Identity["problem"];
    const texts = cells.map((cell, at) => {
      if (cell === null) return undefined;
      try {
        return at === timeAt ? canonicalInstant(cell, 6) : printers[at]?.(cell);
      } catch (error) {
        if (!(error instanceof NotCanonical)) throw error;
        problem ??= { code: "format-value", message: `Column ${columns[wanted[at] ?? 0]?.field} holds ${error.reason}.` };
        return undefined;
      }
    });
    const key = texts[where(externalId)];
    const raisedAt = texts[timeAt];
    problem ??= keyProblem(key, columns[externalId]?.field) ?? timeProblem(raisedAt, columns[time]?.field);
    const firstNull = rowAt.findIndex((at) => cells[at] === null);
    if (firstNull >= 0) problem ??= unnamed(columns[row[firstNull] ?? 0]?.field);
    const versionText = version === undefined ? undefined : texts[where(version)];
    return {
      ...(key === undefined || keyProblem(key, "") !== undefined ? {} : { externalId: key }),
      ...(raisedAt === undefined ? {} : { raisedAt }),
      row: rowAt.map((at) => texts[at] ?? cells[at] ?? ""),
      filled: firstNull < 0 ? row.length : firstNull,
      ...(versionText === undefined ? {} : { version: versionText }),
      ...(asked === undefined ? {} : { asked: Number(texts[where(asked)]) }),
      ...(problem === undefined ? {} : { problem }),
    };
  };
}

function printerOf(column: Column | undefined, dialect: EventPlan["plan"]["dialect"]): (text: string) => string {
  if (column === undefined) throw new Error("The plan of an event lacks a column.");
  return canonicalText(column.type, dialect);
}

/** The most bytes of a record's key: every topic and every index takes them. */
const longestKey = 1_000;

function keyProblem(key: string | undefined, field: string | undefined): Identity["problem"] {
  if (key === undefined || key === "") {
    return { code: "feed-key-missing", message: `The record's key, ${field}, is empty.` };
  }
  if (key.includes("\0") || Buffer.byteLength(key) > longestKey) {
    const message = `The record's key, ${field}, is longer than ${longestKey} bytes or holds U+0000.`;
    return { code: "feed-key-unusable", message };
  }
  return undefined;
}

/** Of several such rows events would have one id, and no change can name any of them. */
function unnamed(field: string | undefined): Identity["problem"] {
  return { code: "feed-row-unnamed", message: `A column of the row's key, ${field}, is NULL.` };
}

function timeProblem(time: string | undefined, field: string | undefined): Identity["problem"] {
  return time === undefined ? { code: "feed-time-missing", message: `The time, ${field}, is empty.` } : undefined;
}
