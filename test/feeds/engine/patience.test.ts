import { expect, it } from "vitest";
import { type FeedErrorCode, feedError } from "../../../runner/src/feeds/errors.ts";
import { Patience } from "../../../runner/src/feeds/patience.ts";

function pauses(patience: Patience, code: FeedErrorCode, most: number, workedMs = 0): number[] {
  const all: number[] = [];
  while (all.length < most) {
    const pause = patience.pauseAfter(feedError(code, "not now"), workedMs);
    if (pause === undefined) break;
    all.push(pause);
  }
  return all;
}

const sum = (all: readonly number[]): number => all.reduce((before, each) => before + each, 0);

it.each(["feed-topic-missing", "feed-fenced"] as const)(
  "%s is tried again for about half a minute, and then needs a person",
  (code) => {
    const waited = pauses(new Patience(), code, 99);
    expect(waited).toHaveLength(6);
    expect(sum(waited)).toBeGreaterThan(20_000);
    expect(sum(waited)).toBeLessThan(45_000);
  },
);

it("a broker that was away for long before has as many tries to know its topics", () => {
  const patience = new Patience();
  pauses(patience, "feed-broker-unreachable", 20);
  expect(pauses(patience, "feed-topic-missing", 99)).toHaveLength(6);
});

it("whoever has worked for a while starts to count anew", () => {
  const patience = new Patience();
  expect(pauses(patience, "feed-fenced", 30, 61_000)).toHaveLength(30);
});

it("a broker that is away is waited for as long as it takes, by pauses of at most a minute or so", () => {
  const waited = pauses(new Patience(), "feed-broker-unreachable", 50);
  expect(waited).toHaveLength(50);
  expect(waited[0]).toBeLessThan(1_000);
  expect(Math.max(...waited)).toBeLessThanOrEqual(75_000);
});

it("what nobody's waiting mends needs a person at once", () => {
  expect(pauses(new Patience(), "feed-topic-denied", 9)).toEqual([]);
});
