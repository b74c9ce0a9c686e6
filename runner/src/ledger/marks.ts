import { randomBytes } from "node:crypto";
import type { Ledger } from "./ledger.ts";

/** A value that the ledger keeps for itself; undefined when it was never set. */
export async function readMark(ledger: Ledger, name: string): Promise<string | undefined> {
  const row = await ledger.read((db) => db.selectFrom("marks").select("value").where("name", "=", name).executeTakeFirst());
  return row?.value;
}

/** Sets it, whatever it was. */
export async function writeMark(ledger: Ledger, name: string, value: string): Promise<void> {
  await ledger.write((db) =>
    db
      .insertInto("marks")
      .values({ name, value })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
      .execute(),
  );
}

/** The key that this ledger's links are signed with (hex): random, made when it is first asked for, the same for all runners. */
export async function linkKey(ledger: Ledger): Promise<string> {
  const known = await readMark(ledger, "link-key");
  if (known !== undefined) return known;
  await ledger.write((db) =>
    db
      .insertInto("marks")
      .values({ name: "link-key", value: randomBytes(32).toString("hex") })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute(),
  );
  const made = await readMark(ledger, "link-key");
  if (made === undefined) throw new RangeError("a mark that was just written is not there");
  return made;
}
