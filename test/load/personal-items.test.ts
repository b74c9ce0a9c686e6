import { expect, test } from "vitest";
import { itemsOf } from "../../runner/src/load/field-types.ts";
import { itemClassOf, piiClassOf } from "../../runner/src/load/pii.ts";
import type { Template } from "../../runner/src/load/project-documents.ts";

type Fields = Template["fields"];

const template = (fields: Fields, more: Partial<Template> = {}): Template => ({
  kind: "Template",
  name: "Case",
  source: { table: "reporting.contacts" },
  time: { field: "At" },
  key: ["At"],
  ...more,
  fields: {
    At: { column: "at", type: "instant" },
    Phone: { column: "phone", type: "string", pii: "phone" },
    Said: {
      nested: {
        table: "reporting.turns",
        match: { id: "id" },
        order: ["n"],
        value: { column: "said", type: "string", pii: "free-text" },
      },
    },
    ...fields,
  },
});

type Item = NonNullable<Fields[string]["object"]>[string];
const children = (table: string, value: Item): Fields[string] => ({
  nested: { table, match: { id: "id" }, order: ["n"], value },
});

/** The classes of the items in the field X. */
function classes(field: Fields[string], more: Partial<Template> = {}): readonly (string | undefined)[] {
  const written = template({ X: field }, more);
  return itemsOf(field).map((placed) => itemClassOf(written, placed));
}

test.each<[what: string, field: Fields[string], classes: readonly (string | undefined)[]]>([
  ["a column of the source", { object: { a: { column: "PHONE", type: "string" } } }, ["phone"]],
  [
    "a column of a child table, in another case",
    children("reporting.TURNS", { column: "Said", type: "string" }),
    ["free-text"],
  ],
  ["the same column of another table", children("reporting.others", { column: "said", type: "string" }), [undefined]],
  ["children of the source's own table", children("reporting.contacts", { column: "phone", type: "string" }), ["phone"]],
  [
    "children of children",
    children("reporting.others", {
      object: { a: { ...children("reporting.turns", { column: "said", type: "string" }), type: "json" } as Item },
    }),
    [undefined, undefined, "free-text"],
  ],
  ["what is stated raises it", { object: { a: { column: "phone", type: "string", pii: "sensitive" } } }, ["sensitive"]],
  ["what is stated does not lower it", { object: { a: { column: "phone", type: "string", pii: "none" } } }, ["phone"]],
  ["an expression", { object: { a: { expression: "upper(phone)", from: ["phone"], type: "string" } } }, ["phone"]],
  [
    "an expression over what nobody declares",
    { object: { a: { expression: "x", from: ["x"], type: "string" } } },
    ["sensitive"],
  ],
  [
    "an expression that may read a column of the row around",
    children("reporting.turns", { expression: "upper(phone)", from: ["phone"], type: "string", pii: "none" }),
    ["phone"],
  ],
  [
    "an expression that leads out of its table",
    children("reporting.turns", { expression: "source.at::text", from: ["at"], type: "string" }),
    ["sensitive"],
  ],
  [
    "an expression in the source's row that names it",
    { object: { a: { expression: "source.at::text", from: ["at"], type: "string" } } },
    [undefined],
  ],
  [
    "a child column that `match` sets equal to one with personal data",
    {
      nested: {
        table: "reporting.calls",
        match: { caller: "Phone" },
        order: ["n"],
        value: { column: "CALLER", type: "string" },
      },
    },
    ["phone"],
  ],
  [
    "one that is equal through all levels",
    {
      nested: {
        table: "reporting.calls",
        match: { caller: "phone" },
        order: ["n"],
        value: {
          object: {
            a: {
              nested: {
                table: "reporting.legs",
                match: { whose: "caller" },
                order: ["n"],
                value: { column: "whose", type: "string" },
              },
            },
          },
        },
      },
    },
    [undefined, undefined, "phone"],
  ],
  [
    "one beside such a column",
    {
      nested: {
        table: "reporting.calls",
        match: { caller: "phone", id: "id" },
        order: ["n"],
        value: { column: "id", type: "uuid" },
      },
    },
    [undefined],
  ],
])("%s", (_what, field, expected) => {
  expect(classes(field)).toEqual(expected);
});

test("a parameter is nothing unknown, whatever stands around it", () => {
  const parameters = { least: 3 };
  const field = (expression: string): Fields[string] => ({ object: { a: { expression, from: ["at"], type: "boolean" } } });
  expect(classes(field(":least * 2 < extract(epoch from at)"), { parameters })).toEqual([undefined]);
  expect(classes(field(":other < 3"), { parameters })).toEqual(["sensitive"]);
});

test("a structured field has the highest class of what is in it, and gives its columns' classes to others", () => {
  const written = template({
    X: { object: { a: { column: "mail", type: "string", pii: "email" }, b: { column: "phone", type: "string" } } },
    Mail: { column: "mail", type: "string" },
  });
  expect(piiClassOf(written, "X")).toBe("email");
  expect(piiClassOf(written, "Mail")).toBe("email");
});

test("what is equal to a child's column with personal data holds it, too", () => {
  const written = template({
    X: {
      nested: {
        table: "reporting.calls",
        match: { caller: "number" },
        order: ["n"],
        value: { column: "caller", type: "string", pii: "phone" },
      },
    },
    Number: { column: "number", type: "string" },
    Mail: { column: "mail", type: "string" },
  });
  expect([piiClassOf(written, "Number"), piiClassOf(written, "Mail")]).toEqual(["phone", undefined]);
});

test("the highest class wins among all that are equal, wherever it is stated", () => {
  const link = (child: string, parent: string, pii: "name" | "sensitive" | "none"): Fields[string] => ({
    nested: {
      table: "reporting.contacts",
      match: { [child]: parent },
      order: ["n"],
      value: { column: child, type: "string", pii },
    },
  });
  const written = template({ A: link("b", "a", "name"), B: link("c", "b", "none"), C: link("c", "d", "sensitive") });
  const read = ["a", "b", "c", "d"].map((column) => piiClassOf(template({ ...written.fields, X: { column } }), "X"));
  expect(read).toEqual(["sensitive", "sensitive", "sensitive", "sensitive"]);
});

test("the column named by `redshift` holds what the field holds, and the other way round", () => {
  const written = template({
    X: { redshift: "stored", object: { a: { column: "mail", type: "string", pii: "email" } } },
    Stored: { column: "STORED", type: "json" },
    Raw: { column: "raw", type: "json", pii: "sensitive" },
    Y: { redshift: "raw", object: { a: { column: "id", type: "string" } } },
    Z: { redshift: "other", object: { a: { column: "id", type: "string" } } },
    Expression: { expression: "f(other)", from: ["other"], type: "string" },
  });
  const found = ["Stored", "Y", "Z", "Expression"].map((name) => piiClassOf(written, name));
  expect(found).toEqual(["email", "sensitive", undefined, "sensitive"]);
});
