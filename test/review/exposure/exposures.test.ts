import { describe, expect, test } from "vitest";
import { besides, expectations, query } from "./expectations.ts";
import { at, changed, edited, extractText, planOf, project, ungranted } from "./two-states.ts";

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
