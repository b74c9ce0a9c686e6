import { expect, test } from "vitest";
import { readsWholeRows } from "../../runner/src/load/whole-rows.ts";

test.each([
  "select id from reporting.contacts c where c::text like '%+1555%'",
  "select id from reporting.contacts where contacts::text like '%+1555%'",
  'select id from reporting.contacts as "C" where md5("C"::text) = \'x\'',
  "select id from reporting.contacts c where (c).ani like '+1%'",
  "select id from reporting.contacts c where row_to_json(c)->>'ani' like '+1%'",
  "select id from reporting.contacts c where c.to_jsonb::text like '%+1%'",
  "select id from other o, reporting.contacts c where c::text like '%+1%'",
  "select id from other o join reporting.contacts c on c = o.row",
  "select id from (other o join reporting.contacts c on true) where c::text like '+1%'",
  "select id from ((reporting.contacts c)) where c::text like '+1%'",
  "select id from reporting.contacts sample where sample::text like '+1%'",
  "select id from (select * from reporting.contacts) x where x.p like '+1%'",
  "select distinct on (id) * from reporting.contacts",
  "select id from (select c.* from reporting.contacts c) x",
  "select a from reporting.contacts as c(a, b, p) where p like '+1%'",
  "select count(*) from reporting.contacts natural join numbers",
  "select id, exists (table reporting.contacts) from x",
  "select id from reporting.contacts c where exists (select 1 from numbers n where c.*::text like n.p)",
  "from reporting.contacts",
  "select 1 where exists (from reporting.contacts)",
  "select 1 union from reporting.contacts",
  "select id from c: reporting.contacts where c::text like '+1%'",
  "select id from query_table('contacts') where true",
  "select columns('a.*') from reporting.contacts",
])("reads whole rows: %s", (sql) => {
  expect(readsWholeRows(sql, "duckdb")).toBe(true);
  expect(readsWholeRows(sql, "postgres")).toBe(true);
});

test.each([
  'select contact_id as "Contact ID"\nfrom reporting.contacts\nwhere contact_start >= :window_start and contact_end < contact_start',
  "select c.id from reporting.contacts c left join reporting.agents as a on a.id = c.agent and a.site is distinct from c.site",
  "select count(*), sum(price * amount), 2 * (1 + n) * 3 from reporting.orders",
  "select id from (select id from reporting.contacts c where c.part > 1) as x, lateral (select x.id as n) y where y.n = x.id",
  "with late as (select id, part from reporting.contacts) select id from late where part not in (select part from late l)",
  "select extract(year from started), trim(both ' ' from channel) from reporting.contacts where started is not distinct from ended",
  "select i from generate_series(0, 12) as s(i) join reporting.contacts c using (i) where i > :most",
  "select id from reporting.contacts where turns > 1 union all select id from reporting.others -- c::text",
  "select id from ((select id from reporting.contacts)) as x where x.id > 1",
  "select a.id from reporting.contacts a asof join reporting.agents b on a.started >= b.since",
  "select 1 where :window_end < :window_start",
  "select i from reporting.contacts c cross join unnest(c.turns) as u where u > 1",
])("names what it reads: %s", (sql) => {
  expect(readsWholeRows(sql, "duckdb")).toBe(false);
  expect(readsWholeRows(sql, "postgres")).toBe(false);
});
