import type { NoticeEvent } from "../load/project-documents.ts";
import type { RunKind, Window } from "../schedule/window.ts";
import { newId } from "./id.ts";
import type { Ledger } from "./ledger.ts";

/** What somebody is told. */
export interface NoticeBody {
  readonly event: NoticeEvent;
  /** Either this or `feed`. */
  readonly extract?: string;
  readonly feed?: string;
  /** When it happened. UTC, ISO 8601. */
  readonly at: string;
  readonly kind?: RunKind;
  readonly window?: Window;
  /** The run's id, and so the output's. */
  readonly run?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly path?: string;
  readonly rows?: number;
  readonly bytes?: number;
  /** Rows that a later count found more (or fewer) than were published. */
  readonly drift?: number;
  /** Of lateness: windows that are due and not published, and since when the oldest is. */
  readonly windows?: number;
  readonly since?: string;
  /** Of a late feed: how far it is behind, and since when an open transaction keeps changes from it. */
  readonly lag?: { readonly events?: number; readonly seconds: number };
  readonly heldUpSince?: string;
  /** Of the API: what the notice's link opens. */
  readonly linkPath?: string;
}

/** The extract or feed that a notice is about: no two have one name. */
export function subjectOf({ extract, feed }: Pick<NoticeBody, "extract" | "feed">): string {
  return extract ?? feed ?? "";
}

/** Something to tell. Equal keys are told to a notifier once. */
export interface NewNotice {
  readonly key: string;
  readonly notifier: string;
  readonly body: NoticeBody;
}

/** One that waits to be delivered. */
export interface Notice extends NewNotice {
  readonly id: string;
  readonly tries: number;
  readonly createdAt: string;
}

/** A failure or lateness that is not over. */
export interface OpenNotice {
  readonly id: string;
  readonly event: NoticeEvent;
  /** An extract's name, or a feed's. */
  readonly extract: string;
  readonly ofFeed: boolean;
  readonly notifier: string;
  /** When it happened. */
  readonly at: string;
}

/** Records notices that nobody was told of yet. Errors: ledger-*. */
export async function addNotices(ledger: Ledger, notices: readonly NewNotice[]): Promise<void> {
  if (notices.length === 0) return;
  await ledger.write(async (db) => {
    for (const { key, notifier, body } of notices) {
      await db
        .insertInto("notices")
        .values({
          id: newId(),
          key,
          notifier,
          event: body.event,
          extract: subjectOf(body),
          body: JSON.stringify(body),
          state: "waiting",
          tries: 0,
          next_try_at: ledger.now(),
          created_at: ledger.now(),
        })
        .onConflict((conflict) => conflict.columns(["key", "notifier"]).doNothing())
        .execute();
    }
  });
}

/** Notices to deliver now, the oldest first; those to `except` are left out. */
export async function dueNotices(ledger: Ledger, except: readonly string[], most: number): Promise<readonly Notice[]> {
  const rows = await ledger.read((db) => {
    const query = db.selectFrom("notices").selectAll().where("state", "=", "waiting").where("next_try_at", "<=", ledger.now());
    return (except.length === 0 ? query : query.where("notifier", "not in", except))
      .orderBy("next_try_at")
      .orderBy("id")
      .limit(most)
      .execute();
  });
  return rows.map((row) => ({
    id: row.id,
    key: row.key,
    notifier: row.notifier,
    body: JSON.parse(row.body) as NoticeBody,
    tries: row.tries,
    createdAt: row.created_at,
  }));
}

/** It was delivered. */
export async function noticeSent(ledger: Ledger, { id, tries }: Notice): Promise<void> {
  await ledger.write((db) =>
    db
      .updateTable("notices")
      .set({ state: "sent", sent_at: ledger.now(), tries: tries + 1, error: null })
      .where("id", "=", id)
      .execute(),
  );
}

/** It was not: it is tried again after `retryInMs`, or never. */
export async function noticeFailed(
  ledger: Ledger,
  { id, tries }: Notice,
  error: string,
  retryInMs: number | undefined,
): Promise<void> {
  await ledger.write((db) =>
    db
      .updateTable("notices")
      .set({
        state: retryInMs === undefined ? "failed" : "waiting",
        tries: tries + 1,
        error,
        next_try_at: ledger.now(retryInMs ?? 0),
      })
      .where("id", "=", id)
      .execute(),
  );
}

/** Failures and latenesses that are not over. */
export async function openNotices(ledger: Ledger): Promise<readonly OpenNotice[]> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("notices")
      .select(["id", "event", "extract", "notifier", "body"])
      .where("event", "in", ["failure", "late"])
      .where("over_at", "is", null)
      .execute(),
  );
  return rows.map(({ body, event, ...row }) => {
    const { at, feed } = JSON.parse(body) as NoticeBody;
    return { ...row, event: event as NoticeEvent, ofFeed: feed !== undefined, at };
  });
}

/** They are over. */
export async function closeNotices(ledger: Ledger, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await ledger.write((db) =>
    db.updateTable("notices").set({ over_at: ledger.now() }).where("id", "in", ids).where("over_at", "is", null).execute(),
  );
}
