import { expect, test, vi } from "vitest";
import { FeedWords } from "../../runner/src/cli/feed-words.ts";
import { reporter } from "../../runner/src/cli/progress.ts";
import type { FeedProgress } from "../../runner/src/feeds/feed-progress.ts";

const began: FeedProgress = { what: "began", at: "2026-11-22T02:47:02.123Z" };

function batch(sent: number, purpose?: "snapshot" | "lookback" | "replay"): FeedProgress {
  const counts = { deadLetters: 0, held: 0, released: 0, bytes: 0, tookMs: 1, rate: 0 };
  return { what: "batch", sent: new Map([["Created", sent]]), ...counts, ...(purpose !== undefined && { purpose }) };
}

test("a new feed says since when it listens, until it has sent something", () => {
  const words = new FeedWords();
  words.hear(batch(0));
  expect(words.hear(began)).toBe("0 sent · listening from 2026-11-22 02:47:02Z");
  expect(words.hear({ what: "caught-up" })).toBe("0 sent · listening from 2026-11-22 02:47:02Z · nothing unread");
  expect(words.hear(batch(2))).toBe("2 sent · nothing unread");
});

test("one change is no changes, and amid a snapshot nobody is told that nothing is behind", () => {
  const words = new FeedWords();
  const lag = (seconds: number, events?: number): FeedProgress => ({
    ...{ what: "lag", rate: 0 },
    lag: { seconds, ...(events !== undefined && { events }) },
  });
  expect(words.hear(lag(2, 1))).toBe("0 sent · 1 change unread");
  words.hear(batch(500, "snapshot"));
  expect(words.hear(lag(0))).toBe("500 sent · snapshot");
  words.hear(batch(1, "lookback"));
  expect(words.hear(lag(3))).toBe("501 sent · 3 s behind · lookback");
  expect(words.hear({ what: "caught-up" })).toBe("501 sent · nothing unread");
});

test("off a terminal, progress is shown now and then, and what must not wait at once", () => {
  const show = vi.fn();
  const report = reporter(false, show);
  report("1 sent");
  report("another runner has it", "at once");
  report("2 sent");
  expect(show.mock.calls).toEqual([["another runner has it"]]);
});
