import { expect, it } from "vitest";
import { type FeedErrorCode, feedError } from "../../../runner/src/feeds/errors.ts";
import { Patience } from "../../../runner/src/feeds/patience.ts";

const not = (code: FeedErrorCode) => feedError(code, "not now");

function pauses(patience: Patience, error: unknown, most: number, meanwhile = (): void => {}): number[] {
  const all: number[] = [];
  while (all.length < most) {
    const pause = patience.pauseAfter(error);
    if (pause === undefined) break;
    all.push(pause);
    meanwhile();
  }
  return all;
}

const sum = (all: readonly number[]): number => all.reduce((before, each) => before + each, 0);

it.each([
  not("feed-topic-missing"),
  not("feed-fenced"),
  not("feed-program-incomplete"),
  new SyntaxError("its files were changed"),
  new TypeError("not a function"),
  new ReferenceError("not defined"),
])("%s: is tried again for about half a minute, and then needs a person", (error) => {
  const waited = pauses(new Patience(), error, 99);
  expect(waited).toHaveLength(6);
  expect(sum(waited)).toBeGreaterThan(20_000);
  expect(sum(waited)).toBeLessThan(45_000);
});

it("a broker that was away for long before has as many tries to know its topics", () => {
  const patience = new Patience();
  pauses(patience, not("feed-broker-unreachable"), 20);
  expect(pauses(patience, not("feed-topic-missing"), 99)).toHaveLength(6);
});

it("whoever delivers between its failures is never kept for long", () => {
  const patience = new Patience();
  const waited = pauses(patience, not("feed-broker-failed"), 50, () => patience.hear("batch", 10));
  expect(Math.max(...waited)).toBeLessThan(1_000);
  expect(pauses(patience, not("feed-topic-missing"), 50, () => patience.hear("batch", 10))).toHaveLength(50);
});

it("whoever has nothing to deliver, and still asks after a minute, starts to count anew", () => {
  const patience = new Patience();
  const waited = pauses(patience, not("feed-fenced"), 50, () => patience.hear("lag", 61_000));
  expect(waited).toHaveLength(50);
  expect(Math.max(...waited)).toBeLessThan(1_000);
});

it.each([
  ["retry", 61_000],
  ["recovered", 61_000],
  ["began", 61_000],
  ["caught-up", 61_000],
  ["lag", 10],
] as const)("%s after %i ms is no sign of work", (what, afterMs) => {
  const patience = new Patience();
  const waited = pauses(patience, not("feed-broker-failed"), 10, () => patience.hear(what, afterMs));
  expect(waited.at(-1)).toBeGreaterThan(40_000);
});

it("two that fence each other off in turn need a person, though each of them delivers", () => {
  const patience = new Patience();
  const waited = pauses(patience, not("feed-fenced"), 99, () => patience.hear("batch", 10));
  expect(waited).toHaveLength(6);
  expect(sum(waited)).toBeGreaterThan(20_000);
  const later = new Patience();
  expect(pauses(later, not("feed-fenced"), 50, () => later.hear("batch", 61_000))).toHaveLength(50);
});

it("a broker that is away is waited for as long as it takes, by pauses of at most a minute or so", () => {
  const waited = pauses(new Patience(), not("feed-broker-unreachable"), 50);
  expect(waited).toHaveLength(50);
  expect(waited[0]).toBeLessThan(1_000);
  expect(Math.max(...waited)).toBeLessThanOrEqual(75_000);
});

it("what nobody's waiting mends needs a person at once", () => {
  expect(pauses(new Patience(), not("feed-topic-denied"), 9)).toEqual([]);
});
