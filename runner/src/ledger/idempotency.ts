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
 * before it could be: after two minutes the key may be taken again. `differs`: the key was used for another request.
 */
export type IdempotencyState =
  | { readonly state: "begun" | "under-way" | "differs" }
  | { readonly state: "answered"; readonly status: number; readonly body: string };

/** So long an answer is kept, in milliseconds. */
export const idempotencyMs = 86_400_000;

/** A request that is not answered after so long had a server that died, or lost its answer: the key may be taken again. */
export const underWayMs = 120_000;

/** Takes the key for a request, or tells what came of it. Of many that come at once one is `begun`. Errors: ledger-*. */
export async function beginIdempotent(ledger: Ledger, request: IdempotentRequest): Promise<IdempotencyState> {
  return ledger.writeUnique(async (db) => {
    await db
      .deleteFrom("idempotency")
      .where("actor", "=", request.actor)
      .where("key", "=", request.key)
      .where(({ eb, or, and }) =>
        or([
          eb("created_at", "<", ledger.now(-idempotencyMs)),
          and([eb("status", "is", null), eb("created_at", "<", ledger.now(-underWayMs))]),
        ]),
      )
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

/** Keeps the answer, unless another request has taken the key meanwhile. */
export async function finishIdempotent(
  ledger: Ledger,
  { actor, key, sha256 }: IdempotentRequest,
  answer: { readonly status: number; readonly body: string },
): Promise<void> {
  await ledger.write((db) =>
    db
      .updateTable("idempotency")
      .set({ status: answer.status, body: answer.body })
      .where("actor", "=", actor)
      .where("key", "=", key)
      .where("request_sha256", "=", sha256)
      .execute(),
  );
}

/** Lets go of the key: nothing was done, the same request may come again. */
export async function dropIdempotent(ledger: Ledger, { actor, key }: Pick<IdempotentRequest, "actor" | "key">): Promise<void> {
  await ledger.write((db) => db.deleteFrom("idempotency").where("actor", "=", actor).where("key", "=", key).execute());
}
