import { expect, test } from "vitest";
import { lookUp } from "../../../runner/src/review/lineage/columns.ts";
import { nameRules } from "../../../runner/src/review/lineage/name-rules.ts";
import { originKey } from "../../../runner/src/review/lineage/origin.ts";
import { redshiftAsPostgres } from "../../../runner/src/review/lineage/redshift-text.ts";
import { queryColumns } from "../../../runner/src/review/lineage/source-rows.ts";

async function toldOf(sql: string): Promise<readonly string[] | "unknown"> {
  const read = lookUp(await queryColumns(sql, "redshift"), "x", nameRules.redshift)?.read;
  if (read === undefined || read.unknown !== undefined) return "unknown";
  return read.columns.map(originKey);
}

test("a comment is a blank wherever blanks may stand", async () => {
  const sql =
    "select b.id, x from (select id, ani x from calls) a, benign b where a.id = b.id qualify row_number() over (order by x) = 1";
  const told = await toldOf(sql);
  expect(told).toContain("calls.ani");
  const blanks = [...sql.matchAll(/ /g)].map(({ index }) => index);
  for (const at of blanks) {
    for (const comment of ["/**/", "/* a */", "--\n", "/* /* a */ b */"]) {
      expect(await toldOf(sql.slice(0, at) + comment + sql.slice(at + 1)), `${comment} at ${at}`).toEqual(told);
    }
  }
});

// A condition stays where it stands, as that of a window: nothing that a query reads is left out.
test.each([
  ["from t b where a = 1 qualify row_number() over (order by c) = 1 order by d", 'window " qualify" as'],
  ["from t b qualify (rank() over (order by c) = 1)", 'window " qualify" as'],
  ["from t b qualify c in (select d from u e qualify max(f) over () = 1) union select 1", 'window " qualify" as'],
  ["from t qualify cross join u", "from t qualify cross join u"],
  ["from t qualify, u", "from t qualify, u"],
  ['from t qualify (a, "b")', 'from t qualify (a, "b")'],
  ["from t qualify where qualify.a = 1", "where qualify.a"],
  ["from t qualify /**/ left join u on true", "from t qualify   left join"],
])("QUALIFY: %s", async (from, expected) => {
  expect(await redshiftAsPostgres(`select a ${from}`)).toContain(expected);
});

test.each([
  ["select x from benign qualify cross join (select ani as x from calls) s", "calls.ani"],
  ["select x from benign qualify, (select ani as x from calls) s", "calls.ani"],
  ["select x from (select id, ani from calls) qualify (id, x)", "calls.ani"],
  ["select (select qualify - ani) as x from calls", "calls.ani"],
  ["select concat(qualify - ani) as x from calls", "calls.ani"],
  ["select c.x from calls c where b = 1 qualify row_number() over (order by ani) = 1", "calls.x"],
])("%s", async (sql, expected) => {
  expect(await toldOf(sql)).toContain(expected);
});

test("words that are nested deeply are read once each", async () => {
  const sql = `select x from calls c where ${"(a qualify ".repeat(100)}a.b${")".repeat(100)} = 1`;
  expect(await redshiftAsPostgres(sql)).toContain('(a window " qualify" as (partition by ( a.b');
});
