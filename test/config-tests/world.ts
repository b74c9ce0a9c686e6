import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { duckdbEngine } from "../../runner/src/config-tests/duckdb-engine.ts";
import { postgresEngine } from "../../runner/src/config-tests/postgres-engine.ts";
import { type RunTestsOptions, runTests } from "../../runner/src/config-tests/run-tests.ts";
import type { TestResult } from "../../runner/src/config-tests/test-result.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { readProject } from "../../runner/src/project/read-project.ts";
import { postgresConfig } from "../../runner/src/warehouse/postgres/postgres-config.ts";
import type { TestDatabase } from "../support/test-database.ts";

/** The day on which these projects are loaded. */
export const today = "2026-11-21";

const base = {
  "datafeed.yaml": `
kind: Project
version: 1
organization: Acme
users: { amy: { role: developer } }
products: { shop: { name: Shop, warehouse: main } }
defaults: { timezone: America/Chicago, to: local }
`,
  "connections.yaml": `
kind: Connections
warehouses: { main: { type: duckdb, path: none.duckdb } }
destinations: { local: { type: file, path: out } }
`,
  "templates/Orders.template.yaml": `
kind: Template
name: Orders
source: { table: shop.orders }
time: { field: At }
key: [Id]
fields:
  Id: { column: id, type: integer }
  At: { column: at, type: instant, precision: 0 }
  Price: { column: price, type: decimal, precision: 20, scale: 2 }
  Paid: { column: paid, type: boolean }
  Note: { column: note, type: string }
`,
};

/** A project in a folder of its own, removed in the end. */
export interface World {
  readonly root: string;
  write(path: string, text: string): void;
  read(path: string): string;
  /** Runs its tests on DuckDB, or what the options say. */
  run(options?: Partial<RunTestsOptions>): Promise<readonly TestResult[]>;
  /** What loading finds, as `code line:column`. */
  findings(): Promise<readonly string[]>;
}

/** A shop's orders beside these files. */
export function world(files: Readonly<Record<string, string>>): World {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "datafeed-tests-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries({ ...base, ...files })) write(path, text);
  const load = async () => {
    const texts = await readProject(root);
    return loadProject(texts, { today });
  };
  return {
    root,
    write,
    read: (path) => readFileSync(join(root, path), "utf8"),
    run: async (options = {}) => {
      const { tests } = await load();
      return await runTests(tests.values(), { root, engine: duckdbEngine, signal: AbortSignal.timeout(30_000), ...options });
    },
    findings: async () =>
      (await load()).diagnostics.map(({ code, range }) => `${code} ${range?.start.line}:${range?.start.column}`),
  };
}

/** An extract of the shop's orders: those of March 2026. */
export function ordersExtract(more = "", name = "orders"): string {
  return `kind: Extract\nname: ${name}\nproduct: shop\nowner: amy\ntemplate: Orders\nwindow: { start: "2026-03-01", end: "2026-04-01" }\n${more}`;
}

/** A test of it. */
export function ordersTest(given: string, expect: string, more = ""): string {
  return `kind: Test\nname: t\nextract: orders\n${more}given:\n  shop.orders:\n${given}expect:\n${expect}`;
}

/** PostgreSQL for tests in a database of theirs. */
export function enginesOf({ host, port, database, user, password }: TestDatabase) {
  const connection = { type: "postgres", host, port, database, user, password, ssl: "disable" } as const;
  return { duckdb: duckdbEngine, postgres: postgresEngine(postgresConfig(connection, "/")) };
}
