import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Rounds } from "../../../vscode-extension/src/projects/rounds.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work whose rounds end when the test says so. */
function work() {
  const ends: (() => void)[] = [];
  let underWay = 0;
  let most = 0;
  const round = async (): Promise<void> => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise<void>((resolve) => ends.push(resolve));
    underWay -= 1;
  };
  return { round, ends, most: () => most };
}

test("many changes in a row make one round, when it is quiet", async () => {
  const { round, ends } = work();
  const rounds = new Rounds(round, 100, () => {});
  for (let at = 0; at < 5; at++) {
    rounds.soon();
    await vi.advanceTimersByTimeAsync(60);
  }
  expect(ends).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(50);
  expect(ends).toHaveLength(1);
});

test("a round never begins while another is under way, and one more sees what changed meanwhile", async () => {
  const { round, ends, most } = work();
  const rounds = new Rounds(round, 100, () => {});
  const first = rounds.now();
  const [second, third] = [rounds.now(), rounds.now()];
  await vi.advanceTimersByTimeAsync(0);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await first;
  await vi.advanceTimersByTimeAsync(0);
  expect(ends).toHaveLength(2);
  ends[1]?.();
  await Promise.all([second, third]);
  expect(ends).toHaveLength(2);
  expect(most()).toBe(1);
});

test("a round that fails is told of, and the next one begins all the same", async () => {
  const errors: unknown[] = [];
  let count = 0;
  const rounds = new Rounds(
    async () => {
      count += 1;
      if (count === 1) throw new Error("the disk is gone");
    },
    100,
    (error) => errors.push(error),
  );
  rounds.soon();
  await vi.advanceTimersByTimeAsync(100);
  await rounds.now();
  expect(count).toBe(2);
  expect(errors).toEqual([new Error("the disk is gone")]);
});

test("nothing begins after the end", async () => {
  const { round, ends } = work();
  const rounds = new Rounds(round, 100, () => {});
  rounds.soon();
  rounds.dispose();
  rounds.soon();
  await rounds.now();
  await vi.advanceTimersByTimeAsync(1000);
  expect(ends).toHaveLength(0);
});
