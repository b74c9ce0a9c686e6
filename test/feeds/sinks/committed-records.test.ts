import { expect, test } from "vitest";
import { committedRecords } from "../../../runner/src/feeds/sinks/kafka/committed-records.ts";

type Page = Parameters<typeof committedRecords>[0];

/** Batches as a broker sends them: offset, producer, and their one record, or a marker. */
function page(
  batches: readonly (readonly [offset: number, producer: number, what: string])[],
  aborted: readonly [number, number][] = [],
): Page {
  const records = batches.map(([offset, producer, what]) => ({
    firstOffset: BigInt(offset),
    lastOffsetDelta: 0,
    producerId: BigInt(producer),
    attributes: what === "plain" ? 0 : what === "marker" ? 0x30 : 0x10,
    records: [{ offsetDelta: 0, key: Buffer.from(what), value: null }],
  }));
  const abortedTransactions = aborted.map(([producerId, firstOffset]) => ({
    producerId: BigInt(producerId),
    firstOffset: BigInt(firstOffset),
  }));
  return { records, abortedTransactions } as unknown as Page;
}

function keys(given: Page, from = 0): string[] {
  return committedRecords(given, BigInt(from)).records.map(({ key }) => String(key));
}

test("records of a transaction that was undone are left out, those of its producer's next one are not", () => {
  const given = page(
    [
      [0, 1, "undone"],
      [1, 1, "marker"],
      [2, 1, "kept"],
      [3, 1, "marker"],
    ],
    [[1, 0]],
  );
  expect(keys(given)).toEqual(["kept"]);
  expect(committedRecords(given, 0n).nextOffset).toBe(4n);
});

test("transactions that overlap are told apart by their producers", () => {
  const given = page(
    [
      [0, 1, "a"],
      [1, 2, "undone"],
      [2, 0, "plain"],
      [3, 1, "b"],
      [4, 1, "marker"],
      [5, 2, "marker"],
    ],
    [[2, 1]],
  );
  expect(keys(given)).toEqual(["a", "plain", "b"]);
});

test("a transaction that was undone and goes on from an earlier page is known by its first offset", () => {
  expect(
    keys(
      page(
        [
          [7, 1, "undone"],
          [8, 1, "marker"],
          [9, 1, "kept"],
        ],
        [[1, 3]],
      ),
    ),
  ).toEqual(["kept"]);
});

test("what lies before the offset that was asked for is not given again", () => {
  expect(
    keys(
      page([
        [4, 0, "plain"],
        [5, 0, "plain"],
      ]),
      5,
    ),
  ).toEqual(["plain"]);
  expect(committedRecords(page([]), 5n)).toEqual({ records: [], nextOffset: 5n });
});
