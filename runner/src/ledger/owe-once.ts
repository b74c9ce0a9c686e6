import type { Transaction } from "kysely";
import type { Window } from "../schedule/window.ts";
import { newId } from "./id.ts";
import type { Ledger } from "./ledger.ts";
import type { Tables } from "./tables.ts";

/** The one run of an immediate extract. */
export interface OwedOnce {
  readonly window: Window;
  /** A window that is still open is read when it has closed. UTC, ISO 8601. */
  readonly notBefore?: string;
  readonly requester: string;
  /** One of `onceReasons`. */
  readonly reason: string;
}

/** What reconciliation asked for carries one of these reasons, and no person's. */
export const onceReasons = { appeared: "its document appeared", changed: "its document changed" } as const;

/** Makes the run of an immediate extract owed, in place of one that was to come of its document as it was before. */
export async function oweOnce(
  ledger: Ledger,
  db: Transaction<Tables>,
  { name, definitionHash }: { readonly name: string; readonly definitionHash: string },
  once: OwedOnce,
): Promise<void> {
  await db
    .updateTable("obligations")
    .set({
      state: "abandoned",
      error_code: "document-changed",
      error_message: "The extract's document changed before this run began.",
      changed_at: ledger.now(),
    })
    .where("extract", "=", name)
    .where("purpose", "=", "request")
    .where("kind", "=", "RunOnce")
    .where("state", "=", "owed")
    .where("reason", "in", Object.values(onceReasons))
    .execute();
  const { start, end, timezone } = once.window;
  const due = once.notBefore ?? ledger.now();
  await db
    .insertInto("obligations")
    .values({
      id: newId(),
      purpose: "request",
      extract: name,
      kind: "RunOnce",
      window_start: start,
      window_end: end,
      timezone,
      requester: once.requester,
      reason: once.reason,
      definition_hash: definitionHash,
      state: "owed",
      epoch: 0,
      tries: 0,
      next_try_at: due,
      due_at: due,
      urgent_at: due,
      created_at: ledger.now(),
      changed_at: ledger.now(),
    })
    .execute();
}
