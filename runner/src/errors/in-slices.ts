/** So long the rest of the process waits at most: half a frame of a screen. */
const sliceMs = 8;

/** Runs steps to their end and lets others have their turn in between. Errors: those of the steps. */
export async function inSlices<Result>(steps: Generator<unknown, Result>): Promise<Result> {
  let until = performance.now() + sliceMs;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < until) continue;
    await new Promise((resolve) => setImmediate(resolve));
    until = performance.now() + sliceMs;
  }
}
