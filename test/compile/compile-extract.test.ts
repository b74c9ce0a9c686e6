import { describe, expect, it } from "vitest";
import { compileExtract, type PlanRequest } from "../../runner/src/compile/compile-extract.ts";
import { canonicalJson } from "../../runner/src/compile/hashes.ts";
import type { Filter, Template } from "../../runner/src/load/project-documents.ts";
import type { TemplateField } from "../../schemas/generated/documents.ts";
import { type ExtractOfCase, resolvedExtract } from "./extracts.ts";

const template: Template = {
  kind: "Template",
  name: "Events",
  source: { table: "reporting.events" },
  time: { field: "Started" },
  key: ["ID"],
  fields: {
    ID: { column: "id", type: "uuid" },
    Started: { column: "started", type: "instant" },
    Label: { column: "label", type: "string" },
    Phone: { column: "phone", type: "string", pii: "phone" },
    Amount: { column: "amount", type: "decimal", precision: 10, scale: 2 },
    Doc: { column: "doc", type: "json" },
    Only: { expression: { duckdb: "label" }, from: ["label"], type: "string" },
  },
};
const columns = ["Label", "Phone"];
const grants = [{ template: "Events", fields: ["Phone"], approvedBy: "amy", reason: "a test", until: "2026-11-20" }] as const;

const extractWith = (changes: Partial<ExtractOfCase> = {}) => resolvedExtract({ template, fields: columns, ...changes });
const request: PlanRequest = {
  kind: "RunOnce",
  window: { start: "2026-03-17T07:00:00.000Z", end: "2026-04-06T07:00:00.000Z", timezone: "America/Los_Angeles" },
  dialect: "postgres",
  today: "2026-11-20",
};
const planWith = (changes: Partial<ExtractOfCase> = {}, asked: Partial<PlanRequest> = {}) =>
  compileExtract(extractWith(changes), { ...request, ...asked });
const code = (code: string) => expect.objectContaining({ code });

describe("a plan", () => {
  it("says what will be read, in the order of the select list", () => {
    const plan = planWith({ project: { grants: structuredClone(grants) as never } });
    expect(plan.columns.map(({ name, field, mask }) => [name, field, mask])).toEqual([
      ["Label", "Label", undefined],
      ["Phone", "Phone", undefined],
    ]);
    expect(plan.columns[1]).toMatchObject({
      pii: "phone",
      grant: { approvedBy: "amy", reason: "a test", until: "2026-11-20" },
    });
    expect(plan.hiddenKey.map(({ field }) => field)).toEqual(["ID"]);
    expect(plan.key).toEqual([2]);
  });

  it("is frozen through and through", () => {
    const plan = planWith();
    expect([plan, plan.window, plan.query, plan.query.parameters, plan.columns[0], plan.output].every(Object.isFrozen)).toBe(
      true,
    );
  });

  it("reads no key without an order, and for a preview", () => {
    const unordered = planWith({ output: { order: "none" } });
    expect([unordered.key, unordered.hiddenKey, /ORDER BY/.test(unordered.query.sql)]).toEqual([[], [], false]);
    const preview = planWith({}, { limit: 20 });
    expect([preview.key, preview.hiddenKey, preview.query.sql.endsWith("\nLIMIT 20")]).toEqual([[], [], true]);
  });
});

describe("a grant", () => {
  const masks = (today: string, until: string) => {
    const project = { grants: [{ ...structuredClone(grants)[0], until }] as never };
    return planWith({ project }, { today }).columns[1]?.mask;
  };

  it("holds up to and including its last day", () => {
    expect(masks("2026-11-20", "2026-11-20")).toBeUndefined();
    expect(masks("2026-11-21", "2026-11-20")).toBe("full");
  });
});

describe("an author's mask", () => {
  const maskOf = (mask: "full" | "last4" | "redact", phone: "full" | "last4" | "redact") =>
    planWith({ fields: [{ field: "Phone", mask }], project: { masking: { phone } } }).columns[0]?.mask;

  it("can hide more than the policy, never less", () => {
    expect([maskOf("full", "last4"), maskOf("redact", "last4")]).toEqual(["full", "redact"]);
    expect([maskOf("last4", "full"), maskOf("redact", "full"), maskOf("last4", "redact")]).toEqual(["full", "full", "redact"]);
  });
});

