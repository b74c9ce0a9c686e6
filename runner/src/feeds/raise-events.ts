import { hash } from "node:crypto";
import type { EventPlan } from "../compile/compile-event.ts";
import type { Column } from "../compile/plan.ts";
import { canonicalText } from "../format/canonical/canonical-text.ts";
import { canonicalInstant } from "../format/canonical/instants.ts";
import { NotCanonical } from "../format/canonical/not-canonical.ts";
import type { RowBatch } from "../format/encoder.ts";
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
  /** Of the last row: its time (UTC, ISO 8601 with microseconds), then its key's texts. */
  readonly last?: readonly string[];
}

/** Raises the events of one feed from rows. What it needs for a type is made once and kept. */
export class EventRaiser {
  readonly #feed: ResolvedFeed;
  readonly #kept = new Map<string, { readonly columns: string; readonly lines: PayloadLines }>();

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
    const payloads = this.#linesOf(event, plan).write(batch, ends);
    const read = identityReader(plan);
    const events: FeedEvent[] = [];
    const poison: PoisonRow[] = [];
    let last: readonly string[] | undefined;
    for (const [at, payload] of payloads.entries()) {
      const identity = read(batch, ends[at - 1] ?? 0);
      last = [identity.raisedAt ?? "", ...identity.row];
      const problem = "code" in payload ? payload : identity.problem;
      if (problem === undefined && identity.externalId !== undefined && identity.raisedAt !== undefined) {
        events.push(
          this.#event(event, { ...identity, externalId: identity.externalId, raisedAt: identity.raisedAt }, payload as Buffer),
        );
        continue;
      }
      poison.push({
        type: event.type,
        ...(identity.externalId === undefined ? {} : { externalId: identity.externalId }),
        row: identity.row,
        code: problem?.code ?? "",
        message: problem?.message ?? "",
      });
    }
    return { events, poison, ...(last === undefined ? {} : { last }) };
  }

  #event(
    { type, raise, version: versionField }: ResolvedEvent,
    {
      externalId,
      raisedAt,
      row,
      version,
    }: Required<Pick<Identity, "externalId" | "raisedAt" | "row">> & Pick<Identity, "version">,
    payload: Buffer,
  ): FeedEvent {
    const { id: feedId, name, timestampFormat } = this.#feed;
    const isVersioned = raise.has("update") && versionField !== undefined;
    return {
      type,
      externalId,
      row,
      id: eventId({
        feed: feedId ?? name,
        type,
        externalId,
        row,
        version: isVersioned ? (version ?? "") + hash("sha256", payload, "hex") : "",
      }),
      raisedAt,
      value: envelope(type, timestampOfMessage(raisedAt, timestampFormat), payload),
    };
  }

  /** Masks may change from one day to the next, and with them the columns. */
  #linesOf({ type }: ResolvedEvent, { plan }: EventPlan): PayloadLines {
    const columns = JSON.stringify([plan.columns, plan.hiddenKey]);
    const kept = this.#kept.get(type);
    if (kept?.columns === columns) return kept.lines;
    const lines = new PayloadLines(plan);
    this.#kept.set(type, { columns, lines });
    return lines;
  }
}

/** What is read of a row beside its payload. */
interface Identity {
  readonly externalId?: string;
  readonly raisedAt?: string;
  readonly row: readonly string[];
  readonly version?: string;
  readonly problem?: { readonly code: string; readonly message: string };
}

type ReadIdentity = (batch: Buffer, from: number) => Identity;

function identityReader({ plan, externalId, row, time, version }: EventPlan): ReadIdentity {
  const columns = [...plan.columns, ...plan.hiddenKey];
  const wanted = [...new Set([externalId, time, ...row, ...(version === undefined ? [] : [version])])].sort((a, b) => a - b);
  const printers = wanted.map((position) => printerOf(columns[position], plan.dialect));
  const where = (position: number): number => wanted.indexOf(position);
  const timeAt = where(time);
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
    const versionText = version === undefined ? undefined : texts[where(version)];
    return {
      ...(key === undefined || keyProblem(key, "") !== undefined ? {} : { externalId: key }),
      ...(raisedAt === undefined ? {} : { raisedAt }),
      row: row.map((position) => texts[where(position)] ?? cells[where(position)] ?? ""),
      ...(versionText === undefined ? {} : { version: versionText }),
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

function timeProblem(time: string | undefined, field: string | undefined): Identity["problem"] {
  return time === undefined ? { code: "feed-time-missing", message: `The time, ${field}, is empty.` } : undefined;
}
