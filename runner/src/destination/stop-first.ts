/** Does a work, and fails with the stop where there was one: why it was stopped matters more than what the stop broke. */
export async function stopFirst<Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
