import pg from "pg";
import { expect, test } from "vitest";
import { lookUp } from "../../../runner/src/review/lineage/columns.ts";
import { nameRules } from "../../../runner/src/review/lineage/name-rules.ts";
import { originKey } from "../../../runner/src/review/lineage/origin.ts";
import { queryColumns } from "../../../runner/src/review/lineage/source-rows.ts";
import { createTestDatabase } from "../../support/test-database.ts";

/** In PostgreSQL `c.to_json` is `to_json(c)`: each function that shows a row so must be told to read all of it. */
test("a function in the look of a column that shows its row is told", async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const shown: string[] = [];
  const leaks: string[] = [];
  try {
    await client.query("create table calls (id int primary key, ani text); insert into calls values (1, '+15551234')");
    const { rows: functions } = await client.query<{ name: string }>(
      "select distinct proname as name from pg_proc where pronargs = 1 or provariadic <> 0 order by 1",
    );
    for (const { name } of functions) {
      for (const end of ["", " group by c.id"]) {
        const sql = `select c.${client.escapeIdentifier(name)}::text as x from calls c${end}`;
        const answer = await client.query(sql).catch(() => undefined);
        if (answer === undefined || !JSON.stringify(answer.rows).includes("15551234")) continue;
        shown.push(name);
        const read = lookUp(await queryColumns(sql, "postgres"), "x", nameRules.postgres)?.read;
        if (read?.unknown === undefined && !read?.columns.map(originKey).includes("calls.ani")) leaks.push(name);
      }
    }
  } finally {
    await client.end();
    await database.drop();
  }
  expect(shown).toContain("json_agg");
  expect(leaks).toEqual([]);
});