describe("a filter", () => {
  const filtered = (filter: Filter, asked: Partial<PlanRequest> = {}, changes: Partial<ExtractOfCase> = {}) =>
    planWith({ filter, ...changes }, asked);

  it("does not compare a masked field, but may ask whether it has a value", () => {
    const phone = (operator: "eq" | "isNotNull"): Filter => ({
      not: { field: "Phone", operator, value: operator === "eq" ? "+1555" : true },
    });
    expect(() => filtered(phone("eq"))).toThrowError(code("compile-filter-masked"));
    expect(() => filtered(phone("isNotNull"))).not.toThrow();
  });

  it("does not ask whether a masked expression is NULL: its author decides where it is", () => {
    const prefix: TemplateField = { expression: "nullif(left(phone, 1), '1')", from: ["phone"], type: "string", pii: "phone" };
    const changes = { template: { ...template, fields: { ...template.fields, Prefix: prefix } } };
    expect(() => filtered({ field: "Prefix", operator: "isNull", value: true }, {}, changes)).toThrowError(
      code("compile-filter-masked"),
    );
    for (const checks of [[{ notNull: ["Prefix"] }], [{ unique: ["Prefix"] }]]) {
      expect(() => planWith({ ...changes, checks: checks as never })).toThrowError(code("compile-filter-masked"));
    }
  });

  it("marks values of personal fields, and never names them in an error", () => {
    const plan = filtered(
      { field: "Phone", operator: "in", value: ["+1555", "+1556"] },
      {},
      { project: { grants: structuredClone(grants) as never } },
    );
    expect(plan.query.parameters.map(({ pii }) => pii)).toEqual([false, false, true, true]);
    expect(() => filtered({ field: "Phone", operator: "eq", value: "+1555123" })).not.toThrowError(/1555123/);
  });

  it.each(["nul \0", "half \ud83d"])("refuses the text %j, which no warehouse holds", (value) => {
    for (const dialect of ["duckdb", "postgres", "redshift"] as const) {
      expect(() => filtered({ field: "Label", operator: "contains", value }, { dialect })).toThrowError(code("compile-value"));
    }
  });

  it("refuses more values than the warehouse takes", () => {
    const list = (count: number): Filter => ({
      field: "Label",
      operator: "in",
      value: Array.from({ length: count }, (_, at) => `${at}`),
    });
    expect(() => filtered(list(32_766), { dialect: "redshift" })).toThrowError(code("compile-too-many-values"));
    expect(filtered(list(32_765), { dialect: "redshift" }).query.parameters).toHaveLength(32_767);
    expect(() => filtered(list(65_534))).toThrowError(code("compile-too-many-values"));
  });

  it("binds decimals with the digits they have", () => {
    const types = (value: number | string) =>
      filtered({ field: "Amount", operator: "eq", value }, { dialect: "duckdb" })
        .query.parameters.slice(2)
        .map(({ type, value }) => [type, value]);
    expect(types(1e-7)).toEqual([["decimal(8, 7)", "0.0000001"]]);
    expect(types(1.5e21)).toEqual([["decimal(22, 0)", "1500000000000000000000"]]);
    expect(types("-12.340")).toEqual([["decimal(5, 3)", "-12.340"]]);
    expect(() => types("1".repeat(39))).toThrowError(code("compile-value"));
  });

  it("does not compare JSON", () => {
    expect(() => filtered({ field: "Doc", operator: "eq", value: "{}" })).toThrowError(code("compile-filter-operator"));
  });
});

describe("a narrowed request", () => {
  it("takes some columns, adds a filter, and changes the format with its compression", () => {
    const narrow = { fields: ["Label"], filter: { field: "Label", operator: "eq", value: "a" }, format: "parquet" } as const;
    const plan = planWith({ filter: { field: "Amount", operator: "gt", value: 1 } }, { kind: "Adhoc", narrow });
    expect(plan.columns.map(({ name }) => name)).toEqual(["Label"]);
    expect(plan.output).toMatchObject({ format: "parquet", compress: "none" });
    expect(plan.query.sql).toMatch(/"amount" > \$3[\s\S]*"label" = \$4/);
  });

  it("does not get what the extract does not select", () => {
    expect(() => planWith({}, { narrow: { fields: ["Amount"] } })).toThrowError(code("compile-narrow-field"));
    expect(() => planWith({}, { narrow: { filter: { field: "Amount", operator: "gt", value: 1 } } })).toThrowError(
      code("compile-narrow-field"),
    );
  });

  it("can't unmask, and keeps the definition that was approved", () => {
    const narrow = { fields: ["Phone"], filter: { field: "Phone", operator: "eq", value: "+1555" } } as const;
    expect(() => planWith({}, { narrow })).toThrowError(code("compile-filter-masked"));
    const plan = planWith({}, { narrow: { fields: ["Phone"] } });
    expect(plan.columns[0]?.mask).toBe("full");
    expect(plan.definitionHash).toBe(planWith().definitionHash);
    expect(plan.planHash).not.toBe(planWith().planHash);
  });
});

