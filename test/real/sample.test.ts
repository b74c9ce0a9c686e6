import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonLines, python, run } from "./programs.ts";
import { everyPair, formats, nameOf, type Published, type TestExtract, TestProject, templates, warehouses } from "./project.ts";
import { firstDifference, readContent, readCsv, readPsql, readPyarrow, type TextRow } from "./read-rows.ts";

const contacts = 3000;

/** What the pairs of templates and formats leave out. */
const others: readonly TestExtract[] = [
  { name: "split-rows", template: "InteractionDetails", output: { format: "csv", compress: "zip", split: { rows: 1000 } } },
  { name: "split-bytes", template: "ContactDetails", output: { format: "ndjson", compress: "gzip", split: { bytes: 65_536 } } },
  { name: "split-json", template: "TransferDetails", output: { format: "json", compress: "none", split: { rows: 100 } } },
  {
    name: "spreadsheet",
    template: "ContactDetails",
    output: { format: "csv", compress: "none", formulas: "escape", bom: true, delimiter: ";" },
  },
  { name: "tabs", template: "InteractionDetails", output: { format: "csv", compress: "gzip", delimiter: "\t", header: false } },
  { name: "pretty", template: "ContactTimeline", output: { format: "json", compress: "zip", pretty: true } },
  { name: "masked-contacts", template: "ContactDetails", output: { format: "csv", compress: "none" }, masked: true },
  { name: "masked-intents", template: "IntentDetails", output: { format: "csv", compress: "none" }, masked: true },
  {
    name: "filtered",
    template: "InteractionDetails",
    fields: [
      "Contact ID",
      { field: "Choice", as: 'What "they" chose, if at all' },
      { field: "Duration(ms)", as: "ms" },
      "User",
    ],
    filter: {
      all: [
        { Channel: { in: ["Web-Chat", "Voice"] } },
        { "Duration(ms)": { between: [20_000, 400_000] } },
        {
          any: [
            { Choice: { contains: '"' } },
            { Choice: { startsWith: "=" } },
            { Choice: { endsWith: "\\" } },
            { User: { contains: "%" } },
            { Choice: { isNull: true } },
            { Choice: { eq: "" } },
          ],
        },
        { not: { Stage: { eq: "QAE" } } },
      ],
    },
    output: { format: "csv", compress: "none" },
  },
  {
    name: "regrouped",
    template: "TMSContactCounts",
    fields: ["Service", "Interval Start UTC", "Contacts", "Total Duration(ms)"],
    output: { format: "csv", compress: "none" },
  },
  {
    name: "spring-night",
    template: "ContactDetails",
    fields: ["Contact ID"],
    window: { start: "2026-03-08", end: "2026-03-09" },
    output: { format: "csv", compress: "none" },
  },
  {
    name: "autumn-night",
    template: "ContactDetails",
    fields: ["Contact ID"],
    window: { start: "2026-11-01", end: "2026-11-02" },
    output: { format: "csv", compress: "none" },
  },
  { name: "counted", template: "GoalDetails", output: { format: "parquet", reconcile: "count" } },
];
/** A window without rows. */
const empty = formats.map(
  (format): TestExtract => ({
    name: `empty-${format}`,
    template: "InteractionDetails",
    window: { start: "2020-01-01", end: "2020-01-02" },
    output: { format, compress: "none" },
  }),
);

const extracts = [...everyPair(), ...others, ...empty];

/** What Python's zipfile says of an entry. */
interface ZipEntry {
  readonly name: string;
  readonly sha256: string;
  readonly method: number;
}

let project: TestProject;
let duckdb: ReadonlyMap<string, Published>;
let postgres: ReadonlyMap<string, Published>;

beforeAll(async () => {
  project = await TestProject.create(extracts);
  for (const warehouse of warehouses) {
    await project.datafeed(warehouse, ["sample", "--contacts", String(contacts), "--warehouse", "sample"]);
  }
  duckdb = await project.runAll("duckdb");
  postgres = await project.runAll("postgres");
});

afterAll(() => project?.[Symbol.asyncDispose]());

function outputOf(name: string): Published {
  const output = duckdb.get(name);
  if (output === undefined) throw new Error(`${name} was not published`);
  return output;
}

