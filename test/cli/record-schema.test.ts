import { readFileSync, writeFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readersSchema } from "../../runner/src/format/readers-schema.ts";
import { queryDuckdb } from "../sample/read-sample.ts";
import { TestProject } from "./test-project.ts";

type Json = Record<string, unknown>;

const year = ["--start", "2026-01-01", "--end", "2027-03-01"];
const templates = ["ContactTimeline", "BotConversations", "InteractionAnalytics", "InteractionAnalyticsFull"];
/** Every type, and what may stand around a value, at every place. */
const everyType = `kind: Template
name: EveryType
source:
  sql: >
    select 'a' as id, timestamptz '2026-03-17 07:00:00Z' as at, 3 as n, 1.50 as price, 0.1::double as x, true as ok,
    date '2026-03-17' as day, uuid '8d8e5a1c-4a7c-4b7e-9a57-6b1f0d7f6a11' as ticket, '\\xAB'::blob as raw, '{"b":1}' as doc
    where :window_start < :window_end
time: { field: at }
key: [id]
fields:
  id: { column: id, type: string }
  at: { column: at, type: instant, precision: 3 }
  At local: { local: at }
  n: { column: n, type: integer, values: [3, 4], unit: calls }
  n as text: { column: n, type: integer, values: [3, 4], jsonAs: string, nullable: false }
  price: { column: price, type: decimal, precision: 5, scale: 2, values: [1.5] }
  price as text: { column: price, type: decimal, precision: 5, scale: 2, jsonAs: string, values: [1.5] }
  x: { column: x, type: float64, jsonAs: string }
  ok: { column: ok, type: boolean, jsonAs: string }
  day: { column: day, type: date }
  ticket: { column: ticket, type: uuid }
  raw: { column: raw, type: bytes }
  doc: { column: doc, type: json }
  doc as text: { column: doc, type: json, jsonAs: string }
  since: { constant: "2026-03-17T07:00:00Z", type: instant, precision: 0 }
  none: { constant: 0, jsonAs: string }
  object:
    when: id
    object:
      "1.5": { column: price, type: decimal, precision: 5, scale: 2, values: [1.5] }
      at: { column: at, type: instant, precision: 0 }
      gone: { expression: "null::varchar", from: [id], type: string, optional: true }
`;

let project: TestProject;

beforeAll(async () => {
  project = (await TestProject.withSample()).inProcess();
  project.write("templates/EveryType.template.yaml", everyType);
  const document = project
    .read("datafeed.yaml")
    .replaceAll(/(- )InteractionAnalyticsFull\b/g, "$1InteractionAnalyticsFull\n      - EveryType");
  project.write("datafeed.yaml", document);
  for (const name of [...templates, "EveryType"])
    project.write(`extracts/all-${name}.extract.yaml`, extractOf(`all-${name}`, name));
  project.write(
    "extracts/named.extract.yaml",
    extractOf(
      "named",
      "BotConversations",
      "[{ field: conversation_id, as: ID }, { field: channel, mask: full }, llm_fallback_count]",
    ),
  );
});

afterAll(() => project[Symbol.dispose]());

function extractOf(name: string, template: string, fields = "all"): string {
  const output = "output: { format: json, compress: none }";
  return `kind: Extract\nname: ${name}\nproduct: ixhello-customer-v1\nowner: amy\ntemplate: ${template}\nfields: ${fields}\n${output}\n`;
}

function schemaOf(...args: readonly string[]): Promise<Json> {
  return project.json("schema", ...args);
}

const outputs = new Map<string, Promise<string>>();

/** The path of an extract's output. */
function outputOf(extract: string): Promise<string> {
  const known =
    outputs.get(extract) ?? project.json("run", extract, ...year).then(({ outcomes }) => `out/${outcomes[0].output.path}`);
  outputs.set(extract, known);
  return known;
}

async function recordsOf(extract: string): Promise<readonly Json[]> {
  return JSON.parse(project.read(await outputOf(extract))) as Json[];
}

function validator(schema: Json) {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: true });
  formats.default(ajv);
  return ajv.compile(schema);
}

/** What is wrong with the records, in words. */
function findings(schema: Json, records: readonly Json[]): readonly unknown[] {
  const validate = validator(schema);
  return records.flatMap((record) => (validate(record) ? [] : (validate.errors ?? [])));
}

