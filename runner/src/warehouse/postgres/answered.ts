import type { Session } from "./session.ts";

/** How long a server may say nothing, in milliseconds. */
export interface Silence {
  /** While a connection is made and set up. */
  readonly openMs: number;
  /** While it is asked: longer than any statement may take there. */
  readonly answerMs: number;
  /** Once it was told to end what it does. */
  readonly endMs: number;
}

/** How long making a connection, signing in and setting it up may take together. */
export const openingMs = 15_000;

/** The longest time that a timer can have. */
const longestMs = 2 ** 31 - 1;

/** `statementTimeoutMs`: after that the server itself ends a statement, and says so. */
export function silenceOf({ statementTimeoutMs }: { readonly statementTimeoutMs: number }): Silence {
  return { openMs: openingMs, answerMs: Math.min(statementTimeoutMs + 15_000, longestMs), endMs: 5_000 };
}

/**
 * Runs a step on a session whose server may have vanished without a word: the connection is cut when no answer comes, as the
 * operating system would cut it in a quarter of an hour. The step then fails with ETIMEDOUT.
 */
export async function answered<Result>(
  session: Session,
  signal: AbortSignal | undefined,
  { answerMs, endMs }: Pick<Silence, "answerMs" | "endMs">,
  step: () => Promise<Result>,
): Promise<Result> {
  const cut = (): void => {
    const error = Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" });
    session.client.connection.stream.destroy(error);
  };
  const timers = [setTimeout(cut, answerMs)];
  const abort = (): void => void timers.push(setTimeout(cut, endMs));
  signal?.addEventListener("abort", abort, { once: true });
  try {
    return await step();
  } finally {
    signal?.removeEventListener("abort", abort);
    for (const timer of timers) clearTimeout(timer);
  }
}
