import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { wrapped } from "../../runner/src/cli/schedule-table.ts";
import { table, width } from "../../runner/src/cli/table.ts";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly size: string;
}

const rows: readonly Row[] = [
  { id: "1ng0te", name: "calls_P_RunOnce_2026-03-17_1.zip", owner: "amy", size: "208 KB" },
  { id: "1ng0tf", name: "ähnliches 会話 file.csv", owner: "dana", size: "3.62 KB" },
];

const columns = [
  { title: "ID", value: (row: Row) => row.id },
  { title: "NAME", value: (row: Row) => row.name, least: 10 },
  { title: "OWNER", value: (row: Row) => row.owner, leave: 2 },
  { title: "SIZE", value: (row: Row) => row.size, align: "right" as const, leave: 1 },
];

function at(room: number): readonly string[] {
  return stripVTControlCharacters(table(rows, columns, room)).split("\n");
}

describe("a table", () => {
  test("is as wide as it must be where there is room, and in a pipe", () => {
    expect(at(Number.POSITIVE_INFINITY)).toEqual([
      "ID      NAME                              OWNER     SIZE",
      "1ng0te  calls_P_RunOnce_2026-03-17_1.zip  amy     208 KB",
      "1ng0tf  ähnliches 会話 file.csv           dana   3.62 KB",
    ]);
  });

  test("cuts what may be cut, with an ellipsis, wide characters whole", () => {
    expect(at(41)).toEqual([
      "ID      NAME               OWNER     SIZE",
      "1ng0te  calls_P_RunOnce_…  amy     208 KB",
      "1ng0tf  ähnliches 会話 f…  dana   3.62 KB",
    ]);
  });

  test("leaves out the least important when that is not enough, and says which", () => {
    expect(at(30)).toEqual([
      "ID      NAME              SIZE",
      "1ng0te  calls_P_RunO…   208 KB",
      "1ng0tf  ähnliches 会…  3.62 KB",
      "(no room for OWNER)",
    ]);
    expect(at(20)).toEqual(["ID      NAME", "1ng0te  calls_P_Run…", "1ng0tf  ähnliches …", "(no room for OWNER, SIZE)"]);
  });

  test("fits every terminal down to what it can't do without", () => {
    const least = 6 + 2 + 10;
    for (let room = least; room < 70; room++) {
      const lines = at(room).filter((line) => !line.startsWith("("));
      expect({ room, widest: Math.max(...lines.map(width)) <= room }).toEqual({ room, widest: true });
      for (const { id } of rows) expect(lines.some((line) => line.startsWith(id))).toBe(true);
    }
  });
});

test("a long text is broken between words, and loses nothing", () => {
  const text = "every Monday at 06:00 America/Chicago, for the last  whole week";
  expect(wrapped(text, Number.POSITIVE_INFINITY)).toEqual([text]);
  const lines = wrapped(text, 20);
  expect(lines.join(" ")).toBe(text);
  expect(lines[0]).toBe("every Monday at");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(20);
});
