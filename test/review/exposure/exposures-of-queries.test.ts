import { describe } from "vitest";
import { besides, expectations, query } from "./expectations.ts";
import { edited } from "./two-states.ts";

describe("a query reads it", () => {
  expectations([
    [
      "under another name",
      besides("Line: { column: line, type: string }", [], query("id, began, ani as line")),
      ["x.Line second-alias phone"],
    ],
    ["by a star", besides("Line: { column: ani, type: string }", [], query("*")), ["x.Line second-alias phone"]],
    [
      "in an expression",
      besides("Line: { column: line, type: string }", [], query("id, began, service || coalesce(ani, '') as line")),
      ["x.Line second-alias phone"],
    ],
    [
      "in JSON",
      besides(
        "Line: { column: line, type: string }",
        [],
        "{ sql: { duckdb: \"select id, began, json_object('a', ani)::varchar as line from reporting.calls where began >= :window_start and began < :window_end\" } }",
      ),
      ["x.Line second-alias phone"],
    ],
    [
      "by a common table",
      besides(
        "Line: { column: line, type: string }",
        [],
        '{ sql: "with c (id, began, line) as (select id, began, ani from reporting.calls) select * from c where began >= :window_start and began < :window_end" }',
      ),
      ["x.Line second-alias phone"],
    ],
    [
      "by a subquery",
      besides(
        "Line: { column: line, type: string }",
        [],
        query("id, began, (select max(c.ani) from reporting.calls c where c.id = o.id) as line", "reporting.others o"),
      ),
      ["x.Line second-alias phone"],
    ],
    [
      "so that nobody can say what",
      besides("Line: { column: line, type: string }", [], query("id, began, line", "query_table('reporting.calls')")),
      ["x.ID unknown-origin unknown", "x.At unknown-origin unknown", "x.Line unknown-origin unknown"],
    ],
  ]);
});

describe("a query that nobody understands", () => {
  const opaque = besides(
    "Line: { column: line, type: string }",
    [],
    query("id, began, line", "query_table('reporting.calls')"),
  );
  const file = "templates/x.template.yaml";
  expectations(
    [
      ["is no news when it stays", edited({ [file]: [["kind: Template", "kind: Template\ndescription: Lines."]] }, opaque), []],
      ["is no news when a column of it has another name", edited({ [file]: [["  Line:", "  Caller:"]] }, opaque), []],
      [
        "is when it says something else",
        edited({ [file]: [["query_table('reporting.calls')", "query_table('reporting.others')"]] }, opaque),
        ["x.ID unknown-origin unknown", "x.At unknown-origin unknown", "x.Line unknown-origin unknown"],
      ],
      [
        "is when one more column of it is read",
        edited({ [file]: [["  Line:", "  More: { column: more, type: string }\n  Line:"]] }, opaque),
        ["x.More unknown-origin unknown"],
      ],
      [
        "is when more people read it",
        edited({ "extracts/x.extract.yaml": [["owner: amy", "owner: amy\nshared: true"]] }, opaque),
        ["x.ID shared unknown", "x.At shared unknown", "x.Line shared unknown"],
      ],
    ],
    opaque,
  );
});