/** The rows of an output's first part, by a program that is not ours. */
async function rowsOf(name: string): Promise<readonly TextRow[]> {
  const output = outputOf(name);
  const { output: settings } = extracts.find((extract) => extract.name === name) ?? {};
  const format = formats.find((each) => each === settings?.["format"]) ?? "csv";
  return readContent(format, await project.onlyContent(output), project.manifest(output).columns);
}

async function rowsOfParts(name: string, read: (file: string) => Promise<readonly TextRow[]>): Promise<TextRow[][]> {
  const parts: TextRow[][] = [];
  for (const part of outputOf(name).parts) parts.push([...(await read(await project.contentOf(part)))]);
  return parts;
}

describe("DuckDB and PostgreSQL", () => {
  test.each(extracts.map(({ name }) => name))("give the same content: %s", (name) => {
    const [one, other] = [duckdb.get(name), postgres.get(name)];
    expect(one?.rows === 0).toBe(name.startsWith("empty-"));
    expect(other?.rows).toBe(one?.rows);
    expect(other?.contentSha256).toBe(one?.contentSha256);
  });

  test("stand by what they published", async () => {
    type Verified = { readonly ok: boolean; readonly outputs: readonly { readonly problems: readonly string[] }[] };
    const { ok, outputs } = await project.datafeed<Verified>("duckdb", ["verify"]);
    expect(outputs.flatMap(({ problems }) => problems)).toEqual([]);
    expect(ok).toBe(true);
    expect(outputs).toHaveLength(2 * extracts.length);
  });
});

describe.each(templates)("%s", (template) => {
  test("holds what psql finds by a query written by hand, in every format", async () => {
    const { columns } = project.manifest(outputOf(nameOf(template, "csv")));
    const query = join(import.meta.dirname, "psql", `${template}.sql`);
    const expected = await readPsql(project.database.url, query, columns);
    expect(expected.length).toBeGreaterThan(0);
    for (const format of formats) {
      const rows = await rowsOf(nameOf(template, format));
      expect(firstDifference(columns, rows, expected), format).toBeUndefined();
      expect(outputOf(nameOf(template, format)).rows, format).toBe(expected.length);
    }
  });

  test("has one content as CSV and as Parquet", () => {
    expect(outputOf(nameOf(template, "parquet")).contentSha256).toBe(outputOf(nameOf(template, "csv")).contentSha256);
  });
});

const pyarrow = await run("python3", ["-c", "import pyarrow"]).then(
  () => true,
  () => false,
);

describe.skipIf(!pyarrow)(pyarrow ? "pyarrow" : "skipped: python3 has no pyarrow here", () => {
  test.each(templates)("reads the same rows from Parquet: %s", async (template) => {
    const output = outputOf(nameOf(template, "parquet"));
    const { columns } = project.manifest(output);
    const rows = await readPyarrow(await project.onlyContent(output), columns);
    expect(firstDifference(columns, rows, await rowsOf(nameOf(template, "csv")))).toBeUndefined();
  });
});

test.each(["filtered", "regrouped", "spring-night", "autumn-night"])("%s: the rows that psql finds", async (name) => {
  const { columns } = project.manifest(outputOf(name));
  const expected = await readPsql(project.database.url, join(import.meta.dirname, "psql", `${name}.sql`), columns);
  expect(expected.length).toBeGreaterThan(0);
  expect(firstDifference(columns, await rowsOf(name), expected)).toBeUndefined();
});

test.each(formats)("an empty window gives %s that every program reads as no rows", async (format) => {
  const output = outputOf(`empty-${format}`);
  const file = await project.onlyContent(output);
  if (format === "json") expect(await run("jq", ["-c", ".", file])).toBe("[]\n");
  else if (format === "ndjson") expect(readFileSync(file, "utf8")).toBe("");
  else expect(await readContent(format, file, project.manifest(output).columns)).toEqual([]);
});

test("psql loads a CSV into a table that is equal to the warehouse's own", async () => {
  const file = await project.onlyContent(outputOf("IntentDetails-csv"));
  const columns = "contact_id, turn, recognized_at, intent, confidence, utterance, matched";
  const script = `begin;
    create temp table loaded (contact_id uuid, turn int, recognized_at timestamptz, local timestamptz, intent text, confidence float8, utterance text, matched boolean);
    \\copy loaded from '${file}' csv header
    select count(*) from loaded;
    select count(*) from (select ${columns} from loaded except all select ${columns} from reporting.intents) as other;
    select count(*) from loaded where local <> recognized_at;
    rollback;`;
  const args = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", project.database.url];
  const answer = await run("psql", args, { input: script, env: { PGCLIENTENCODING: "UTF8" } });
  expect(answer).toBe(`${outputOf("IntentDetails-csv").rows}\n0\n0\n`);
});

