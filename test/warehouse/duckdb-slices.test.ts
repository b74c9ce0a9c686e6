import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileExtract } from "../../runner/src/compile/compile-extract.ts";
import type { Plan } from "../../runner/src/compile/plan.ts";
import { makeEncoder } from "../../runner/src/format/make-encoder.ts";
import type { Template } from "../../runner/src/load/project-documents.ts";
import { openDuckdb } from "../../runner/src/warehouse/duckdb/open-duckdb.ts";
import { resolvedExtract } from "../compile/extracts.ts";

const parents = 40_000;
const folder = mkdtempSync(join(tmpdir(), "datafeed-slices-"));
const signal = new AbortController().signal;

beforeAll(async () => {
  const instance = await DuckDBInstance.create(join(folder, "main.duckdb"));
  const connection = await instance.connect();
  // Three rows share their first key; a tenth has no children; every 5,000th is a hundred times as large.
  await connection.run(`CREATE TABLE parents AS SELECT md5((i // 3)::varchar)::uuid AS thread, i AS id,
    TIMESTAMPTZ '2026-03-17 00:00:00Z' + to_seconds(i) AS at FROM range(${parents}) t(i)`);
  await connection.run(
    `CREATE VIEW halves AS SELECT * REPLACE (CASE WHEN id < ${parents / 2} THEN 'one' ELSE 'two' END AS thread) FROM parents`,
  );
  await connection.run(
    `CREATE VIEW odd AS SELECT * REPLACE (chr((id % 128)::INTEGER) || chr(0) || '''"\\ä' || id AS thread) FROM parents WHERE id % 5 = 0`,
  );
  await connection.run(`CREATE TABLE children AS SELECT i AS parent, n, md5((i * n)::varchar) || repeat('ä"', 60) AS said
    FROM range(${parents}) t(i), range(1, 1001) u(n) WHERE i % 10 <> 3 AND n <= CASE WHEN i % 5000 = 0 THEN 1000 ELSE 10 END`);
  connection.closeSync();
  instance.closeSync();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const template: Template = {
  kind: "Template",
  name: "Threads",
  source: { table: "parents" },
  time: { field: "at" },
  key: ["thread", "id"],
  fields: {
    thread: { column: "thread", type: "uuid" },
    id: { column: "id", type: "integer" },
    at: { column: "at", type: "instant" },
    children: {
      nested: {
        table: "children",
        match: { parent: "id" },
        order: ["n"],
        fields: { n: { column: "n", type: "integer" }, said: { column: "said", type: "string" } },
      },
    },
  },
};

function planOf(given: Partial<Parameters<typeof resolvedExtract>[0]> = {}, limit?: number): Plan {
  const extract = resolvedExtract({ template, output: { format: "ndjson", compress: "none" }, ...given });
  const window = { start: "2026-03-17T00:00:00Z", end: "2026-03-18T00:00:00Z", timezone: "UTC" };
  return compileExtract(extract, {
    kind: "Adhoc",
    window,
    dialect: "duckdb",
    today: "2026-03-17",
    ...(limit !== undefined && { limit }),
  });
}

/** What is written, as its hash; the encoder sees to the order of the keys, too. */
async function read(plan: Plan, memoryLimit: string, inSlices = true) {
  await using warehouse = openDuckdb("sample", { type: "duckdb", path: "main.duckdb", memoryLimit, threads: 2 }, folder);
  const options = inSlices && plan.slices !== undefined ? { slices: plan.slices } : {};
  await using reading = await warehouse.read(plan.query, { signal, count: plan.count, ...options });
  const encoder = makeEncoder(plan);
  const hash = createHash("sha256");
  let bytes = 0;
  const take = (pieces: Iterable<{ readonly bytes: Uint8Array }>): void => {
    for (const piece of pieces) {
      hash.update(piece.bytes);
      bytes += piece.bytes.length;
    }
  };
  take(encoder.begin());
  for await (const batch of reading.batches) take(encoder.encode(batch));
  take(encoder.end());
  return { rows: encoder.rows, sent: reading.rows(), counted: reading.counted, bytes, hash: hash.digest("hex") };
}

test("an answer with many child rows needs little memory in slices, and is the same", async () => {
  const plan = planOf();
  const whole = await read(plan, "4GB", false);
  expect(whole).toMatchObject({ rows: parents, sent: parents, counted: parents });
  await expect(read(plan, "300MB", false)).rejects.toThrow("ran out of its memory limit");
  expect(await read(plan, "300MB")).toEqual(whole);
});

/** The template, with text for the first part of its key, from a view. */
function textKeyed(table: string): Template {
  return { ...template, source: { table }, fields: { ...template.fields, thread: { column: "thread", type: "string" } } };
}

test("a first key with two values is cut by the rest of the key", async () => {
  const plan = planOf({ template: textKeyed("halves") });
  expect(await read(plan, "300MB")).toMatchObject({ rows: parents, sent: parents, counted: parents });
});

test("any text can be a key: quotes, backslashes, NUL", async () => {
  const plan = planOf({ template: textKeyed("odd") });
  const whole = await read(plan, "4GB", false);
  expect(whole.rows).toBe(parents / 5);
  expect(await read(plan, "300MB")).toEqual(whole);
});

test("a preview reads the children of its rows alone", async () => {
  const preview = await read(planOf({}, 20), "300MB");
  expect(preview).toMatchObject({ rows: 20, sent: 20 });
});

test("rows without an order are cut by their key all the same, which the file need not show", async () => {
  const output = { format: "ndjson", compress: "none", order: "none" } as const;
  const unordered = await read(planOf({ output, fields: ["children"] }), "300MB");
  expect(unordered).toMatchObject({ rows: parents, sent: parents, counted: parents });
});

test("nothing is cut that has no child rows, or a limit", () => {
  expect(planOf({ fields: ["thread", "id"] }).slices).toBeUndefined();
  expect(planOf({}, 20).slices).toBeUndefined();
  expect(planOf({ fields: ["id", "children"] }).slices?.columns).toEqual([2, 0]);
  const unordered = planOf({ fields: ["children"], output: { format: "ndjson", order: "none" } });
  expect([unordered.key, unordered.slices?.columns]).toEqual([[], [1, 2]]);
});
