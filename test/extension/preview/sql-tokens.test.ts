import fc from "fast-check";
import { expect, test } from "vitest";
import { sqlTokens } from "../../../vscode-extension/webviews/preview/sql-tokens.ts";

test("pieces are what they are in SQL", () => {
  const sql = `select "from", 'it''s' -- as is\nwhere x1 >= $2 and y < 12.5 /* or */`;
  const told = sqlTokens(sql).filter(({ type }) => type !== "text");
  expect(told.map(({ type, text }) => [type, text])).toEqual([
    ["keyword", "select"],
    ["name", '"from"'],
    ["string", "'it''s'"],
    ["comment", "-- as is"],
    ["keyword", "where"],
    ["parameter", "$2"],
    ["keyword", "and"],
    ["number", "12.5"],
    ["comment", "/* or */"],
  ]);
});

test("no character gets lost, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ab1 '\"-/*$\n.") }), (sql) => {
      expect(
        sqlTokens(sql)
          .map(({ text }) => text)
          .join(""),
      ).toBe(sql);
    }),
  );
});
