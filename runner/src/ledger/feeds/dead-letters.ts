import type { Ledger } from "../ledger.ts";
import type { Listed, Page } from "../list-outputs.ts";
import { holdsText } from "../search.ts";

/** An event that could not be sent, and why. */
export interface DeadLetter {
  /** The event's; of a row that became no event, one that is made the same way. */
  readonly id: string;
  readonly type: string;
  readonly externalId?: string;
  readonly code: string;
  /** Without a value. */
  readonly message: string;
  readonly at: string;
}

/** A page of a feed's dead letters by time, newest first by default; `search` is part of type, external id or code. Errors: ledger-*. */
export async function listDeadLetters(
  ledger: Ledger,
  key: string,
  { search, limit, offset, direction = "desc" }: Page & { readonly search?: string; readonly direction?: "asc" | "desc" } = {},
): Promise<Listed<DeadLetter>> {
  return ledger.read(async (db) => {
    let matching = db.selectFrom("feed_dead_letters").where("feed", "=", key);
    if (search !== undefined) matching = matching.where(holdsText(search, "type", "external_id", "code"));
    const { total } = await matching.select((column) => column.fn.countAll().as("total")).executeTakeFirstOrThrow();
    const rows = await matching
      .select(["id", "type", "external_id", "code", "message", "at"])
      .orderBy("at", direction)
      .orderBy("id", direction)
      .limit(limit ?? 10)
      .offset(offset ?? 0)
      .execute();
    const items = rows.map(({ external_id, ...row }) => ({
      ...row,
      ...(external_id === null ? {} : { externalId: external_id }),
    }));
    return { items, total: Number(total) };
  });
}
