import type { Transaction } from "kysely";
import { isBeingDeleted, lockOutput } from "./begin-deletion.ts";
import { answerWithin } from "./export-days.ts";
import { newId } from "./id.ts";
import type { Ledger } from "./ledger.ts";
import type { Output } from "./records.ts";
import type { Tables } from "./tables.ts";

/** An admin's word that an output answers its day, as it stands beside the file, too. */
export interface SupersessionNote {
  /** The ids of what answers the day, and of what did before. */
  readonly output: string;
  readonly insteadOf: string;
  /** Among those of the day; the highest holds. */
  readonly number: number;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

/** Why a day is not superseded: the output has no files any more or is losing them; something else answers the day by now. */
export type NotSuperseded = "gone" | "changed";

/**
 * Has an output answer its day from now on, in place of another of the same window, if that one answers it still. Errors: ledger-*.
 */
export async function supersedeOutput(
  ledger: Ledger,
  { output, ...word }: { readonly output: Output } & Pick<SupersessionNote, "insteadOf" | "by" | "reason">,
): Promise<SupersessionNote | NotSuperseded> {
  return ledger.writeUnique(async (db) => {
    // One after the other, and none while its output is being deleted.
    if (!(await lockOutput(db, output)) || (await isBeingDeleted(db, output.id))) return "gone";
    if ((await answerWithin(db, output)) !== word.insteadOf) return "changed";
    const { now } = await db.selectNoFrom(ledger.now().as("now")).executeTakeFirstOrThrow();
    const { extract, window } = output;
    const number = (await lastNumber(db, { extract, window_start: window.start, window_end: window.end })) + 1;
    const note = { output: output.id, ...word, number, at: new Date(now).toISOString() };
    await insert(db, note);
    return note;
  });
}

/** The last word of an admin on the day of an output, if it is for that output. Errors: ledger-*. */
export async function noteOf(ledger: Ledger, { id, extract, window }: Output): Promise<SupersessionNote | undefined> {
  const last = await ledger.read((db) =>
    db
      .selectFrom("supersessions")
      .innerJoin("outputs", "outputs.id", "supersessions.output_id")
      .select(["output_id", "instead_of", "number", "username", "reason", "at"])
      .where("outputs.extract", "=", extract)
      .where("outputs.window_start", "=", window.start)
      .where("outputs.window_end", "=", window.end)
      .orderBy("supersessions.number", "desc")
      .orderBy("supersessions.id", "desc")
      .limit(1)
      .executeTakeFirst(),
  );
  if (last?.output_id !== id) return undefined;
  const { instead_of: insteadOf, number, username: by, reason, at } = last;
  return { output: id, insteadOf, number: Number(number), by, at: new Date(at).toISOString(), reason };
}

/**
 * Enters what notes beside the files say, of each day the last, where the ledger has not heard of it. What it knows better is not
 * replaced. Answers with how many. Errors: ledger-*.
 */
export async function adoptSupersessions(ledger: Ledger, notes: readonly SupersessionNote[]): Promise<number> {
  if (notes.length === 0) return 0;
  return ledger.writeUnique(async (db) => {
    let adopted = 0;
    const newestFirst = notes.toSorted((one, other) => other.number - one.number || (one.at < other.at ? 1 : -1));
    for (const note of newestFirst) {
      const output = await db
        .selectFrom("outputs")
        .select(["extract", "window_start", "window_end"])
        .where("id", "=", note.output)
        .where("published_at", "is not", null)
        .executeTakeFirst();
      if (output === undefined || (await lastNumber(db, output)) >= note.number) continue;
      const before = await db.selectFrom("outputs").select("id").where("id", "=", note.insteadOf).executeTakeFirst();
      await insert(db, before === undefined ? { ...note, insteadOf: note.output } : note);
      adopted += 1;
    }
    return adopted;
  });
}

interface OfWindow {
  readonly extract: string;
  readonly window_start: string;
  readonly window_end: string;
}

async function lastNumber(db: Transaction<Tables>, { extract, window_start, window_end }: OfWindow): Promise<number> {
  const last = await db
    .selectFrom("supersessions")
    .innerJoin("outputs", "outputs.id", "supersessions.output_id")
    .select((column) => column.fn.max("supersessions.number").as("number"))
    .where("outputs.extract", "=", extract)
    .where("outputs.window_start", "=", window_start)
    .where("outputs.window_end", "=", window_end)
    .executeTakeFirst();
  return Number(last?.number ?? 0);
}

async function insert(db: Transaction<Tables>, { output, insteadOf, number, by, at, reason }: SupersessionNote): Promise<void> {
  await db
    .insertInto("supersessions")
    .values({ id: newId(), output_id: output, instead_of: insteadOf, number, username: by, reason, at })
    .execute();
}
