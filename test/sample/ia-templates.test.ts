import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { itemsOf } from "../../runner/src/load/field-types.ts";
import type { TemplateField } from "../../schemas/generated/documents.ts";
import { constants, documentKeys, rootKeys, rowsOfTableTwo } from "./ia-records.ts";

type Fields = Readonly<Record<string, TemplateField>>;
const [usual, full] = ["InteractionAnalytics", "InteractionAnalyticsFull"].map((name) =>
  parse(readFileSync(join(import.meta.dirname, `../../templates/${name}.template.yaml`), "utf8")),
);
const fields: Fields = usual.fields;

test("the document has 95 rows in table 2, and 106 keys in all", () => {
  expect(rowsOfTableTwo).toBe(95);
  expect(documentKeys).toHaveLength(106);
  expect(new Set(documentKeys).size).toBe(106);
});

test.each([
  ["InteractionAnalytics", usual],
  ["InteractionAnalyticsFull", full],
])("%s has them in the document's order, and the hidden time", (_name, template) => {
  const shown = Object.entries(template.fields as Fields).filter(([, { hidden }]) => hidden !== true);
  expect(shown.map(([name]) => name)).toEqual(rootKeys);
  expect(template.fields.analyzedAt).toMatchObject({ type: "instant", hidden: true });
});

test("the two differ in the product's constants, and nowhere else", () => {
  const constantsOf = Object.entries(fields).flatMap(([name, { constant }]) =>
    constant === undefined ? [] : [[name, constant]],
  );
  expect(Object.fromEntries(constantsOf)).toEqual(constants);
  const others = (template: { fields: Fields }) => Object.entries(template.fields).filter(([name]) => !(name in constants));
  expect(others(full)).toEqual(others(usual));
  expect({ ...full, name: "", description: "", fields: {} }).toEqual({ ...usual, name: "", description: "", fields: {} });
  for (const name of Object.keys(constants)) {
    expect(full.fields[name], name).toMatchObject({ column: expect.any(String) });
    if (constants[name] !== "") expect(full.fields[name].unit, name).toBe(fields[name]?.unit);
  }
});

test("keys of one value read one column", () => {
  const column = (name: string) => fields[name]?.column;
  for (const [one, ...others] of [
    ["id", "externalId", "segmentId"],
    ["acdContactId", "agentContactId"],
    ["agentUserId", "agentUuid"],
    ["customerId", "tenantId"],
    ["masterExternalId", "segmentContactId"],
  ] as const) {
    for (const other of others) expect(column(other), other).toBe(column(one));
  }
});

/** SEEDS 187, in the template that reads real columns for all of them. */
test("personal data are declared", () => {
  const classes = Object.entries(full.fields as Fields).flatMap(([name, field]) => [
    ...(field.pii === undefined ? [] : [[name, field.pii]]),
    ...itemsOf(field).flatMap(({ path, item }) =>
      item.pii === undefined
        ? []
        : [[[name, ...path.filter((part) => !["nested", "fields", "object", "value"].includes(part))].join("."), item.pii]],
    ),
  ]);
  const metadata = "interwovenTranscript.transcriptBlock.channelMetadata.emailMetadata";
  expect(Object.fromEntries(classes)).toEqual({
    "channels.text": "free-text",
    "entities.displayText": "free-text",
    "interwovenTranscript.transcriptBlock.text": "free-text",
    [`${metadata}.sentDate`]: "email",
    [`${metadata}.subject`]: "free-text",
    [`${metadata}.from`]: "email",
    [`${metadata}.to`]: "email",
    "agentInfo.firstName": "name",
    "agentInfo.lastName": "name",
    agentName: "name",
    ani: "phone",
    clientAni: "phone",
    clientDialedIn: "phone",
    clientPhoneNumber: "phone",
    dialedIn: "phone",
    dispositionNotes: "free-text",
    firstName: "name",
    fromAddr: "email",
    lastName: "name",
    mediaLocation: "recording",
    phoneNumber: "phone",
    toAddr: "email",
  });
});

test("each key and sub-key says what it means; what has seconds or milliseconds says so", () => {
  for (const [name, field] of Object.entries(fields)) {
    expect(field.description?.length ?? 0, name).toBeGreaterThan(5);
    if (name.endsWith("Seconds")) expect(field.unit, name).toBe("s");
    for (const { path, item } of itemsOf(field)) {
      if (path.at(-1) !== "value") expect(item.description?.length ?? 0, `${name}: ${path.join(".")}`).toBeGreaterThan(5);
    }
  }
});

test("the guide lists every constant beside its value", () => {
  const guide = readFileSync(join(import.meta.dirname, "../../docs/interaction-analytics.md"), "utf8");
  const section = guide.slice(guide.indexOf("### What is always the same"), guide.indexOf("### Cutting the transcript"));
  const listed = [...section.matchAll(/^\| `(0|""|false)` \| (.*) \|$/gm)].flatMap(([, value = "", names = ""]) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name]) => [name, JSON.parse(value)]),
  );
  expect(Object.fromEntries(listed)).toEqual(constants);
});

test("what is made of child rows has a column that Redshift reads in its place", () => {
  for (const [name, field] of Object.entries(fields)) {
    const children = [field, ...itemsOf(field).map(({ item }) => item)].some(({ nested }) => nested !== undefined);
    expect(field.redshift !== undefined, name).toBe(children);
  }
});