/** The schema as people see it; `UPDATE_CASES=1` writes it anew. */
function expectGolden(text: string): void {
  const path = new URL("../cases/record-schema/every-type.json", import.meta.url);
  if (process.env["UPDATE_CASES"] === "1") writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
}

describe("the JSON Schema of a record", () => {
  test.each(["interaction-analytics-latest", "contact-timeline"])(
    "holds for each record of %s, as its masks leave it",
    async (extract) => {
      const path = `extracts/${extract}.extract.yaml`;
      project.write(path, `${project.read(path).replace(/^output:.*$/m, "")}\noutput: { format: json, compress: none }\n`);
      const records = await recordsOf(extract);
      expect(records.length).toBeGreaterThan(3);
      expect(findings(await schemaOf("--extract", extract), records)).toEqual([]);
    },
  );

  test.each(templates)("of an extract holds for each record of %s, and of the readers' form", async (template) => {
    const records = await recordsOf(`all-${template}`);
    expect(records.length).toBeGreaterThan(3);
    const strict = await schemaOf("--extract", `all-${template}`);
    expect(findings(strict, records)).toEqual([]);
    expect(findings(await schemaOf("--extract", `all-${template}`, "--readers"), records)).toEqual([]);
    expect(Object.keys(strict["properties"] as Json)).toEqual(
      Object.keys((await schemaOf("--template", template))["properties"] as Json),
    );
  });

  test("knows every type, in quotes and bare, constants, and what may be null or missing", async () => {
    const schema = await schemaOf("--template", "EveryType");
    const [record] = await recordsOf("all-EveryType");
    expect(findings(schema, [record ?? {}])).toEqual([]);
    expectGolden(`${JSON.stringify(schema, null, 2)}\n`);
    const spoilt: readonly Json[] = [
      { id: null },
      { at: "2026-03-17T07:00:00Z" },
      { "At local": "2026-03-17T07:00:00.000000Z" },
      { n: 5 },
      { "n as text": 3 },
      { "n as text": null },
      { "price as text": "1.5" },
      { x: "NaN" },
      { ok: "yes" },
      { day: "2026-3-17" },
      { ticket: "8D8E5A1C-4A7C-4B7E-9A57-6B1F0D7F6A11" },
      { "doc as text": { b: 1 } },
      { since: "2026-03-17T07:00:00.000Z" },
      { none: 0 },
      { object: {} },
    ];
    expect(spoilt.filter((change) => findings(schema, [{ ...record, ...change }]).length === 0)).toEqual([]);
  });

  test.each([
    ["n", "{ n: { column: gone, type: integer, nullable: false } }", (n: unknown) => ({ n })],
    ["in.n", "{ in: { object: { n: { column: gone, type: integer, nullable: false } } } }", (n: unknown) => ({ in: { n } })],
  ])("refuses a null where an item has none, and so does the run (%s)", async (path, object, built) => {
    const head = everyType.slice(0, everyType.indexOf("fields:")).replace("name: EveryType", "name: Strict");
    const fields = `fields:\n  id: { column: id, type: string }\n  at: { column: at, type: instant }\n  built: { object: ${object} }\n`;
    project.write(
      "templates/Strict.template.yaml",
      head.replace("select 'a' as id", "select 'a' as id, null::int as gone") + fields,
    );
    const document = project.read("datafeed.yaml");
    if (!document.includes("- Strict")) {
      project.write("datafeed.yaml", document.replaceAll("- EveryType", "- EveryType\n      - Strict"));
    }
    project.write("extracts/strict.extract.yaml", extractOf("strict", "Strict"));
    const record = (value: unknown): Json => ({ id: "a", at: "2026-03-17T07:00:00.000000Z", built: built(value) });
    const schema = await schemaOf("--extract", "strict");
    expect(findings(schema, [record(1)])).toEqual([]);
    expect(findings(schema, [record(null)])).not.toEqual([]);
    const { text } = await project.run("run", "strict", ...year);
    expect(text).toContain("format-null");
    expect(text).toContain(`Column built holds null at ${path}, in row 1`);
  });

  test("has the names that an extract gives, and what a mask leaves", async () => {
    const schema = await schemaOf("--extract", "named");
    expect(schema["required"]).toEqual(["ID", "channel", "llm_fallback_count"]);
    expect(schema["properties"]).toMatchObject({
      channel: { type: "string" },
      llm_fallback_count: { type: "string", pattern: "^-?(0|[1-9][0-9]*)$" },
    });
    expect((schema["properties"] as { channel: Json }).channel).not.toHaveProperty("enum");
    expect(findings(schema, await recordsOf("named"))).toEqual([]);
  });

  test("says that masked JSON may be null for Amazon Redshift alone, which can't mask what is in it", async () => {
    const typeOf = async (...args: readonly string[]) => {
      const { properties } = await schemaOf("--extract", "all-BotConversations", ...args);
      return (properties as Record<string, Json>)["conversations_data"]?.["type"];
    };
    const inRedshift = project.writeOutside(
      "redshift.yaml",
      `kind: Connections
warehouses: { sample: { type: redshift, host: r.example.com, port: 5439, database: d, user: u, password: p, ssl: verify-full } }
destinations: { local: { type: file, path: out } }
`,
    );
    expect(await typeOf()).toBe("string");
    expect(await typeOf("--connections", inRedshift)).toEqual(["string", "null"]);
  });

  test("is asked for by one name that there is", async () => {
    const unknown = await project.run("schema", "--template", "ContactTimelin");
    expect(unknown.text).toContain('Did you mean "ContactTimeline"?');
    const others = [["--readers"], ["extract", "--template", "ContactTimeline"]];
    for (const args of others) expect((await project.run("schema", ...args)).text).toContain("usage");
  });
});

