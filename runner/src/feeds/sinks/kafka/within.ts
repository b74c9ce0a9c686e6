import { feedError } from "../../errors.ts";

export interface Limits {
  /** Names what is waited for. */
  readonly place: string;
  readonly signal: AbortSignal;
  /** Without progress. Default: as long as it takes. */
  readonly mostMs?: number;
}

/**
 * Waits for work until a signal says otherwise. Work that is given up hears of that by the signal that it was begun with, and what
 * it brings too late is disposed of: a producer that nobody knows of would fence off the one after it. Work that says that it
 * comes on has the whole time again. Errors: those of the work; feed-broker-unreachable when it takes too long; the signal's reason.
 */
export async function within<Value>(
  begin: (givenUp: AbortSignal, comesOn: () => void) => Promise<Value>,
  { place, signal, mostMs }: Limits,
): Promise<Value> {
  signal.throwIfAborted();
  const givenUp = new AbortController();
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const work = begin(givenUp.signal, () => timer?.refresh());
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { signal: over.signal });
    if (mostMs === undefined) return;
    const why = feedError("feed-broker-unreachable", `${place} does not answer within ${mostMs / 1000} seconds.`);
    timer = setTimeout(() => reject(why), mostMs);
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    givenUp.abort();
    work.then(dispose).catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
    // A late word of progress must not set it again.
    timer = undefined;
    over.abort();
  }
}

async function dispose(value: unknown): Promise<void> {
  if (typeof value === "object" && value !== null && Symbol.asyncDispose in value)
    await (value as AsyncDisposable)[Symbol.asyncDispose]();
}
