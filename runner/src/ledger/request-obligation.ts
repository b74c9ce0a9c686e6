import type { Transaction } from "kysely";
import type { RunKind, Window } from "../schedule/window.ts";
import { newId } from "./id.ts";
import type { Ledger } from "./ledger.ts";
import { lockExtract } from "./lock-extract.ts";
import { type Obligation, obligationOf } from "./records.ts";
import type { ObligationState, Purpose, Tables } from "./tables.ts";
import { takeAhead } from "./take-ahead.ts";

/** Somebody wants a window of an extract. */
export interface ObligationRequest {
  readonly extract: string;
  readonly kind: RunKind;
  readonly window: Window;
  /** Who asks: a user's name. */
  readonly requester: string;
  readonly reason?: string;
  /** JSON of a request that narrows its extract; ad hoc alone. */
  readonly narrowing?: string;
  readonly definitionHash: string;
  /** So long what is new is left to the one who asks, who claims it himself. Default: not at all, and runners hear of it. */
  readonly reserveMs?: number;
}

/** Of a window: not published and not given up. */
const open: ReadonlySet<ObligationState> = new Set(["owed", "failed", "running"]);

/**
 * Records what is asked for, and answers with what is to be claimed. A window of a schedule that is still owed, or failed, is
 * that same debt; one that was published, skipped or given up is asked for anew (its output gets the next sequence). A one-off
 * that a dead runner left owed is taken up again. An ad hoc request is always new. A window that the schedule has not made yet
 * becomes its own where it meets those it has made; elsewhere it is a request, since the schedule's windows meet.
 */
export async function requestObligation(ledger: Ledger, request: ObligationRequest): Promise<Obligation> {
  return ledger.writeUnique(async (db) => {
    if (request.kind === "Adhoc") return insert(ledger, db, request, "request");
    if (request.kind !== "RunOnce") {
      // Locked first: the scheduler may be about to make the same window.
      const extract = await lockExtract(db, request.extract);
      const [window] = await existing(db, request, "window");
      if (window !== undefined && open.has(window.state)) return window;
      if (window === undefined && (await takeAhead(ledger, db, extract, request.window))) {
        return insert(ledger, db, request, "window");
      }
    }
    const left = (await existing(db, request, "request")).find(({ state }) => state === "owed");
    return left ?? insert(ledger, db, request, "request");
  });
}

/** Gives up what is owed and not under way; false when it is not owed any more. */
export async function cancelObligation(ledger: Ledger, id: string): Promise<boolean> {
  const row = await ledger.write((db) =>
    db
      .updateTable("obligations")
      .set({ state: "cancelled", changed_at: ledger.now() })
      .where("id", "=", id)
      .where("state", "in", ["owed", "failed"])
      .returning("id")
      .executeTakeFirst(),
  );
  return row !== undefined;
}

async function existing(
  db: Transaction<Tables>,
  { extract, kind, window }: ObligationRequest,
  purpose: Purpose,
): Promise<readonly Obligation[]> {
  const rows = await db
    .selectFrom("obligations")
    .selectAll()
    .where("purpose", "=", purpose)
    .where("extract", "=", extract)
    .where("kind", "=", kind)
    .where("window_start", "=", window.start)
    .where("window_end", "=", window.end)
    .orderBy("id")
    .execute();
  return rows.map(obligationOf);
}

async function insert(
  ledger: Ledger,
  db: Transaction<Tables>,
  request: ObligationRequest,
  purpose: Purpose,
): Promise<Obligation> {
  const row = await db
    .insertInto("obligations")
    .values({
      id: newId(),
      purpose,
      extract: request.extract,
      kind: request.kind,
      window_start: request.window.start,
      window_end: request.window.end,
      timezone: request.window.timezone,
      requester: request.requester,
      reason: request.reason ?? null,
      definition_hash: request.definitionHash,
      state: "owed",
      epoch: 0,
      tries: 0,
      next_try_at: ledger.now(request.reserveMs ?? 0),
      due_at: ledger.now(),
      urgent_at: ledger.now(),
      narrowing: request.narrowing ?? null,
      created_at: ledger.now(),
      changed_at: ledger.now(),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  if (request.reserveMs === undefined) await ledger.notify(db);
  return obligationOf(row);
}
