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

/** A transaction's time is older than the moment at which others see it. */
const overlapMs = 300_000;
/** So far a mark may lag behind: who looks passes over what he has seen. */
const lagMs = 60_000;

/** One look of many at what has happened. */
export interface Look {
  /** The ledger's time. */
  readonly now: string;
  /** From here on; some of it was seen before. Undefined: this is the first look of all. */
  readonly since: string | undefined;
  /** Records that this look was taken. */
  done(): Promise<void>;
}

/**
 * From where somebody looks who looks now and then, by a mark of his. A mark in the future was set before the ledger's clock was
 * set back: he goes on from now, and the mark with him. Errors: ledger-*.
 */
export async function lookFrom(ledger: Ledger, name: string): Promise<Look> {
  const seen = await readMark(ledger, name);
  const now = await ledger.time();
  const lag = seen === undefined ? undefined : Date.parse(now) - Date.parse(seen);
  const from = lag === undefined ? undefined : Date.parse(now) - Math.max(0, lag) - overlapMs;
  return {
    now,
    since: from === undefined ? undefined : new Date(from).toISOString(),
    done: async () => {
      if (lag === undefined || lag < 0 || lag > lagMs) await writeMark(ledger, name, now);
    },
  };
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
