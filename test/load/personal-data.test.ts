import { describe, expect, test } from "vitest";
import { grantFor, maskOf } from "../../runner/src/load/grants.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { piiClassOf } from "../../runner/src/load/pii.ts";
import type { LoadedProject, Mask, Template } from "../../runner/src/load/project-documents.ts";
import { extractText, projectWith, summary, today } from "./load-cases.ts";

function templateWith(...fields: string[]): Template {
  const head = ["kind: Template", "name: Case", "source: { table: t }", "time: { field: At }", "key: [At]", "fields:"];
  const text = [...head, "  At: { column: at, type: instant }", ...fields.map((field) => `  ${field}`), ""].join("\n");
  const loaded = loadProject(projectWith({ path: "templates/case.template.yaml", text }), { today });
  expect(loaded.diagnostics.map(summary)).toEqual([]);
  const template = loaded.templates.get("Case")?.value;
  if (template === undefined) throw new Error("The template was not loaded.");
  return template;
}

const phone = "Phone: { column: ani, type: string, pii: phone }";
const number = "Number: { column: n, type: integer }";
const text = "Text: { column: words, type: string, pii: free-text }";

describe("the class of a field", () => {
  test.each([
    ["stated", [phone], "Phone", "phone"],
    ["nothing stated", ["X: { column: x, type: string }"], "X", undefined],
    [
      "an expression takes the highest of what it reads",
      [phone, text, 'X: { expression: "ani || words", from: [ani, words], type: string }'],
      "X",
      "free-text",
    ],
    [
      "columns are compared without regard to case",
      [phone, 'X: { expression: "upper(ANI)", from: [ANI], type: string }'],
      "X",
      "phone",
    ],
    [
      "what is stated raises it",
      [phone, 'X: { expression: "ani", from: [ani], type: string, pii: sensitive }'],
      "X",
      "sensitive",
    ],
    [
      "what is stated does not lower it",
      [phone, 'X: { expression: "ani", from: [ani], type: string, pii: none }'],
      "X",
      "phone",
    ],
    ["a column that nobody declares is unknown", ['X: { expression: "other", from: [other], type: string }'], "X", "sensitive"],
    [
      "unless the author answers for it",
      ['X: { expression: "other", from: [other], type: string, pii: none }'],
      "X",
      undefined,
    ],
    ["an expression that reads nothing holds nothing", ['X: { expression: "now()", from: [], type: instant }'], "X", undefined],
    [
      "unless the author answers for that too",
      ["X: { expression: '\"source\"::text', from: [], type: string, pii: name }"],
      "X",
      "name",
    ],
    ["a twin", ["B: { column: born, type: instant, pii: sensitive }", "X: { local: B }"], "X", "sensitive"],
    ["a duration", ["B: { column: born, type: instant, pii: name }", "X: { duration: { from: B, to: At } }"], "X", "name"],
    [
      "nested objects",
      ["X: { nested: { table: c, match: { id: id }, order: [n], fields: { a: { column: a, type: string, pii: email } } } }"],
      "X",
      "email",
    ],
  ])("%s", (_name, fields, name, expected) => {
    expect(piiClassOf(templateWith(...fields), name)).toBe(expected);
  });
});

describe("an expression of the column n", () => {
  const classOf = (sql: string) => {
    return piiClassOf(templateWith(number, `X: { expression: ${JSON.stringify(sql)}, from: [n], type: string }`), "X");
  };

  test.each([
    `"source"::text`,
    "source",
    "(source).ani",
    "row_to_json(SOURCE)",
    "count(source.*)",
    "source.*::text",
    "source.ani",
    "(select max(n) from x)",
    "(FROM x)",
    "ani",
    `"ani"`,
    `"text"`,
    "n + other",
    "n.other",
    "text",
    "date",
    "columns('a.*')",
    "coalesce(*columns(*))",
    "query_to_xml('select 1', true, true, '')",
    "#1",
    "[1, n][n:ani]",
    "{'a':ani}",
    "/* /* */ ani /* */ */ n",
  ])("may read another, which is unknown: %s", (sql) => {
    expect(classOf(sql)).toBe("sensitive");
  });

  test.each([
    "n * 2 + 1.5e3",
    "source.n",
    `"source"."N"`,
    "case when n is not null and n in (1, 2) then 'ani' else null end",
    "n between 1 and 2 or n::double precision > 1 -- ani",
    "cast(n as decimal(10, 2))",
    "to_timestamp(n) at time zone 'UTC'",
    "n::timestamp with time zone + interval '1 day' - date '2020-01-01'",
    "extract(epoch from to_timestamp(n))",
    "count(*)",
    "coalesce(n, true)::text like 'a%'",
    "$$ani$$ || n",
    "replace(source.n, 'a', 'b') like 'a' escape '!'",
  ])("reads no other: %s", (sql) => {
    expect(classOf(sql)).toBeUndefined();
  });
});

