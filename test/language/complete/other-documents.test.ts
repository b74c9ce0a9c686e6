// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the stops of snippets
import { describe, expect, test } from "vitest";
import { labelsIn } from "./completing.ts";

describe("other documents", () => {
  test.each<[name: string, yaml: string, path: string, labels: string]>([
    [
      "a schedule's keys",
      "kind: Schedule\nevery: month\n|",
      "x.schedule.yaml",
      "name, id, description, day, at, timezone, lag, catchup, overlap",
    ],
    [
      "a test's keys",
      "kind: Test\nday: '2026-03-08'\n|",
      "x.test.yaml",
      "name, extract, expect, description, today, parameters, given",
    ],
    ["the extract of a test", "kind: Test\nextract: gra|\n", "x.test.yaml", "granted"],
    ["the tables of a test", "kind: Test\nextract: granted\ngiven: { | }\n", "x.test.yaml", "shop.customers"],
    [
      "the columns of a test's rows",
      "kind: Test\nextract: granted\ngiven: { shop.customers: [{ phone: x, | }] }\n",
      "x.test.yaml",
      "customer_id, created_at, name",
    ],
    [
      "the columns of its file",
      "kind: Test\nextract: granted\nexpect: { rows: [{ | }] }\n",
      "x.test.yaml",
      "Customer ID, Phone",
    ],
    ["a product's warehouse", "kind: Project\nproducts: { x: { warehouse: | } }\n", "datafeed.yaml", "sample"],
    ["a product's templates", "kind: Project\nproducts: { x: { templates: [Orders, |] } }\n", "datafeed.yaml", "Customers"],
    ["a grant's template", "kind: Project\ngrants:\n  - template: |\n", "datafeed.yaml", "Orders, Customers"],
    ["a grant's fields", "kind: Project\ngrants:\n  - template: Customers\n    fields: [Phone, |]\n", "datafeed.yaml", "Name"],
    ["a grant's extracts", "kind: Project\ngrants:\n  - template: Customers\n    extracts: [|]\n", "datafeed.yaml", "granted"],
    [
      "who approved a grant",
      "kind: Project\nusers: { eve: { role: admin } }\ngrants:\n  - approvedBy: |\n",
      "datafeed.yaml",
      "eve",
    ],
    [
      "masking by class",
      "kind: Project\nmasking: { phone: full, | }\n",
      "datafeed.yaml",
      "identifier, name, email, address, account, recording, free-text, sensitive",
    ],
    ["masks", "kind: Project\nmasking: { phone: | }\n", "datafeed.yaml", "full, last4, redact"],
    [
      "types of warehouses",
      "kind: Connections\nwarehouses: { x: { type: | } }\n",
      "connections.yaml",
      "duckdb, postgres, redshift",
    ],
    ["a warehouse's type first", "kind: Connections\nwarehouses: { x: { | } }\n", "connections.yaml", "type"],
    [
      "keys by type",
      "kind: Connections\nwarehouses: { x: { type: duckdb, | } }\n",
      "connections.yaml",
      "path, views, folders, threads, memoryLimit, statementTimeout, maxQueries",
    ],
    [
      "how a secret is written",
      "kind: Connections\nwarehouses: { x: { type: postgres, password: | } }\n",
      "connections.yaml",
      "${env:WAREHOUSE_PASSWORD}",
    ],
    ["how a day is written", "kind: Project\ngrants:\n  - until: |\n", "datafeed.yaml", "2027-01-31"],
    ["keys by another type", "kind: Connections\ndestinations: { x: { type: file, | } }\n", "connections.yaml", "path"],
  ])("%s", (_name, yaml, path, labels) => {
    expect(labelsIn(yaml, path)).toBe(labels);
  });
});
