import { describe, expect, test } from "vitest";
import type { NarrowRequest } from "../../runner/src/commands/commands.ts";
import { narrowingOf, narrowingOfText, narrowingText } from "../../runner/src/commands/narrow.ts";
import { compileExtract } from "../../runner/src/compile/compile-extract.ts";
import { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { projectWith, today } from "../load/load-cases.ts";

const template = `kind: Template
name: Calls
source: { table: calls }
time: { field: At }
key: [At]
fields:
  At: { column: at, type: instant }
  Channel: { column: channel, type: string }
  Seconds: { column: seconds, type: integer }
  Phone: { column: ani, type: string, pii: phone }
  Secret: { column: secret, type: string }
  Hidden: { column: hidden, type: string }
  Prefix: { expression: "nullif(left(ani, 1), '1')", from: [ani], type: string, pii: phone }
`;

const extractWith = (secret: string) =>
  loadProject(
    projectWith(
      { path: "templates/Calls.template.yaml", text: template },
      {
        path: "extracts/calls.extract.yaml",
        text: `kind: Extract
name: calls
product: customer
owner: amy
template: Calls
fields: [At, { field: Channel, as: Way }, Seconds, Phone, Prefix, ${secret}]
filter: { Seconds: { gte: 5 } }
window: { start: "2026-03-17", end: "2026-03-18" }
output: { format: csv }
`,
      },
    ),
    { today },
  ).extracts.get("calls")!;

const extract = extractWith("{ field: Secret, mask: full }");

function problemsOf(request: unknown): readonly string[] {
  try {
    narrowingOf(extract, request as NarrowRequest, today);
  } catch (error) {
    expect(error).toBeInstanceOf(DatafeedError);
    expect((error as DatafeedError).code).toBe("narrowing-refused");
    return (error as DatafeedError).message.split("\n").map((line) => line.replace(/\):.*/, ")"));
  }
  return [];
}

test("less is asked for, written into the ledger and compiled", () => {
  const request = { fields: ["Way", "Phone"], filter: { Channel: { in: ["Voice"] } }, format: "ndjson" } as const;
  const narrow = narrowingOfText(extract, narrowingText(request), today);
  const window = { start: "2026-03-17T00:00:00.000Z", end: "2026-03-18T00:00:00.000Z", timezone: "UTC" };
  const plan = compileExtract(extract, { kind: "Adhoc", window, dialect: "postgres", today, narrow });
  expect(plan.columns.map(({ name, mask }) => [name, mask])).toEqual([
    ["Way", undefined],
    ["Phone", "last4"],
  ]);
  expect(plan.output).toMatchObject({ format: "ndjson", compress: "none", to: extract.output.to });
  expect(plan.query.parameters.map(({ value }) => value)).toEqual(expect.arrayContaining(["5", "Voice"]));
  expect(plan.query.sql).not.toContain("Voice");
});

describe("refused, with its place", () => {
  test.each([
    ["another column", { fields: ["Way", "Nope"] }, ["fields[1] (field-unknown)"]],
    ["a field by the template's name", { fields: ["Channel"] }, ["fields[0] (field-unknown)"]],
    ["no column", { fields: [] }, ["fields (wrong-type)"]],
    ["a column twice", { fields: ["Way", "Way"] }, ["fields[1] (column-duplicate)"]],
    ["a mask", { fields: [{ field: "Phone", mask: "last4" }] }, ["fields[0] (field-unknown)"]],
    ["another destination", { output: { to: "mine" } }, ["output (unknown-key)"]],
    ["SQL", { sql: "select 1" }, ["sql (unknown-key)"]],
    ["another format", { format: "xlsx" }, ["format (bad-value)"]],
    ["an unknown operator", { filter: { Channel: { like: "%" } } }, ["filter.Channel.like (unknown-key)"]],
    [
      "a value of another type",
      { filter: { all: [{ Channel: { eq: "Voice" } }, { Seconds: { gte: "many" } }] } },
      ["filter.all[1].Seconds.gte (filter-value)"],
    ],
    [
      "a filter over masked personal data",
      { filter: { Phone: { startsWith: "+1" } } },
      ["filter.Phone.startsWith (filter-on-masked-field)"],
    ],
    [
      "a filter over what the author masked",
      { filter: { Secret: { eq: "x" } } },
      ["filter.Secret.eq (filter-on-masked-field)"],
    ],
    [
      "a filter over what it does not select",
      { filter: { not: { Hidden: { eq: "x" } } } },
      ["filter.not.Hidden (field-unknown)"],
    ],
    [
      "whether an expression over it is NULL, which compares it",
      { filter: { any: [{ Prefix: { isNull: true } }, { Prefix: { isNotNull: true } }] } },
      ["filter.any[0].Prefix.isNull (filter-on-masked-field)", "filter.any[1].Prefix.isNotNull (filter-on-masked-field)"],
    ],
    ["even its absence", { filter: { Hidden: { isNull: true } } }, ["filter.Hidden (field-unknown)"]],
    ["a field named like a method", { filter: { constructor: { eq: "x" } } }, ["filter.constructor (field-unknown)"]],
    ["a list in place of a filter", { filter: [] }, ["filter (wrong-type)"]],
  ])("%s", (_, request, want) => {
    expect(problemsOf(request)).toEqual(want);
  });

  test("a bomb of brackets", () => {
    const filter = JSON.parse(`${'{"not":'.repeat(50_000)}{"Channel":{"eq":"x"}}${"}".repeat(50_000)}`);
    expect(problemsOf({ filter })).toEqual(["filter (bad-value)"]);
  });

  test("values are never repeated", () => {
    const request = { filter: { Phone: { eq: "+15550100" }, Seconds: { eq: "+15550100" } } };
    expect(() => narrowingOf(extract, request, today)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("5550100") }),
    );
  });
});

test("whether a masked value is there at all may be asked", () => {
  expect(problemsOf({ filter: { Phone: { isNull: true } } })).toEqual([]);
});

test("what was masked since it was asked for is refused when its plan is made", () => {
  const request = { filter: { Secret: { eq: "x" } } };
  const before = extractWith("Secret");
  expect(narrowingOf(before, request, today).filter).toBeDefined();
  const text = narrowingText(request);
  expect(narrowingOfText(before, text, today)).toEqual(narrowingOf(before, request, today));
  const refused = () => narrowingOfText(extract, text, today);
  expect(refused).toThrow(expect.objectContaining({ code: "narrowing-refused" }));
});