describe("grants", () => {
  const extract = { path: "extracts/case.extract.yaml", text: extractText('filter: { User Endpoint: { eq: "+15550100" } }') };

  function loadWithGrant(change: (grant: string) => string): LoadedProject {
    const project = projectWith(extract);
    const files = project.files.map((file) => {
      return file.path === "datafeed.yaml"
        ? {
            ...file,
            text: file.text.replace("extracts: [granted]", "extracts: [granted, case]").replace(/- template:[\s\S]*$/, change),
          }
        : file;
    });
    return loadProject({ ...project, files }, { today });
  }

  test("let the extracts that they name compare the field", () => {
    expect(loadWithGrant((grant) => grant).diagnostics).toEqual([]);
  });

  test("hold through their last day", () => {
    expect(loadWithGrant((grant) => grant.replace("2027-01-31", today)).diagnostics).toEqual([]);
    const codes = loadWithGrant((grant) => grant.replace("2027-01-31", "2026-11-20")).diagnostics.map(({ code }) => code);
    expect(codes).toEqual(["grant-expired", "filter-on-masked-field", "filter-on-masked-field"]);
  });

  test("with an error do not count", () => {
    const loaded = loadWithGrant((grant) => grant.replace("dana", "nobody"));
    expect(loaded.diagnostics.map(({ code }) => code)).toEqual([
      "user-unknown",
      "filter-on-masked-field",
      "filter-on-masked-field",
    ]);
    expect(loaded.project?.value.grants).toEqual([]);
  });

  test("are found by extract, template, field and day; of several the longest", () => {
    const project = loadWithGrant((grant) => `${grant}  ${grant.replace("2027-01-31", "2026-12-31")}`).project?.value;
    if (project === undefined) throw new Error("The project was not loaded.");
    const wanted = { extract: "granted", template: "Contacts", field: "User Endpoint" };
    expect(grantFor(project, wanted, today)?.until).toBe("2027-01-31");
    expect(grantFor(project, wanted, "2027-02-01")).toBeUndefined();
    expect(grantFor(project, { ...wanted, extract: "other" }, today)).toBeUndefined();
    expect(grantFor(project, { ...wanted, field: "Caller" }, today)).toBeUndefined();
  });
});

test("the mask is the class's, else full, or the field's where that shows less", () => {
  const { project } = loadProject(projectWith(), { today });
  if (project === undefined) throw new Error("The project was not loaded.");
  const template = templateWith(phone, text, "Hidden: { column: b, type: string, pii: phone, mask: redact }");
  const masks = (policy: Mask) => {
    const strict = { ...project.value, masking: { phone: policy } };
    return ["Phone", "Text", "Hidden", "At"].map((name) => maskOf(strict, template, name));
  };
  expect(masks("last4")).toEqual(["last4", "full", "redact", undefined]);
  expect(masks("full")).toEqual(["full", "full", "full", undefined]);
});

test("no message repeats the value that is compared with personal data", () => {
  const text = extractText("filter: { User Endpoint: { eq: '+15550100', in: [15550101], between: ['+2', '+1'] } }");
  const { diagnostics } = loadProject(projectWith({ path: "extracts/case.extract.yaml", text }), { today });
  expect(diagnostics).toHaveLength(3);
  expect(JSON.stringify(diagnostics)).not.toMatch(/1555|\+[12]/);
});

test.each([
  ["{ User Endpoint: +15550100 }", "wrong-type"],
  ["{ User Endpoint: { eq: [+15550100] } }", "wrong-type"],
  ["{ User Endpoint: { in: '+15550100' } }", "wrong-type"],
  ["{ User Endpoint: { isNull: '+15550100' } }", "wrong-type"],
  ["{ User Endpoint: { eq:+15550100 } }", "unknown-key"],
  ["{ User Endpoint: { '+15550100': x } }", "unknown-key"],
  ["{ all: '+15550100' }", "wrong-type"],
  ["{ User Endpoint: { eq: 015550100 } }", "yaml-ambiguous"],
  ["{ User Endpoint: { eq: 15550100155501001555010015550100 } }", "number-imprecise"],
  ["{ User Endpoint: { eq: !15550100 x } }", "yaml-syntax"],
  ["{ Turns: { eq: '+15550100' } }", "filter-value"],
  ["{ Contained: { between: ['+15550100', '2'] } }", "filter-operator"],
])("no finding in a filter repeats what stands there, and none lets its line be shown: %s", (filter, code) => {
  const text = extractText(`filter: ${filter}`);
  const { diagnostics } = loadProject(projectWith({ path: "extracts/case.extract.yaml", text }), { today });
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
  for (const diagnostic of diagnostics) expect(diagnostic).toMatchObject({ hideSource: true });
  expect(JSON.stringify(diagnostics)).not.toContain("5550100");
});
