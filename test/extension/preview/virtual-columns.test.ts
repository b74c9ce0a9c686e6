import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsInView } from "../../../vscode-extension/webviews/shared/grid/virtual-columns.ts";

const widths = Array.from({ length: 100 }, () => 100);

test("the columns in view, and three on either side", () => {
  expect(columnsInView(widths, 0, 350, -1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(columnsInView(widths, 1000, 200, -1)).toEqual([7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
  expect(columnsInView(widths, 9700, 300, -1)).toEqual([94, 95, 96, 97, 98, 99]);
});

test("the one with the focus stays, wherever it is", () => {
  expect(columnsInView(widths, 1000, 100, 2).slice(0, 2)).toEqual([2, 7]);
  expect(columnsInView(widths, 0, 100, 99).at(-1)).toBe(99);
});

test("whatever the widths, all that is in view is shown, in order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 40, max: 400 }), { minLength: 41, maxLength: 300 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 100, max: 2000 }),
      (own, share, width) => {
        const total = own.reduce((sum, each) => sum + each, 0);
        const left = Math.floor(share * Math.max(0, total - width));
        const shown = columnsInView(own, left, width, -1);
        let start = 0;
        for (const [at, each] of own.entries()) {
          if (start + each > left && start < left + width) expect(shown).toContain(at);
          start += each;
        }
        expect(shown).toEqual([...shown].sort((one, other) => one - other));
      },
    ),
  );
});
