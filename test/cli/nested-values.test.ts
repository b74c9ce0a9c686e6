import { afterAll, beforeAll, expect, test } from "vitest";
import { TestProject } from "./test-project.ts";

/** Every place and type in which a value of the template itself can stand inside of JSON; no column of the source among some. */
const template = `kind: Template
name: Stamped
description: Values of the template inside of JSON.
source: { table: reporting.contacts }
time: { field: start }
key: [contactId]
parameters: { suffix: -x, minDuration: 5000, loud: true }
fields:
  contactId: { column: contact_id, type: uuid }
  start: { column: contact_start, type: instant }
  text: { object: { kind: { constant: bot } } }
  integer: { object: { kind: { constant: 3 } } }
  boolean: { object: { kind: { constant: true } } }
  typed:
    object:
      decimal: { constant: "1.50", type: decimal, precision: 5, scale: 2 }
      float64: { constant: 0.5, type: float64 }
      instant: { constant: "2026-03-17T07:00:00Z", type: instant }
      date: { constant: "2026-03-17", type: date }
      uuid: { constant: 0b5c1f7e-94b7-4f7a-9d39-6d1f5c3f0a11, type: uuid }
  parameter:
    object:
      text: { expression: "'a' || :suffix", from: [], type: string }
      number: { expression: ":minDuration + 1", from: [], type: integer }
      boolean: { expression: ":loud", from: [], type: boolean }
  deep: { object: { inner: { object: { kind: { constant: bot } } } } }
  fields:
    nested:
      table: reporting.contacts
      match: { contact_id: contact_id }
      order: [contact_id]
      fields: { kind: { constant: bot }, id: { column: contact_id, type: uuid }, parameter: { expression: "channel || :suffix", from: [channel], type: string } }
  value: { nested: { table: reporting.contacts, match: { contact_id: contact_id }, order: [contact_id], value: { constant: 7 } } }
  entries:
    nested: { table: reporting.contacts, match: { contact_id: contact_id }, entries: { key: channel, value: { constant: seen } } }
`;
const extract = (name: string, fields: string) => `kind: Extract
name: ${name}
product: ixhello-employee
owner: amy
template: Stamped
fields: ${fields}
filter: { start: { lt: "2026-02-01T00:00:00Z" } }
window: { start: "2026-01-01", end: "2027-01-01", timezone: UTC }
output: { format: ndjson, compress: none }
`;
const stamps = ["text", "integer", "boolean", "typed", "parameter", "deep", "fields", "value", "entries"];

let project: TestProject;
beforeAll(async () => {
  project = (await TestProject.withSample()).inProcess();
  project.write("datafeed.yaml", project.read("datafeed.yaml").replace(/templates: \[/, "templates: [Stamped, "));
  project.write("templates/Stamped.template.yaml", template);
  project.write("extracts/stamped.extract.yaml", extract("stamped", "all"));
  project.write("extracts/stamped-csv.extract.yaml", extract("stamped-csv", "all").replace("ndjson", "csv"));
});
afterAll(() => project[Symbol.dispose]());

const expected = {
  text: { kind: "bot" },
  integer: { kind: 3 },
  boolean: { kind: true },
  typed: {
    decimal: 1.5,
    float64: 0.5,
    instant: "2026-03-17T07:00:00.000000Z",
    date: "2026-03-17",
    uuid: "0b5c1f7e-94b7-4f7a-9d39-6d1f5c3f0a11",
  },
  parameter: { text: "a-x", number: 5001, boolean: true },
  deep: { inner: { kind: "bot" } },
  value: [7],
};

test("values of the template stand inside of JSON, wherever and of whatever type", async () => {
  expect(await project.run("validate")).toMatchObject({ code: 0 });
  expect(await project.run("run", "stamped")).toMatchObject({ code: 0 });
  const [file = ""] = project.files().filter((name) => name.endsWith(".ndjson"));
  const records = project
    .read(`out/${file}`)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { contactId: string; fields: { parameter: string }[]; entries: object });
  expect(records.length).toBeGreaterThan(5);
  for (const record of records) {
    expect(record).toMatchObject(expected);
    expect(record.fields).toEqual([{ kind: "bot", id: record.contactId, parameter: expect.stringMatching(/^\S+-x$/) }]);
    expect(Object.values(record.entries)).toEqual(["seen"]);
  }
});

test("each of them alone, where DuckDB writes the file and where it is previewed", async () => {
  expect(await project.run("run", "stamped-csv")).toMatchObject({ code: 0 });
  for (const name of stamps) {
    project.write("extracts/alone.extract.yaml", extract("alone", `[contactId, ${name}]`));
    expect(await project.run("preview", "alone"), name).toMatchObject({ code: 0 });
  }
});

test("doctor reads the template, and names a column that such a template gets wrong", async () => {
  const check = async () => {
    const { stdout } = await project.run("doctor", "--format", "json");
    const { examined } = JSON.parse(stdout) as { examined: { checks: { name: string; ok: boolean; detail: string }[] }[] };
    return examined.flatMap(({ checks }) => checks).find(({ name }) => name === "template Stamped");
  };
  expect(await check()).toMatchObject({ ok: true });
  project.write(
    "templates/Stamped.template.yaml",
    template.replace("column: contact_id, type: uuid }\n  start", "column: contact_no, type: uuid }\n  start"),
  );
  expect(await check()).toMatchObject({ ok: false, detail: expect.stringContaining("contact_no") });
});