describe("readers", () => {
  test.each(templates)("of %s take records with fewer and more keys, at any depth", async (template) => {
    const strict = await schemaOf("--extract", `all-${template}`);
    const [isStrict, isRead] = [validator(strict), validator(readersSchema(strict))];
    const records = await recordsOf(`all-${template}`);
    const changed = fc.record({ record: fc.nat(records.length - 1), place: fc.nat(), key: fc.nat(), more: fc.boolean() });
    fc.assert(
      fc.property(changed, ({ record, place, key, more }) => {
        const document = structuredClone(records[record]) as Json;
        const places = objectsIn(document, strict);
        const { object, required } = places[place % places.length] ?? { object: document, required: [] };
        if (more) object["a key of later"] = { any: ["thing"] };
        else delete object[required[key % required.length] ?? ""];
        expect(isRead(document)).toBe(true);
        expect(isStrict(document)).toBe(more === false && required.length === 0);
      }),
    );
  });

  test("in DuckDB read an older document with a newer schema, and a newer one with an older", async () => {
    const records = await recordsOf("all-InteractionAnalytics");
    const [first = {}] = records;
    const { caseId: _, channels: __, ...older } = first;
    const newer = { ...first, "a key of later": 1, agentInfo: { ...(first["agentInfo"] as Json), nickname: "x" } };
    project.write("out/older.json", JSON.stringify([older]));
    project.write("out/newer.json", JSON.stringify([newer]));
    const columns =
      "{id: 'varchar', caseId: 'varchar', channels: 'struct(name varchar, sentiment varchar)[]', agentInfo: 'struct(agentUserId varchar)'}";
    const read = async (file: string) => {
      const sql = `select id, caseId, channels, agentInfo.agentUserId from read_json('${project.path(file)}', columns = ${columns})`;
      return (await queryDuckdb(project.path(".datafeed/sample.duckdb"), sql))[0];
    };
    const agent = (newer.agentInfo as Json)["agentUserId"];
    expect(await read("out/older.json")).toEqual([first["id"], null, null, agent]);
    const [id, caseId, , agentRead] = (await read("out/newer.json")) ?? [];
    expect([id, caseId, agentRead]).toEqual([first["id"], first["caseId"] ?? null, agent]);
  });
});

interface ObjectInside {
  readonly object: Json;
  /** The keys that the strict form asks for. */
  readonly required: readonly string[];
}

/** The objects with fixed keys in a record, itself the first. */
function objectsIn(value: unknown, schema: Json): readonly ObjectInside[] {
  if (Array.isArray(value)) return value.flatMap((each) => objectsIn(each, (schema["items"] ?? {}) as Json));
  const properties = schema["properties"] as Record<string, Json> | undefined;
  if (typeof value !== "object" || value === null || properties === undefined) return [];
  const object = value as Json;
  const inside = Object.entries(properties).flatMap(([key, each]) => objectsIn(object[key], each));
  return [{ object, required: (schema["required"] ?? []) as string[] }, ...inside];
}
