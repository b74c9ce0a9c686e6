import { expect, test } from "vitest";
import { inSlices } from "../../runner/src/errors/in-slices.ts";

function* busy(steps: number, stepMs: number): Generator<undefined, string> {
  for (let step = 0; step < steps; step++) {
    const until = performance.now() + stepMs;
    while (performance.now() < until);
    yield;
  }
  return "done";
}

test("long work lets others have their turn", async () => {
  let turns = 0;
  const others = setInterval(() => turns++, 1);
  expect(await inSlices(busy(10, 5))).toBe("done");
  clearInterval(others);
  expect(turns).toBeGreaterThan(2);
});

test("what fails on the way fails", async () => {
  function* broken(): Generator<undefined, string> {
    yield;
    throw new Error("no");
  }
  await expect(inSlices(broken())).rejects.toThrow("no");
});
