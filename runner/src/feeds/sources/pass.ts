import type { RowsByTime } from "../../compile/compile-event.ts";
import type { DatafeedError } from "../../errors/datafeed-error.ts";
import type { ResolvedEvent, ResolvedFeed } from "../../load/project-documents.ts";
import type { FeedPosition, Pass } from "../position.ts";
import { type Asking, type RaisedRows, type ReadRows, readRows, type SourceParts } from "./read-rows.ts";

/** The end of a way through all rows: those that are dated in the future are rows, too. */
export const endOfTime = "9999-12-31T23:59:59.999999Z";

/** A page of a pass. */
export interface Page extends RaisedRows {
  readonly event: ResolvedEvent;
  readonly rows: number;
  readonly bytes: number;
  /** The pass behind it; absent: it has come to its end. */
  readonly next?: Pass;
}

/** Reads the next page of a pass. Event types that the feed no longer has are passed over. */
export async function readPage(
  parts: SourceParts,
  pass: Pass,
  { limit, unchosen }: Pick<RowsByTime, "limit" | "unchosen">,
  asking: Asking,
): Promise<Page | undefined> {
  const event = eventOf(parts, pass);
  if (event === undefined) return undefined;
  const rows = { ...stretch(pass), by: "time", limit } as const;
  if (unchosen !== true) {
    const read = await readRows(parts, event, rows, asking);
    return { ...read, event, ...nextOf(pass, read, limit) };
  }
  const read = await readRows(parts, event, { ...rows, unchosen }, asking);
  // How far these rows came, `when` chooses them or not.
  const all = await readRows(parts, bareOf(event), rows, asking);
  return { ...read, rows: all.rows, event, ...nextOf(pass, all, limit) };
}

/** Passes over the one row behind `pass.after`, which can't be read; its time and key at least can. */
export async function skipRow(parts: SourceParts, pass: Pass, error: DatafeedError, asking: Asking): Promise<Page> {
  const event = eventOf(parts, pass);
  if (event === undefined) throw error;
  const read = await readRows(parts, bareOf(event), { ...stretch(pass), by: "time", limit: 1 }, asking);
  if (read.last === undefined) throw error;
  const poison = [{ type: event.type, row: read.last.slice(1), code: error.code, message: error.message }];
  return { ...read, events: [], event, poison, ...nextOf(pass, read, 1) };
}

/** Time and key of rows alone, by which pages are ordered: no payload, no `when`, no record's key that could fail. */
export function bareOf({ version: _version, ...event }: ResolvedEvent): ResolvedEvent {
  const { filter: _filter, ...extract } = event.extract;
  return { ...event, key: extract.template.key[0] ?? event.key, extract: { ...extract, fields: [] } };
}

/** The position behind a page of one of its passes. */
export function behindPage(position: FeedPosition, pass: Pass, next: Pass | undefined): FeedPosition {
  const passes = position.passes.flatMap((each) => (each.id === pass.id ? (next ?? []) : each));
  return { ...position, passes };
}

function eventOf({ feed }: SourceParts, { types }: Pass): ResolvedEvent | undefined {
  return feed.events.find(({ type }) => type === types[0]);
}

function stretch({ from, to, after }: Pass) {
  return { ...(from !== undefined && { from }), to, ...(after !== undefined && { after }) };
}

/** Fewer rows than asked for: the type is done, and the next one comes. */
function nextOf(pass: Pass, read: ReadRows, limit: number): { readonly next?: Pass } {
  const { after: _, ...rest } = pass;
  const rows = pass.rows + read.rows;
  if (read.rows >= limit && read.last !== undefined) return { next: { ...rest, after: read.last, rows } };
  return withoutType({ ...rest, rows });
}

/** The pass without its first type. */
export function withoutType(pass: Pass): { readonly next?: Pass } {
  const { after: _, ...rest } = pass;
  const types = pass.types.slice(1);
  return types.length === 0 ? {} : { next: { ...rest, types } };
}

/** What lies before the moment from which on a feed sends history is never sent. */
export function notBefore({ events, poison }: RaisedRows, { snapshot }: Pick<ResolvedFeed, "snapshot">): RaisedRows {
  if (typeof snapshot === "string") return { events, poison };
  const from = withMicroseconds(snapshot.from);
  return { events: events.filter(({ raisedAt }) => raisedAt >= from), poison };
}

/** A moment with microseconds, as positions have it. */
export function withMicroseconds(moment: string): string {
  const [, seconds = "", fraction = ""] = /^([^.Z]+)(?:\.(\d+))?Z$/.exec(moment) ?? [];
  return `${seconds}.${fraction.slice(0, 6).padEnd(6, "0")}Z`;
}