test("the sample holds what breaks exports, NULL and empty text apart", async () => {
  const rows = (await rowsOf("IntentDetails-csv")).flat();
  for (const text of ["", null, 'she said "no"', "first line\r\nsecond line", "\\N", "NULL", "=1+1", "שלום, אפשר לעזור?"]) {
    expect(rows, JSON.stringify(text)).toContain(text);
  }
});

describe("files", () => {
  const all = () => [...duckdb.values(), ...postgres.values()];
  const parts = () => all().flatMap((output) => output.parts);

  test("are what sha256sum says", async () => {
    const files = parts().map(({ path }) => project.file(path));
    const lines = (await run("sha256sum", ["--binary", ...files])).trim().split("\n");
    expect(lines.map((line) => line.split(" *"))).toEqual(parts().map(({ path, sha256 }) => [sha256, project.file(path)]));
  });

  test("have manifests that follow their schema, and that Python reads", async () => {
    const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../../schemas/manifest.schema.json"), "utf8"));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    for (const output of all()) {
      expect(validate(project.manifest(output)), `${output.extract}: ${JSON.stringify(validate.errors)}`).toBe(true);
    }
    const read = await python<object[]>(
      "read_manifests.py",
      all().map(({ manifestPath }) => project.file(manifestPath)),
    );
    expect(read).toEqual(all().map(({ rows, contentSha256, parts: { length } }) => ({ rows, contentSha256, parts: length })));
  });

  test("that are ZIP are sound to unzip, zip, zipinfo and Python, and hold what the manifest says", async () => {
    const zips = parts().filter(({ path }) => path.endsWith(".zip"));
    expect(zips.length).toBeGreaterThan(templates.length);
    const files = zips.map(({ path }) => project.file(path));
    const read = await python<readonly ZipEntry[][]>("read_archives.py", files);
    for (const [i, { path, contentSha256 }] of zips.entries()) {
      const [entry, second] = read[i] ?? [];
      expect(second).toBeUndefined();
      expect(entry).toMatchObject({ sha256: contentSha256, method: 8 });
      expect(entry?.name).toMatch(new RegExp(`^${path.replace(/\.zip$/, "")}\\.(csv|json|ndjson)$`));
      expect(await run("unzip", ["-t", project.file(path)])).toContain("No errors detected");
      expect((await run("zipinfo", ["-1", project.file(path)])).trim()).toBe(entry?.name);
    }
    await run("zip", ["-q", "-T", files[0] ?? ""]);
  });

  test("that are gzip are sound to gzip", async () => {
    const gzips = parts().filter(({ path }) => path.endsWith(".gz"));
    expect(gzips.length).toBeGreaterThan(templates.length);
    await run("gzip", ["-t", ...gzips.map(({ path }) => project.file(path))]);
    for (const part of gzips) {
      const [hash] = (await run("sha256sum", [await project.contentOf(part)])).split(" ");
      expect(hash, part.path).toBe(part.contentSha256);
    }
  });

  test("that are JSON have the length and the types that jq finds", async () => {
    for (const template of templates) {
      const output = outputOf(nameOf(template, "json"));
      const file = await project.onlyContent(output);
      expect(await run("jq", ["type, length", file])).toBe(`"array"\n${output.rows}\n`);
      const [types] = jsonLines<Record<string, string>[]>(await run("jq", ["-c", "[.[] | map_values(type)]", file]));
      for (const { name, type, jsonAs } of project.manifest(output).columns) {
        const expected =
          jsonAs ?? { integer: "number", decimal: "number", float64: "number", boolean: "boolean" }[type.type] ?? "string";
        const found = new Set(types?.map((row) => row[name]).filter((each) => each !== "null"));
        if (type.type !== "json") expect([...found], `${template}, ${name}`).toEqual([expected]);
      }
    }
  });
});

test("each conversation of a bot has its properties and their types, as jq says of both engines' documents", async () => {
  for (const published of [duckdb, postgres]) {
    const file = await project.onlyContent(published.get(nameOf("BotConversations", "json")));
    expect(await run("jq", ["-c", "-f", join(import.meta.dirname, "jq/bot-conversations.jq"), file])).toBe("[]\n");
  }
});

