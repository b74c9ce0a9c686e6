import { expect, test } from "vitest";
import type { Dialect } from "../../../runner/src/load/types.ts";
import { lookUp } from "../../../runner/src/review/lineage/columns.ts";
import { nameRules } from "../../../runner/src/review/lineage/name-rules.ts";
import { originKey } from "../../../runner/src/review/lineage/origin.ts";
import { queryColumns } from "../../../runner/src/review/lineage/source-rows.ts";

async function told(sql: string, dialect: Dialect): Promise<readonly string[]> {
  const read = lookUp(await queryColumns(sql, dialect), "x", nameRules[dialect])?.read;
  if (read === undefined) return ["no column"];
  return read.unknown === undefined ? read.columns.map(originKey) : ["unknown"];
}

const both: readonly Dialect[] = ["postgres", "duckdb"];

/** A value that is chosen by another is that other, as far as it can be told apart. */
test.each<readonly [string, readonly Dialect[]]>([
  ["select (select d from (values ('a'), ('b')) v(d) order by d = c.ani limit 1) as x from calls c", both],
  ["select (select 'a' from calls d where d.id = c.id group by d.ani having count(*) > 1) as x from calls c", both],
  ["select (select count(*) from (values (1), (2)) v(d) having max(c.ani) > '5') as x from calls c", both],
  ["select (select distinct on (d = c.ani) d from (values ('a'), ('b')) v(d)) as x from calls c", both],
  ["select (select d from (values ('a'), ('b')) v(d) limit 1 offset length(c.ani)) as x from calls c", both],
  ["select (select d from (values ('a'), ('b')) v(d) qualify d = c.ani) as x from calls c", ["duckdb"]],
  ["select (select d from (select 'a' as d) v qualify d = c.ani) as x from calls c", ["redshift"]],
  ["select (select 1 union select 2 order by c.ani limit 1) as x from calls c", ["duckdb"]],
  ["select (select g from generate_series(0, 99999) g where g = c.ani::bigint) as x from calls c", both],
  ["select (select n from (values (1)) g(n) join (values (2)) h(m) on m = c.ani::bigint) as x from calls c", both],
  ["select array(select 1 where c.ani like '1%') as x from calls c", both],
  ["select 1 in (select 1 where c.ani like '1%') as x from calls c", [...both, "redshift"]],
  ["select (select 1 where c.ani like '1%') as x from calls c", [...both, "redshift"]],
  ["select s.n as x from calls c, lateral (select g.n from generate_series(0, 99999) g(n) where g.n = c.ani::bigint) s", both],
  ["select exists (select 1 limit case when c.ani like '1%' then 1 else 0 end) as x from calls c", both],
  ["select exists (select 1 offset case when c.ani like '1%' then 1 else 0 end) as x from calls c", both],
  ["select exists (select 1 from (select 1 where c.ani like '1%') s) as x from calls c", both],
  ["select exists (with t as (select 1 where c.ani like '1%') select 1 from t) as x from calls c", both],
  ["with t as (select 1 from calls where ani like '1%') select exists (select 1 from t) as x", both],
  ["select (select count(*) from (select 1 where c.ani like '1%') s) as x from calls c", both],
  ["select exists (select 1 intersect select length(c.ani)) as x from calls c", both],
  ["select exists (select 1 from generate_series(1, length(c.ani))) as x from calls c", both],
  ["select exists (select 1 from (select c.ani as q) a join (values ('1')) b(q) using (q)) as x from calls c", both],
  ["select (select count(*) from generate_series(1, length(c.ani))) as x from calls c", both],
  ["select count(*) as x from calls c, generate_series(1, c.ani::bigint) group by c.id", both],
  ["select count(c.id) as x from calls c, generate_series(1, c.ani::bigint) group by c.id", both],
  ["select row_number() over () as x from calls c, generate_series(1, c.ani::bigint)", both],
  ["select sum(1) as x from calls c, lateral (select 1 from generate_series(1, c.ani::bigint)) s group by c.id", both],
  ["select 'a' as x from calls c cross join generate_series(1, c.ani::bigint)", both],
])("%s", async (sql, dialects) => {
  for (const dialect of dialects) {
    expect(await told(sql, dialect), dialect).toContain("calls.ani");
  }
});

/** What chooses rows of the whole says nothing of the values in them. */
test.each<readonly [string, ...string[]]>([
  ["select x from (select c.x from calls c where c.ani is not null) t", "calls.x"],
  ["select distinct on (x) x from calls order by x, ani", "calls.x"],
  ["select i.x from calls c, lateral (select t.x from items t where t.call = c.id) i", "items.x", "calls.id"],
  ["select c.x from calls c, unnest(c.items) i", "calls.x"],
  ["select (select max(t.x) from items t where t.call = c.id) as x from calls c", "items.x", "items.call", "calls.id"],
])("%s", async (sql, ...columns) => {
  expect((await told(sql, "postgres")).toSorted()).toEqual(columns.toSorted());
});

test("subqueries that are nested deeply, and tables that read one another, are told in time", async () => {
  const nested = `${"(select max(x) from t where y in ".repeat(30)}(1)${")".repeat(30)}`;
  expect(await told(`select ${nested} as x`, "postgres")).toEqual(expect.any(Array));
  const tables = Array.from(
    { length: 40 },
    (_, at) => `t${at + 1} as (select x from t${at} a where exists (select 1 from t${at}))`,
  );
  const chain = `with t0 as (select ani as x from calls), ${tables.join(", ")} select exists (select 1 from t40) as x`;
  expect(await told(chain, "postgres")).toEqual(expect.any(Array));
});