describe("SQL of a template", () => {
  const source = (sql: string) => planWith({ template: { ...template, source: { sql } } }).query.sql;

  it.each([
    "select 1; drop table x",
    "select 1) as a, (select 2",
    "select (1",
    "select 'open",
    "select /* open",
    "select $1",
    'select "open',
    "select 1 -- a carriage return ends it\r)",
  ])("is refused: %s", (sql) => {
    expect(() => source(sql)).toThrowError(code("compile-template-sql"));
  });

  it.each([
    ["a cast", "select x::window_start", "x::window_start"],
    ["a dollar quote", "select $a$ :window_start ; ( $a$", "$a$ :window_start ; ( $a$"],
    ["a dollar quote whose tag has a digit", "select $a1$ :window_start ; ( ' $a1$", "$a1$ :window_start ; ( ' $a1$"],
    ["a nested comment", "select /* /* ( */ :window_end */ 1", "/* /* ( */ :window_end */ 1"],
    ["an escape string", "select E'\\' :window_start'", "E'\\' :window_start'"],
    ["a comment at the end", "select 1 -- ) end", "-- ) end\n"],
    ["a comment on the last line", "select 1 -- ) end \n ", "-- ) end\n"],
  ])("keeps %s as it is", (_, sql, kept) => {
    expect(source(sql)).toContain(kept);
  });

  it("has to be there for the dialect", () => {
    expect(() => planWith({ fields: ["Only"] })).toThrowError(code("compile-dialect-missing"));
    expect(() => planWith({ fields: ["Only"] }, { dialect: "duckdb" })).not.toThrow();
  });
});

