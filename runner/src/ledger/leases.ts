import type { Ledger } from "./ledger.ts";

/** That one runner does something for all. */
export interface HeldLease {
  /** Grows each time that it is taken anew, be it by the same holder after it had lapsed. */
  readonly epoch: number;
}

/** A lease that ends so many times later than anybody asks was taken before the ledger's clock was set back. */
const neverAskedFor = 10;

/**
 * Takes a lease for so long when nobody holds it or its time is over, renews it when it is the holder's own; undefined when
 * somebody else holds it. All who want it ask for about the same time.
 */
export async function takeLease(ledger: Ledger, name: string, holder: string, ms: number): Promise<HeldLease | undefined> {
  const until = ledger.now(ms);
  return ledger.writeUrgent(async (db) => {
    const renewed = await db
      .updateTable("leases")
      .set({ until })
      .where("name", "=", name)
      .where("holder", "=", holder)
      .where("until", ">=", ledger.now())
      .returning("epoch")
      .executeTakeFirst();
    if (renewed !== undefined) return renewed;
    return db
      .insertInto("leases")
      .values({ name, holder, epoch: 1, until })
      .onConflict((conflict) =>
        conflict
          .column("name")
          .doUpdateSet((column) => ({ holder, epoch: column("leases.epoch", "+", 1), until }))
          .where((column) =>
            column.or([column("leases.until", "<", ledger.now()), column("leases.until", ">", ledger.now(ms * neverAskedFor))]),
          ),
      )
      .returning("epoch")
      .executeTakeFirst();
  });
}

/** When a lease ends that was taken at some time: what changes when it is renewed. Errors: ledger-*. */
export async function leaseEnd(ledger: Ledger, name: string): Promise<string | undefined> {
  return ledger.read(async (db) => {
    const lease = await db.selectFrom("leases").select("until").where("name", "=", name).executeTakeFirst();
    return lease?.until;
  });
}

/** Lets go of a lease before its time is over; nothing when it is not the holder's. */
export async function releaseLease(ledger: Ledger, name: string, holder: string): Promise<void> {
  await ledger.writeUrgent((db) =>
    db
      .updateTable("leases")
      .set({ until: ledger.now(-1) })
      .where("name", "=", name)
      .where("holder", "=", holder)
      .where("until", ">=", ledger.now())
      .execute(),
  );
}
