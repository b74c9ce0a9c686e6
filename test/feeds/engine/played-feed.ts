import { expect } from "vitest";
import type { FeedFaultPoint } from "../../../runner/src/feeds/faults.ts";
import type { FeedEvent, PoisonRow } from "../../../runner/src/feeds/feed-event.ts";
import { ownFeed } from "../../../runner/src/feeds/feed-owner.ts";
import type { FeedResult } from "../../../runner/src/feeds/feed-parts.ts";
import type { FeedPosition } from "../../../runner/src/feeds/position.ts";
import { runFeed } from "../../../runner/src/feeds/run-feed.ts";
import type { EventSink, SinkBatch } from "../../../runner/src/feeds/sinks/sink.ts";
import type { FeedSource } from "../../../runner/src/feeds/sources/source.ts";
import type { Ledger } from "../../../runner/src/ledger/ledger.ts";
import type { ResolvedFeed } from "../../../runner/src/load/project-documents.ts";
import { exampleFeed } from "../event-scene.ts";

/** The example feed, reading changes. */
export const changesFeed: ResolvedFeed = { ...exampleFeed(false), source: { changes: "datafeed.changes" } };

/** Its types, in their order. */
export const types = changesFeed.events.map(({ type }) => type) as unknown as readonly [string, string, string];

/** An event of which only what order needs to know is looked at. */
export function event(type: string, externalId: string, row: string, version = 0, padding = ""): FeedEvent {
  return {
    type,
    externalId,
    row: [row],
    id: `${type}/${externalId}/${row}/${version}`,
    raisedAt: "2026-11-20T12:00:00.000000Z",
    value: Buffer.from(JSON.stringify({ type, externalId, row, version, padding })),
    madeOf: "m",
  };
}

/** What a source has to tell: events, rows that are none, time that passes. */
export type Told = FeedEvent | PoisonRow | { readonly passMs: number };

/**
 * A history that is told in batches of some size, as a change table tells it: the position is how much was read. `pass` moves
 * the ledger's clock; all that was changed until then has been read.
 */
export function sourceOf(
  history: readonly Told[],
  batch: number,
  { pass }: { pass(ms: number): void },
  passed: Set<number>,
  { madeOf = () => "m", canReread = false }: { readonly madeOf?: () => string; readonly canReread?: boolean } = {},
): FeedSource {
  const made = (each: FeedEvent): FeedEvent => ({ ...each, madeOf: madeOf() });
  const at = ({ changes }: FeedPosition): number => Number(changes?.id ?? 0);
  return {
    begin: async () => place(0),
    next: async (position, signal) => {
      signal.throwIfAborted();
      const from = at(position);
      if (from >= history.length) return undefined;
      const to = Math.min(history.length, from + batch);
      const told = history.slice(from, to);
      for (const [offset, each] of told.entries()) {
        // Time passes once, however often this is read.
        if ("passMs" in each && !passed.has(from + offset)) pass(each.passMs);
        passed.add(from + offset);
      }
      return {
        events: told.filter((each): each is FeedEvent => "value" in each).map(made),
        poison: told.filter((each): each is PoisonRow => "message" in each),
        position: { ...place(to), passes: position.passes },
      };
    },
    wait: (signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true })),
    lag: async (position) => {
      const events = history.length - at(position);
      return { events, seconds: 0, ...(events === 0 && { readAgo: 0 }) };
    },
    madeOf,
    ...(canReread && {
      reread: async ({ type }: { readonly type: string }, keys: readonly (readonly string[])[], position: FeedPosition) => {
        const ofRow = (key: string | undefined) => (each: Told) => "value" in each && each.type === type && each.row[0] === key;
        // A change that is not read yet raises the row as it is.
        const last = keys.map(([key]) => history.findLastIndex(ofRow(key))).filter((index) => index < at(position));
        return { events: last.map((index) => made(history[index] as FeedEvent)), poison: [] };
      },
    }),
    [Symbol.asyncDispose]: async () => {},
  };
}

function place(id: number): FeedPosition {
  return { changes: { system: "1", timeline: 1, txid: "1", id: String(id) }, passes: [] };
}

/** Where the process dies: at a step, when it is reached for the so-and-so-many-th time; `send`: in the midst of sending. */
export interface Death {
  readonly point: FeedFaultPoint | "send";
  readonly time: number;
  /** Of a batch that is sent when it dies: how many records arrive; in a transaction: whether it is committed. */
  readonly arrived: number;
}

class Died extends Error {}

/** A topic as a broker keeps it, whatever becomes of those who write. */
export class Topic {
  readonly records: {
    readonly to: "events" | "dead-letters";
    readonly key: string;
    readonly id: string;
    readonly text: string;
  }[] = [];
  position: string | undefined;
  place = "a topic";
  partitions = 3;

  sink(die: () => Death | undefined, maxRecordBytes: number): EventSink {
    return {
      place: this.place,
      open: async ({ transactional }) => ({
        partitions: this.partitions,
        maxRecordBytes,
        ...(this.position === undefined ? {} : { committed: this.position }),
        send: async (batch) => {
          const death = die();
          const whole = death === undefined || (transactional && death.arrived % 2 === 0);
          this.#append(batch, whole ? batch.records.length : transactional ? 0 : death.arrived);
          if (whole && batch.position !== undefined) this.position = batch.position;
          if (death !== undefined) throw new Died();
        },
        [Symbol.asyncDispose]: async () => {},
      }),
      [Symbol.asyncDispose]: async () => {},
    };
  }

  #append({ records }: SinkBatch, most: number): void {
    for (const { to, key, value, headers } of records.slice(0, most)) {
      const id = headers.find(([name]) => name === "ce_id")?.[1] ?? "";
      this.records.push({ to, key, id, text: Buffer.from(value).toString("utf8") });
    }
  }
}

export interface LifeOptions {
  readonly ledger: Ledger;
  readonly key: string;
  readonly topic: Topic;
  readonly source: FeedSource;
  readonly transactional?: boolean;
  readonly maxRecordBytes?: number;
  readonly death?: Death;
  readonly feed?: ResolvedFeed;
}

/** One life of a runner: until nothing is unread, or it dies. */
export async function live(options: LifeOptions): Promise<FeedResult | "died"> {
  const { ledger, key, topic, source, death, transactional = false, feed = changesFeed } = options;
  await using owner = await ownFeed(ledger, { key, name: feed.name, definitionHash: "d" }, "runner");
  if (owner === undefined) throw new Error("somebody else has the feed");
  const dying = new AbortController();
  const reached = new Map<string, number>();
  const isNow = (point: string): boolean => {
    reached.set(point, (reached.get(point) ?? 0) + 1);
    if (death?.point !== point || reached.get(point) !== death.time) return false;
    dying.abort(new Died());
    return true;
  };
  const result = await runFeed(
    feed,
    {
      ledger,
      owner,
      openSource: async () => source,
      sink: topic.sink(() => (isNow("send") ? death : undefined), options.maxRecordBytes ?? 1_000_000),
      transactional,
      faults: {
        reach: (point) => {
          if (isNow(point)) throw new Died();
        },
      },
    },
    { once: true, signal: dying.signal },
  );
  if (dying.signal.aborted) return "died";
  expect(result).toMatchObject({ state: expect.stringMatching(/done|paused|stopped/) });
  return result;
}