describe("the definition's hash", () => {
  const hash = (changes: Partial<ExtractOfCase> = {}, asked: Partial<PlanRequest> = {}) =>
    planWith(changes, asked).definitionHash;

  it("does not change with file, window, day, dialect or the order of keys", () => {
    expect(compileExtract({ ...extractWith(), file: "elsewhere.yaml" }, request).definitionHash).toBe(hash());
    expect(
      hash({}, { today: "2030-01-01", dialect: "duckdb", window: { ...request.window, end: "2026-04-07T07:00:00.000Z" } }),
    ).toBe(hash());
    const reordered = { ...template, fields: Object.fromEntries(Object.entries(template.fields).reverse()) };
    expect(hash({ template: { ...reordered, key: ["ID"] } })).toBe(hash());
  });

  it("changes with columns, filter, template, masking and grants", () => {
    const hashes = [
      hash(),
      hash({ fields: [...columns].reverse() }),
      hash({ filter: { field: "Label", operator: "eq", value: "a" } }),
      hash({ template: { ...template, source: { table: "reporting.others" } } }),
      hash({ project: { masking: { phone: "last4" } } }),
      hash({ project: { grants: structuredClone(grants) as never } }),
      hash({ output: { format: "json" } }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("keeps its value from version to version", () => {
    expect(canonicalJson({ b: [1, { d: undefined, c: "é" }], a: null })).toBe('{"a":null,"b":[1,{"c":"é"}]}');
  });
});

describe("the plan's hash", () => {
  it("changes with window, dialect and the masks in force", () => {
    const project = { grants: structuredClone(grants) as never };
    const hashes = [
      planWith({ project }),
      planWith({ project }, { window: { ...request.window, end: "2026-04-07T07:00:00.000Z" } }),
      planWith({ project }, { dialect: "duckdb" }),
      planWith({ project }, { today: "2026-11-21" }),
    ].map(({ planHash }) => planHash);
    expect(new Set(hashes).size).toBe(4);
  });
});

describe("structured fields", () => {
  const child = (item: object) => ({ table: "turns", match: { id: "id" }, order: ["n"], value: item }) as never;
  const structured: Template = {
    ...template,
    fields: {
      ...template.fields,
      Clear: { nullable: false, jsonAs: "string", nested: child({ column: "n", type: "integer" }), redshift: "clear" },
      Said: { nullable: false, nested: child({ column: "said", type: "string", pii: "free-text" }), redshift: "said" },
      Whole: { nullable: false, pii: "sensitive", nested: child({ column: "n", type: "integer" }), redshift: "whole" },
      Document: { object: { doc: { column: "doc", type: "json" } } },
      Turns: { nested: child({ column: "n", type: "integer" }) },
      Count: { column: "count", type: "integer", nullable: false, jsonAs: "string", pii: "identifier" },
      Name: { column: "name", type: "string", nullable: false, pii: "name" },
    },
  };
  const columnsOf = (fields: readonly string[], dialect: "postgres" | "redshift") =>
    planWith({ template: structured, fields }, { dialect }).columns;

  it("are required where a NULL can't come from a mask", () => {
    const names = ["Clear", "Said", "Whole", "Count", "Name"];
    const required = (dialect: "postgres" | "redshift") =>
      columnsOf(names, dialect).flatMap((column) => (column.required ? [column.field] : []));
    expect(required("postgres")).toEqual(["Clear", "Said", "Name"]);
    // Redshift reads JSON that is ready, of which a mask leaves nothing.
    expect(required("redshift")).toEqual(["Clear", "Name"]);
    expect(columnsOf(names, "postgres").map(({ jsonAs }) => jsonAs)).toEqual([
      "string",
      undefined,
      undefined,
      "string",
      undefined,
    ]);
  });

  it("keep what their items require, but where a mask makes NULL of it", () => {
    const keys = {
      said: { column: "said", type: "string", pii: "free-text", nullable: false },
      age: { column: "age", type: "integer", pii: "sensitive", nullable: false },
      about: { object: { n: { column: "n", type: "integer", nullable: false } }, when: "n", nullable: false },
      masked: { object: { n: { constant: 1 } }, pii: "sensitive", nullable: false },
      note: { column: "note", type: "string", optional: true },
      ages: { nested: child({ column: "age", type: "integer", pii: "sensitive", nullable: false }) },
    };
    const nested = { table: "turns", match: { id: "id" }, order: ["n"], fields: keys } as never;
    const of = { ...structured, fields: { ...structured.fields, Turns: { nested } } };
    const plan = planWith({ template: of, fields: ["Turns"] });
    const integer = { kind: "value", type: { type: "integer" } };
    const string = { kind: "value", type: { type: "string" } };
    const required = true;
    expect(plan.columns[0]?.type).toEqual({
      type: "json",
      shape: {
        kind: "array",
        items: {
          kind: "object",
          keys: [
            { name: "said", shape: string, required },
            { name: "age", shape: integer },
            { name: "about", shape: { kind: "object", keys: [{ name: "n", shape: integer, required }] }, required },
            { name: "masked", shape: { kind: "object", keys: [{ name: "n", shape: integer }] } },
            { name: "note", shape: string, optional: true },
            { name: "ages", shape: { kind: "array", items: integer } },
          ],
        },
      },
    });
    const granted = planWith({
      template: of,
      fields: ["Turns"],
      project: { grants: [{ ...grants[0], fields: ["Turns"] }] as never },
    });
    expect(JSON.stringify(granted.columns[0]?.type).match(/"required":true/g)).toHaveLength(6);
  });

  it("are read in the clear on Redshift with a grant", () => {
    const granted = [{ ...grants[0], fields: ["Said"] }];
    const sql = (project: object) =>
      planWith({ template: structured, fields: ["Said"], project }, { dialect: "redshift" }).query.sql;
    expect(sql({ grants: granted })).toContain('"source"."said" AS "Said"');
    expect(sql({})).toContain('NULL::super AS "Said"');
  });

  it.each(["Turns", "Document"])("are refused on Redshift where no column holds the JSON: %s", (field) => {
    const refusal = expect.objectContaining({
      code: "compile-nested-redshift",
      hint: expect.stringContaining("redshift: COLUMN") as string,
    });
    expect(() => columnsOf([field], "redshift")).toThrowError(refusal);
  });

  it("are not compared by a filter", () => {
    for (const field of ["Turns", "Document"]) {
      const filter: Filter = { field, operator: "eq", value: "{}" };
      expect(() => planWith({ template: structured, fields: [field], filter })).toThrowError(code("compile-filter-operator"));
    }
  });
});

describe("an aggregate", () => {
  const counts: Template = {
    ...template,
    key: ["Started", "Label"],
    fields: {
      ...template.fields,
      Rows: { measure: "count" },
      Last: { column: "ended", type: "instant", measure: "max" },
      "Last local": { local: "Last" },
      Turns: { nested: { table: "turns", match: { id: "id" }, order: ["n"], fields: { n: { column: "n", type: "integer" } } } },
    },
  };

  it("refuses nested fields", () => {
    expect(() => planWith({ template: counts, fields: ["Label", "Turns", "Rows"] })).toThrowError(
      code("compile-nested-aggregate"),
    );
  });

  it("refuses a filter on a measure, and on what is derived from one", () => {
    for (const field of ["Rows", "Last local"]) {
      const filter: Filter = { not: { field, operator: "isNull", value: true } };
      expect(() => planWith({ template: counts, fields: ["Label", "Rows"], filter })).toThrowError(
        code("compile-filter-measure"),
      );
    }
  });

  it("has the dimensions that are left as its key, and hides none", () => {
    const { key, hiddenKey } = planWith({ template: counts, fields: ["Rows", "Label"] });
    expect([key, hiddenKey]).toEqual([[1], []]);
    expect(planWith({ template: counts, fields: ["Rows"] }).key).toEqual([]);
  });
});

describe("data checks", () => {
  const phones = { accepted: { Phone: ["+15550100"] } };
  const names = (...asked: Parameters<typeof planWith>) => planWith(...asked).checks?.checks.map(({ name }) => name);

  it("are not there without any, nor for a preview", () => {
    expect("checks" in planWith()).toBe(false);
    expect(names({ checks: [{ rows: { min: 1 } }] }, { limit: 10 })).toBeUndefined();
  });

  it("of the whole window are left out where a request takes rows away", () => {
    const checks = [
      { rows: { min: 1 } },
      { fresh: { field: "Started", within: "1h" } },
      { notNull: ["Label", "Only"] as never },
    ];
    const filter: Filter = { field: "Label", operator: "eq", value: "a" };
    expect(names({ checks }, { dialect: "duckdb" })).toEqual(["rows", "fresh: Started", "notNull: Label", "notNull: Only"]);
    expect(names({ checks }, { dialect: "duckdb", narrow: { filter } })).toEqual(["notNull: Label", "notNull: Only"]);
    expect(names({ checks }, { dialect: "duckdb", narrow: { fields: ["Label"] } })).toHaveLength(4);
  });

  it("compare personal data with a grant alone, and never show what with", () => {
    expect(() => planWith({ checks: [phones] as never })).toThrowError(code("compile-filter-masked"));
    const plan = planWith({ checks: [phones] as never, project: { grants: structuredClone(grants) as never } });
    expect(plan.checks?.counts[0]?.parameters[0]).toEqual({ value: "+15550100", type: "text", pii: true });
    expect(plan.checks?.checks[0]?.finding).toBe("with another `Phone` than those that are accepted");
  });

  it("need their SQL for the dialect, closed in itself", () => {
    const sql = (text: string) => planWith({ checks: [{ sql: { postgres: text } }] });
    expect(() => planWith({ checks: [{ sql: { duckdb: "select 1" } }] })).toThrowError(code("compile-dialect-missing"));
    expect(() => sql("select 1) as x; drop table reporting.events --")).toThrowError(code("compile-template-sql"));
    expect(sql("select 1 -- one").checks?.counts[0]?.sql).toContain('select 1 -- one\n\n) AS "found"');
  });

  it("are in the definition's hash and the plan's, and change nothing else", () => {
    const [without, one, other] = [[], [{ rows: { min: 1 } }], [{ rows: { min: 2 } }]].map((checks) => {
      return planWith(checks.length === 0 ? {} : { checks });
    });
    expect(new Set([without, one, other].map((plan) => plan?.planHash)).size).toBe(3);
    expect(new Set([without, one, other].map((plan) => plan?.definitionHash)).size).toBe(3);
    expect([one?.query, one?.count, one?.columns]).toEqual([without?.query, without?.count, without?.columns]);
  });
});