describe("a split output", () => {
  test("by rows has whole parts with a header each, and together the same rows", async () => {
    const { columns } = project.manifest(outputOf("split-rows"));
    const found = await rowsOfParts("split-rows", (file) => readCsv(file, columns));
    expect(found.length).toBeGreaterThan(2);
    expect(new Set(found.slice(0, -1).map(({ length }) => length))).toEqual(new Set([1000]));
    expect(firstDifference(columns, found.flat(), await rowsOf("InteractionDetails-csv"))).toBeUndefined();
    expect(outputOf("split-rows").parts.map(({ path }) => path.slice(-9))).toEqual(
      found.map((_, i) => `_${String(i + 1).padStart(4, "0")}.zip`),
    );
  });

  test("by bytes and of JSON has parts that are documents of their own", async () => {
    const contactColumns = project.manifest(outputOf("split-bytes")).columns;
    const lines = await rowsOfParts("split-bytes", (file) => readContent("ndjson", file, contactColumns));
    expect(lines.length).toBeGreaterThan(2);
    expect(firstDifference(contactColumns, lines.flat(), await rowsOf("ContactDetails-csv"))).toBeUndefined();
    const transferColumns = project.manifest(outputOf("split-json")).columns;
    const arrays = await rowsOfParts("split-json", (file) => readContent("json", file, transferColumns));
    expect(arrays.length).toBeGreaterThan(2);
    expect(firstDifference(transferColumns, arrays.flat(), await rowsOf("TransferDetails-csv"))).toBeUndefined();
  });
});

describe("CSV of another kind", () => {
  test("for spreadsheets: a byte order mark, semicolons, and no text that runs as a formula", async () => {
    const { columns } = project.manifest(outputOf("spreadsheet"));
    const file = await project.onlyContent(outputOf("spreadsheet"));
    expect(readFileSync(file).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const rows = await readCsv(file, columns, { delimiter: ";" });
    const raw = await rowsOf("ContactDetails-csv");
    let escaped = 0;
    const expected = raw.map((row) =>
      row.map((text, i) => {
        if (text === null || columns[i]?.type.type !== "string" || !/^[=+\-@\t\r]/.test(text) || /^[+-][\d ().-]*$/.test(text))
          return text;
        escaped += 1;
        return `'${text}`;
      }),
    );
    expect(firstDifference(columns, rows, expected)).toBeUndefined();
    expect(escaped).toBeGreaterThan(0);
  });

  test("with tabs and without a header", async () => {
    const { columns } = project.manifest(outputOf("tabs"));
    const rows = await readCsv(await project.onlyContent(outputOf("tabs")), columns, { delimiter: "\t", header: false });
    expect(firstDifference(columns, rows, await rowsOf("InteractionDetails-csv"))).toBeUndefined();
  });
});

test("JSON that is indented has the same rows, and the text that JSON.stringify gives", async () => {
  const output = outputOf("pretty");
  const text = readFileSync(await project.onlyContent(output), "utf8");
  const plain = JSON.parse(readFileSync(await project.onlyContent(outputOf("ContactTimeline-json")), "utf8"));
  expect(JSON.parse(text)).toEqual(plain);
});

describe("personal data without a grant", () => {
  test("is masked, and everything else is as it was", async () => {
    for (const [name, clearName] of [
      ["masked-contacts", "ContactDetails-csv"],
      ["masked-intents", "IntentDetails-csv"],
    ] as const) {
      const { columns } = project.manifest(outputOf(name));
      const clear = await rowsOf(clearName);
      const expected = clear.map((row) => row.map((text, i) => (text === null ? null : masked(text, columns[i]?.mask))));
      expect(columns.filter(({ mask }) => mask !== undefined).length).toBeGreaterThan(0);
      expect(firstDifference(columns, await rowsOf(name), expected)).toBeUndefined();
    }
  });
});

function masked(text: string, mask: string | undefined): string {
  if (mask === "full") return "***";
  if (mask === "last4") return [...text].length > 4 ? `***${[...text].slice(-4).join("")}` : "***";
  if (mask === "redact") return text.replaceAll(/[^ \t\n\r\f\v]/gu, "*");
  return text;
}
