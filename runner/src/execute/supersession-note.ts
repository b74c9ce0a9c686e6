import type { Destination } from "../destination/destination.ts";
import { findAttempt } from "../ledger/find.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Output } from "../ledger/records.ts";
import type { SupersessionNote } from "../ledger/supersede.ts";

/**
 * Writes beside the file that answers a day from now on who had it do so: a ledger that is rebuilt from the files alone answers
 * that day the same. Errors: unknown-id, destination-*, ledger-*.
 */
export async function leaveNote(
  note: SupersessionNote,
  output: Output,
  { ledger, destination }: { readonly ledger: Ledger; readonly destination: Destination },
): Promise<"created" | "exists"> {
  const { staging } = await findAttempt(ledger, output.id);
  const path = output.manifestPath.replace(/\.manifest$/, `.answers-${note.number}`);
  const outcome = await destination.createExclusive(staging, path, textOf(note, output));
  await destination.discard(staging);
  return outcome;
}

/** Always in this order. */
function textOf({ output, insteadOf, number, by, at, reason }: SupersessionNote, { extract }: Output): string {
  return `${JSON.stringify({ extract, output, insteadOf, number, by, at, reason }, null, 2)}\n`;
}

/** Whether a file of a destination is called like a note. */
export function isNote(path: string): boolean {
  return /\.answers-\d{1,9}$/.test(path);
}

/** What a note says; undefined of a file that is none. */
export function readNote(text: string): SupersessionNote | undefined {
  try {
    const { output, insteadOf, number, by, at, reason } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (![output, insteadOf, by, at, reason].every((each) => typeof each === "string") || !Number.isSafeInteger(number)) {
      return undefined;
    }
    const note = { output, insteadOf, number, by, at: new Date(String(at)).toISOString(), reason };
    return note as SupersessionNote;
  } catch {
    return undefined;
  }
}
