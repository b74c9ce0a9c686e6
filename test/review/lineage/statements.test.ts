import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Dialect } from "../../../runner/src/load/types.ts";
import { originKey, unknownOrigins } from "../../../runner/src/review/lineage/origin.ts";
import { sourceRows } from "../../../runner/src/review/lineage/source-rows.ts";
import type { Template } from "../../../schemas/generated/documents.ts";

interface Statement {
  readonly name: string;
  readonly dialects: readonly Dialect[];
  readonly sql: string;
  readonly views?: Readonly<Record<string, string>>;
  readonly from: Readonly<Record<string, string>>;
  readonly unknown?: string;
  readonly wide?: Readonly<Record<string, string>>;
}

const statements: readonly Statement[] = parse(readFileSync(join(import.meta.dirname, "statements.yaml"), "utf8"));
const cases = statements.flatMap((statement) => statement.dialects.map((dialect) => ({ ...statement, dialect })));

function template(sql: string): Template {
  return { kind: "Template", name: "T", source: { sql }, time: { field: "At" }, key: ["At"], fields: {} };
}

test("there are sixty-five", () => {
  expect(statements).toHaveLength(65);
});

describe("nothing that a column may come from is missing", () => {
  test.each(cases)("$name, $dialect", async ({ sql, views, dialect, from, wide, ...statement }) => {
    const rows = await sourceRows(template(sql), dialect, new Map(Object.entries(views ?? {})));
    for (const [column, truth] of Object.entries(from)) {
      const { columns, unknown } = rows(column) ?? unknownOrigins("no such column");
      if (truth === "?" || statement.unknown !== undefined) {
        expect(unknown, column).toBeDefined();
        continue;
      }
      const names = (text = "-"): readonly string[] => (text === "-" ? [] : text.split(" "));
      const told = columns.map(originKey);
      expect({ column, unknown, told }).toEqual({
        column,
        unknown: undefined,
        told: expect.arrayContaining([...names(truth)]),
      });
      const allowed = new Set([...names(truth), ...names(wide?.[column])]);
      expect(
        told.filter((one) => !allowed.has(one)),
        `${column} is told too much`,
      ).toEqual([]);
    }
  });
});
