import { describe, expect, test } from "vitest";
import {
  at,
  changed,
  edited,
  exposuresIn,
  extractText,
  type Files,
  planOf,
  project,
  templateText,
  ungranted,
} from "./two-states.ts";

/** Changes of the project, and what becomes readable by them. */
type Table = readonly (readonly [name: string, head: Files, exposures: readonly string[]])[];

function expectations(table: Table, base: Files = project): void {
  test.each(table)("%s", async (_name, head, expected) => {
    const report = await planOf(base, head);
    expect(report.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(exposuresIn(report)).toEqual(expected);
  });
}

/** A template X and an extract x of it beside the others. */
function besides(fields: string, more: readonly string[] = [], source?: string): Files {
  return changed({
    "templates/x.template.yaml": templateText("X", fields, source),
    "extracts/x.extract.yaml": extractText("x", "X", ...more),
  });
}

const query = (columns: string, from = "reporting.calls") => {
  return `{ sql: "select ${columns} from ${from} where began >= :window_start and began < :window_end" }`;
};

describe("nothing becomes readable", () => {
  expectations([
    ["by no change", project, []],
    ["by a new extract whose columns are masked", changed({ "extracts/x.extract.yaml": extractText("x", "Calls") }), []],
    ["by a removed extract", changed({ [at.calls]: undefined }), []],
    [
      "by a new name for a column whose old one is gone",
      edited({ [at.words]: [["Words]", "{ field: Words, as: Said }]"]] }),
      [],
    ],
    ["by columns in another order", edited({ [at.words]: [["[ID, At, Words]", "[Words, At, ID]"]] }), []],
    [
      "by another file for the same extract",
      changed({ [at.words]: undefined, "extracts/a.extract.yaml": project[at.words] }),
      [],
    ],
    ["by a stricter mask", edited({ [at.project]: [["phone: last4", "phone: full"]] }), []],
    ["by an owner who reads everything anyway", edited({ [at.words]: [["owner: bob", "owner: dana"]] }), []],
    ["by sharing what is masked", edited({ [at.calls]: [["owner: amy", "owner: amy\nshared: true"]] }), []],
    ["by sending what is masked elsewhere", edited({ [at.calls]: [["owner: amy", "owner: amy\noutput: { to: lake }"]] }), []],
    ["by counting", besides("Calls: { column: ani, type: integer, measure: count }"), []],
    [
      "by an expression that inherits its class",
      edited({
        [at.template]: [
          ["  Words:", "  Caller: { expression: \"'' || ani\", from: [ani], type: string, pii: none }\n  Words:"],
        ],
        [at.calls]: [["Card,", "Card, Caller,"]],
      }),
      [],
    ],
    [
      "by a template whose class is raised",
      edited({ [at.template]: [["type: string, pii: phone", "type: string, pii: sensitive"]] }),
      [],
    ],
    ["by a query in place of the table", edited({ [at.template]: [["{ table: reporting.calls }", query("*")]] }), []],
    ["by a grant taken back", changed({ [at.project]: ungranted }), []],
  ]);
});

describe("a class is taken away", () => {
  expectations([
    ["from a field", edited({ [at.template]: [[", pii: phone", ""]] }), ["calls.Number class-removed phone"]],
    [
      "and another one put in its place",
      edited({ [at.template]: [["pii: phone", "pii: none"]] }),
      ["calls.Number class-removed phone"],
    ],
    [
      "and a lower one put in its place, whose mask shows more",
      edited({
        [at.template]: [["pii: account, mask: full", "pii: phone"]],
      }),
      ["calls.Card class-removed account"],
    ],
    [
      "from an item in JSON",
      edited({ [at.template]: [["type: string, pii: free-text } } } }", "type: string } } } }"]] }),
      ["calls.Blocks[].text class-removed free-text"],
    ],
    [
      "from a field that a grant lets be read for a while",
      edited({ [at.template]: [["column: words, type: string, pii: free-text", "column: words, type: string"]] }),
      ["words.Words class-removed free-text"],
    ],
    [
      "and the field renamed",
      edited({
        [at.template]: [["Number: { column: ani, type: string, pii: phone }", "Line: { column: ani, type: string }"]],
        [at.calls]: [["Number", "Line"]],
      }),
      ["calls.Line class-removed phone"],
    ],
    [
      "and the table changed for one that nobody knows",
      edited({
        [at.template]: [
          ["reporting.calls }", "reporting.calls_v2 }"],
          [", pii: phone", ""],
        ],
      }),
      ["calls.Number class-removed phone", "words.Words new-column free-text"],
    ],
    [
      "and the field reads something else",
      edited({ [at.template]: [["ani, type: string, pii: phone", "line, type: string"]] }),
      ["calls.Number class-removed phone guessed"],
    ],
    [
      "and rows are ordered by it, who need not select it",
      edited({
        [at.template]: [
          [", pii: phone", ""],
          ["key: [ID]", "key: [ID, Number]"],
        ],
      }),
      ["calls.Number class-removed phone", "words.Number class-removed phone"],
    ],
    [
      "and rows are chosen by it",
      edited({
        [at.template]: [[", pii: phone", ""]],
        [at.words]: [["fields:", 'filter: { Number: { startsWith: "+1555" } }\nfields:']],
      }),
      ["calls.Number class-removed phone", "words.Number class-removed phone"],
    ],
  ]);
});

describe("a column has another name", () => {
  expectations([
    ["in a copy of the template", besides("Line: { column: ani, type: string }"), ["x.Line second-alias phone"]],
    [
      "in other letters",
      besides("Line: { column: ANI, type: string }", [], "{ table: Reporting.CALLS }"),
      ["x.Line second-alias phone"],
    ],
    [
      "in a table without its schema",
      besides("Line: { column: ani, type: string }", [], "{ table: calls }"),
      ["x.Line second-alias phone"],
    ],
    [
      "in an expression",
      besides("Line: { expression: \"'' || ani\", from: [ani], type: string, pii: none }"),
      ["x.Line second-alias phone"],
    ],
    ["as its greatest value", besides("Line: { column: ani, type: string, measure: max }"), ["x.Line second-alias phone"]],
    [
      "in an object",
      besides("Line: { object: { a: { column: id, type: uuid }, b: { column: ani, type: string } } }"),
      ["x.Line.b second-alias phone"],
    ],
    [
      "among the rows of another table",
      besides(
        "Lines: { nested: { table: reporting.calls, match: { id: id }, order: [began], value: { column: ani, type: string } } }",
      ),
      ["x.Lines[] second-alias phone"],
    ],
    [
      "as the keys of a map",
      besides(
        "Lines: { nested: { table: reporting.calls, match: { id: id }, entries: { key: ani, value: { column: service, type: string } } } }",
      ),
      ["x.Lines second-alias phone"],
    ],
    [
      "as what an object depends on",
      besides("Line: { when: ani, object: { a: { column: id, type: uuid } } }"),
      ["x.Line second-alias phone"],
    ],
    [
      "as ready-made JSON",
      besides("Line: { redshift: ani, object: { a: { column: id, type: uuid } } }"),
      ["x.Line second-alias phone"],
    ],
    [
      "with a class that shows more of it",
      besides("Line: { column: card, type: string, pii: phone }"),
      ["x.Line second-alias account"],
    ],
    [
      "in a table that nobody has read before",
      besides("Line: { column: ani, type: string }", [], "{ table: reporting.caller_view }"),
      ["x.Line new-column phone guessed"],
    ],
    [
      "beside the one that a grant lets be read",
      edited({ [at.words]: [["Words]", "Words, { field: Words, as: Said }]"]] }),
      ["words.Said second-alias free-text granted"],
    ],
    [
      "and the old one is read otherwise",
      edited({ [at.words]: [["Words]", "{ field: Service, as: Words }, { field: Words, as: Service }]"]] }),
      ["words.Service second-alias free-text granted"],
    ],
  ]);
});

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

describe("a mask goes", () => {
  const masked = edited({ [at.words]: [["Words]", "{ field: Words, mask: full }, { field: Number, mask: full }]"]] });
  const inTemplate = edited({ [at.template]: [["pii: phone", "pii: phone, mask: full"]] });
  expectations(
    [
      [
        "that the author put there, where a grant holds",
        edited({ [at.words]: [["{ field: Words, mask: full }", "Words"]] }, masked),
        ["words.Words mask-removed free-text granted"],
      ],
      [
        "that the author put there, where policy's shows more",
        edited({ [at.words]: [["{ field: Number, mask: full }", "Number"]] }, masked),
        ["words.Number mask-weakened phone"],
      ],
    ],
    masked,
  );
  expectations([["that the template put there", project, ["calls.Number mask-weakened phone"]]], inTemplate);
  expectations([
    ["of a class in datafeed.yaml", edited({ [at.project]: [["phone: last4", "phone: last4, account: last4"]] }), []],
    [
      "of a class in datafeed.yaml, and the template's with it",
      edited({
        [at.project]: [["phone: last4", "phone: last4, account: last4"]],
        [at.template]: [[", mask: full", ""]],
      }),
      ["calls.Card mask-weakened account own"],
    ],
    [
      "of a class in datafeed.yaml, for a new extract",
      edited(
        {
          [at.project]: [["phone: last4", "phone: last4, free-text: redact"]],
        },
        { "extracts/x.extract.yaml": extractText("x", "Calls", "fields: [ID, Words]") },
      ),
      ["calls.Blocks[].text mask-weakened free-text own", "x.Words mask-weakened free-text own"],
    ],
  ]);
});

describe("a grant", () => {
  const grant = (fields: string, extracts: string, until = "2027-06-30") => {
    return `grants:\n  - { template: Calls, fields: [${fields}], ${extracts}approvedBy: dana, reason: r, until: "${until}" }`;
  };
  expectations([
    [
      "comes",
      edited({ [at.project]: [["grants:", grant("Number", "extracts: [calls], ")]] }),
      ["calls.Number grant-added phone own"],
    ],
    [
      "comes for all",
      edited({ [at.project]: [["grants:", grant("Number, Card", "")]] }),
      ["calls.Number grant-added phone own", "calls.Card grant-added account own"],
    ],
    [
      "comes with its extract",
      edited(
        { [at.project]: [["grants:", grant("Number", "extracts: [x], ")]] },
        {
          "extracts/x.extract.yaml": extractText("x", "Calls", "fields: [ID, Number]"),
        },
      ),
      ["x.Number grant-added phone own"],
    ],
    [
      "comes, and rows are chosen by it alone",
      edited(
        { [at.project]: [["grants:", grant("Number", "extracts: [x], ")]] },
        {
          "extracts/x.extract.yaml": extractText("x", "Calls", 'filter: { Number: { eq: "+1" } }', "fields: [ID]"),
        },
      ),
      ["x.Number grant-added phone own"],
    ],
    [
      "comes for JSON, item by item",
      edited({ [at.project]: [["grants:", grant("Blocks", "extracts: [calls], ")]] }),
      ["calls.Blocks[].text grant-added free-text own"],
    ],
    [
      "names more extracts",
      edited({ [at.project]: [["extracts: [words]", "extracts: [words, calls]"]], [at.calls]: [["Number", "Words"]] }),
      ["calls.Words grant-added free-text own"],
    ],
    [
      "comes with less of a mask, each of which would show something",
      edited({
        [at.project]: [["grants:", grant("Card", "extracts: [calls], ")]],
        [at.template]: [["pii: account, mask: full", "pii: phone"]],
      }),
      ["calls.Card class-removed account own"],
    ],
    ["lasts longer", edited({ [at.project]: [["2027-06-30", "2028-06-30"]] }), ["words.Words grant-added free-text own"]],
    ["lasts less", edited({ [at.project]: [["2027-06-30", "2027-01-31"]] }), []],
    ["that has ended comes", edited({ [at.project]: [["grants:", grant("Number", "", "2026-11-20")]] }), []],
  ]);

  const spare = edited({ [at.words]: [["Words]", "Service]"]] });
  expectations(
    [
      ["of the base is used", project, ["words.Words new-column free-text granted"]],
      [
        "of the base is used to choose rows",
        edited({ [at.words]: [["fields:", "filter: { Words: { contains: help } }\nfields:"]] }, spare),
        ["words.Words new-column free-text granted"],
      ],
    ],
    spare,
  );

  const ended = edited({ [at.project]: [["2027-06-30", "2026-11-20"]] });
  expectations([["that has ended is approved again", project, ["words.Words grant-added free-text own"]]], ended);
});

describe("somebody takes over what is granted", () => {
  const withIds = edited({
    [at.calls]: [["name: calls", "name: calls\nid: one"]],
    [at.words]: [["name: words", "name: words\nid: two"]],
  });
  expectations([
    [
      "by the name of the extract",
      changed({ [at.words]: undefined, [at.calls]: extractText("words", "Calls", "fields: [ID, Words, Number]") }),
      ["words.Words owner free-text"],
    ],
    [
      "by the names of template and field",
      edited({
        [at.template]: [
          ["Words: { column: words, type: string, pii: free-text }", "Words: { column: ani, type: string, pii: phone }"],
        ],
      }),
      ["words.Words new-column phone"],
    ],
    [
      "by the name of the field, in a table that nobody has read",
      edited({ [at.template]: [["reporting.calls }", "secret.calls }"]] }),
      ["words.Words new-column free-text"],
    ],
    [
      "by the product, in another warehouse",
      edited({ [at.words]: [["product: calls", "product: other"]] }),
      ["words.Words warehouse free-text"],
    ],
  ]);
  expectations(
    [
      [
        "by renaming an extract to the granted name",
        edited(
          {
            [at.calls]: [
              ["name: calls", "name: words"],
              ["Number", "Words"],
            ],
          },
          { ...withIds, [at.words]: undefined },
        ),
        ["words.Words new-column free-text"],
      ],
    ],
    withIds,
  );
});

describe("more people read it", () => {
  expectations([
    ["everybody", edited({ [at.words]: [["owner: bob", "owner: bob\nshared: true"]] }), ["words.Words shared free-text"]],
    ["another owner", edited({ [at.words]: [["owner: bob", "owner: amy"]] }), ["words.Words owner free-text"]],
    [
      "an owner who becomes admin with the change",
      edited({
        [at.words]: [["owner: bob", "owner: amy"]],
        [at.project]: [["amy: { role: developer }", "amy: { role: admin }"]],
      }),
      ["words.Words owner free-text"],
    ],
    [
      "who reads a destination",
      edited({ [at.words]: [["owner: bob", "owner: bob\noutput: { to: lake }"]] }),
      ["words.Words destination free-text"],
    ],
    [
      "who reads the project's destination",
      edited({ [at.project]: [["to: local", "to: lake"]] }),
      ["words.Words destination free-text own"],
    ],
    [
      "of another warehouse's data",
      edited({ [at.project]: [["Calls, warehouse: main", "Calls, warehouse: second"]] }),
      ["words.Words warehouse free-text own"],
    ],
    [
      "at once in three ways",
      edited({ [at.words]: [["owner: bob", "owner: amy\nshared: true\noutput: { to: lake }"]] }),
      ["words.Words shared free-text", "words.Words destination free-text"],
    ],
  ]);
});

describe("nobody can compare", () => {
  expectations(
    [["an extract that had errors in the base", project, ["words.Words new-column free-text"]]],
    edited({ [at.words]: [["Words]", "Wodrs]"]] }),
  );

  expectations(
    [["a project that is new", project, ["calls.Number mask-weakened phone own", "words.Words grant-added free-text own"]]],
    {},
  );
});

test("an exposure tells where the data come from, who reads them, and why", async () => {
  const report = await planOf(project, edited({ [at.template]: [[", pii: phone", ""]] }));
  expect(report.documents.flatMap(({ exposures = [] }) => exposures)).toEqual([
    {
      column: "Number",
      field: "Number",
      pii: "phone",
      from: ["reporting.calls.ani"],
      how: "class-removed",
      why: "the template no longer says that `Number` is phone: it reads `reporting.calls.ani`; `Number` shows the value",
      readers: "the owner `amy` and admins, and whoever reads the destination `local`",
      byOwnPolicy: false,
    },
  ]);
});
