import { describe, expect, test } from "vitest";
import { documents, labelsIn } from "./completing.ts";

describe("a template", () => {
  const columns = "at, mail, order_id, ordered_at, amount, channel, paid, note, payload";
  const child = "customer_id, created_at, phone, name";
  const constants = "string, integer, decimal, float64, boolean, instant, date, uuid";
  const template =
    "kind: Template\nsource: { table: shop.orders }\nfields:\n" +
    "  At: { column: at, type: instant }\n  Mail: { column: mail, type: string, pii: email }\n";
  test.each<[name: string, yaml: string, labels: string]>([
    ["a template's time", `${template}time: { field: | }\n`, "At"],
    ["a template's key", `${template}  Local: { local: At }\n  Doc: { column: doc, type: json }\nkey: [|]\n`, "At"],
    ["types of a sum", `${template}  X: { measure: sum, type: | }\n`, "integer, decimal, float64"],
    ["a template's table", "kind: Template\nsource: { table: | }\n", "shop.orders, shop.customers"],
    ["a local twin", `${template}  Local: { local: | }\n`, "At"],
    [
      "a field's keys",
      `${template}  X: { column: x, type: decimal, | }\n`,
      "measure, precision, scale, description, unit, pii, mask, jsonAs, nullable, hidden, minimum, maximum, values",
    ],
    [
      "a field's sources first of all",
      `${template}  X: { local: At, | }\n`,
      "description, unit, pii, mask, nullable, hidden, values",
    ],
    ["types", `${template}  X: { type: | }\n`, "string, integer, decimal, float64, boolean, instant, date, uuid, bytes, json"],
    [
      "classes",
      `${template}  X: { pii: | }\n`,
      "none, identifier, name, phone, email, address, account, recording, free-text, sensitive",
    ],
    [
      "columns of the same table",
      `${template}  X: { column: | }\n`,
      "at, mail, order_id, ordered_at, amount, channel, paid, note, payload",
    ],
    ["columns that an expression reads", `${template}  X: { expression: a, from: [at, |] }\n`, columns.replace("at, ", "")],
    ["columns of a child table", `${template}  X: { nested: { table: shop.customers, order: [|] } }\n`, child],
    ["child columns to match by", `${template}  X: { nested: { table: shop.customers, match: { | } } }\n`, child],
    ["parent columns to match with", `${template}  X: { nested: { table: shop.customers, match: { a: | } } }\n`, columns],
    [
      "what goes with an object",
      `${template}  X: { object: {}, | }\n`,
      "when, redshift, type, description, unit, pii, mask, jsonAs, nullable, hidden, values",
    ],
    [
      "sources of an item",
      `${template}  X: { object: { a: { | } } }\n`,
      "column, expression, from, constant, object, when, nested, optional, type, stored, scale, precision, nullable, description, unit, pii, minimum, maximum, values",
    ],
    [
      "what goes with an item",
      `${template}  X: { object: { a: { column: at, type: integer, | } } }\n`,
      "optional, nullable, description, unit, pii, minimum, maximum, values",
    ],
    [
      "no `optional` where there is no key",
      `${template}  X: { nested: { table: shop.customers, value: { column: a, type: integer, | } } }\n`,
      "nullable, description, unit, pii, minimum, maximum, values",
    ],
    ["one content of children", `${template}  X: { nested: { table: t, match: {}, order: [a], | } }\n`, "fields, value"],
    [
      "what joins values",
      `${template}  X: { object: { a: { nested: { table: t, match: {}, order: [a], value: {}, | } } } }\n`,
      "joinedBy",
    ],
    ["nothing more beside entries", `${template}  X: { nested: { table: t, match: {}, entries: {}, | } }\n`, ""],
    ["columns of an object's row", `${template}  X: { object: { a: { object: { b: { column: | } } } } }\n`, columns],
    [
      "columns of children of children",
      `${template}  X: { nested: { table: shop.orders, fields: { a: { object: { b: { nested: { table: shop.customers, value: { column: | } } } } } } } }\n`,
      child,
    ],
    [
      "their parent's columns",
      `${template}  X: { nested: { table: shop.customers, value: { nested: { table: shop.orders, match: { a: | } } } } }\n`,
      child,
    ],
    ["the key of entries", `${template}  X: { nested: { table: shop.customers, entries: { key: | } } }\n`, child],
    [
      "tables of children of children",
      `${template}  X: { nested: { table: a, value: { nested: { table: | } } } }\n`,
      "shop.orders, shop.customers",
    ],
    ["types of a constant inside", `${template}  X: { object: { a: { constant: 1, type: | } } }\n`, constants],
    ["what tells versions apart", `${template}dedupe: { by: [|] }\n`, "At"],
  ])("%s", (_name, yaml, labels) => {
    expect(labelsIn(yaml, documents.template)).toBe(labels);
  });
});
