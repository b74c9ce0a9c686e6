import type { Ledger } from "./ledger.ts";

/** A POST that its sender may repeat under the same key, whose answer is then the first one's. Kept for 24 hours. */
export interface IdempotentRequest {
  /** The user: keys of others are other keys. */
  readonly actor: string;
  readonly key: string;
  /** Of method, path and body, hex. */
  readonly sha256: string;
}

/**
 * `begun`: do it, then `finishIdempotent` or `dropIdempotent`. `under-way`: the first is not answered yet, or its server died
 * before it could be. `differs`: the key was used for another request.
 */
export type IdempotencyState =
  | { readonly state: "begun" | "under-way" | "differs" }
  | { readonly state: "answered"; readonly status: number; readonly body: string };

export const idempotencyHours = 24;

/** Takes the key for a request, or tells what came of it. Of many that come at once one is `begun`. Errors: ledger-*. */
export async function beginIdempotent(ledger: Ledger, request: IdempotentRequest): Promise<IdempotencyState> {
  return ledger.writeUnique(async (db) => {
    await db
      .deleteFrom("idempotency")
      .where("actor", "=", request.actor)
      .where("key", "=", request.key)
      .where("created_at", "<", ledger.now(-idempotencyHours * 3_600_000))
      .execute();
    const row = await db
      .selectFrom("idempotency")
      .selectAll()
      .where("actor", "=", request.actor)
      .where("key", "=", request.key)
      .executeTakeFirst();
    if (row !== undefined) {
      if (row.request_sha256 !== request.sha256) return { state: "differs" };
      if (row.status === null) return { state: "under-way" };
      return { state: "answered", status: row.status, body: row.body ?? "" };
    }
    await db
      .insertInto("idempotency")
      .values({ actor: request.actor, key: request.key, request_sha256: request.sha256, created_at: ledger.now() })
      .execute();
    return { state: "begun" };
  });
}

/** Keeps the answer. */
export async function finishIdempotent(
  ledger: Ledger,
  { actor, key }: Pick<IdempotentRequest, "actor" | "key">,
  answer: { readonly status: number; readonly body: string },
): Promise<void> {
  await ledger.write((db) =>
    db
      .updateTable("idempotency")
      .set({ status: answer.status, body: answer.body })
      .where("actor", "=", actor)
      .where("key", "=", key)
      .execute(),
  );
}

/** Lets go of the key: nothing was done, the same request may come again. */
export async function dropIdempotent(ledger: Ledger, { actor, key }: Pick<IdempotentRequest, "actor" | "key">): Promise<void> {
  await ledger.write((db) => db.deleteFrom("idempotency").where("actor", "=", actor).where("key", "=", key).execute());
}

/** Removes keys that are older than 24 hours. Answers with how many. */
export async function pruneIdempotency(ledger: Ledger): Promise<number> {
  const result = await ledger.write((db) =>
    db
      .deleteFrom("idempotency")
      .where("created_at", "<", ledger.now(-idempotencyHours * 3_600_000))
      .executeTakeFirst(),
  );
  return Number(result.numDeletedRows);
}
