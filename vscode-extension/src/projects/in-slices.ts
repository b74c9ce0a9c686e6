/** So long the editor's other work waits at most. */
const sliceMs = 8;

/** Runs steps to their end, a few milliseconds at a time. */
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
