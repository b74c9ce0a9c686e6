import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openPostgres } from "../../runner/src/warehouse/postgres/open-postgres.ts";
import type { PostgresConfig } from "../../runner/src/warehouse/postgres/postgres-config.ts";
import { openRedshift } from "../../runner/src/warehouse/redshift/open-redshift.ts";
import { startPostgres, type TestPostgres } from "../support/embedded-postgres.ts";
import { never, query, readAll } from "../warehouse/postgres-support.ts";

let folder: string;
let server: TestPostgres;
let admin: pg.Client;

/** The server's certificate is for `localhost` alone, and signed by itself. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "datafeed-tls-"));
  for (const name of ["server", "stranger"]) certificate(name);
  server = await startPostgres();
  admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  const { rows } = await admin.query<{ folder: string }>("select current_setting('data_directory') as folder");
  const data = rows[0]?.folder ?? "";
  // The server takes a key that it owns itself; `copy … to` lets it write the file.
  await putFile(`${data}/server.crt`, readFileSync(join(folder, "server.crt"), "utf8"));
  await putFile(`${data}/server.key`, readFileSync(join(folder, "server.key"), "utf8"));
  await admin.query("alter system set ssl to on");
  await admin.query("select pg_reload_conf()");
  await vi.waitUntil(canUseTls, { timeout: 20_000 });
});
afterAll(async () => {
  await admin.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function certificate(name: string): void {
  const files = ["-keyout", join(folder, `${name}.key`), "-out", join(folder, `${name}.crt`)];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...files], {
    stdio: "ignore",
  });
}

async function putFile(file: string, text: string): Promise<void> {
  const lines = text.trimEnd().split("\n");
  const values = lines.map((line) => `('${line}')`).join(",");
  await admin.query(`copy (values ${values}) to program 'umask 077; cat > "${file}"'`);
}

async function canUseTls(): Promise<boolean> {
  const client = new pg.Client({ connectionString: server.url, ssl: { rejectUnauthorized: false } });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

function config(more: Partial<PostgresConfig>): PostgresConfig {
  return {
    host: "localhost",
    port: server.port,
    database: "postgres",
    user: "postgres",
    password: decodeURIComponent(new URL(server.url).password),
    ssl: "verify-full",
    statementTimeoutMs: 60_000,
    maxQueries: 1,
    ...more,
  };
}

const isSecure = query("select ssl from pg_stat_ssl where pid = pg_backend_pid()");

test.each([
  ["require", {}],
  ["verify-ca", { ca: "server.crt" }],
  ["verify-ca", { ca: "server.crt", host: "127.0.0.1" }],
  ["verify-full", { ca: "server.crt" }],
] as const)("%s with %j is secure", async (ssl, { ca, ...more }: { ca?: string; host?: string }) => {
  await using warehouse = openPostgres("w", config({ ssl, ...more, ...(ca === undefined ? {} : { ca: join(folder, ca) }) }));
  expect(await readAll(warehouse, isSecure)).toEqual([["t"]]);
});

test.each([
  ["a certificate of an unknown authority", {}],
  ["a certificate of somebody else", { ca: "stranger.crt" }],
  ["a certificate for another host", { ca: "server.crt", host: "127.0.0.1" }],
  ["a file of certificates that is not there", { ca: "nowhere.crt" }],
] as const)("%s is refused", async (_, { ca, ...more }: { ca?: string; host?: string }) => {
  await using warehouse = openPostgres("w", config({ ...more, ...(ca === undefined ? {} : { ca: join(folder, ca) }) }));
  await expect(readAll(warehouse, isSecure)).rejects.toMatchObject({ code: "warehouse-tls" });
});

test("rows are whole over TLS, and a query is cancelled over TLS", async () => {
  await using warehouse = openPostgres("w", config({ ca: join(folder, "server.crt") }));
  const rows = await readAll(warehouse, query("select g, repeat(chr(65 + g % 26), g % 3000) from generate_series(1, 20000) g"));
  expect(rows.every(([g, text], i) => g === String(i + 1) && text?.length === (i + 1) % 3000)).toBe(true);
  {
    await using reading = await warehouse.read(query("select generate_series(1, 100000000), repeat('x', 500)"), {
      signal: never,
    });
    for await (const _ of reading.batches) break;
  }
  const { rows: active } = await admin.query(
    "select 1 from pg_stat_activity where state = 'active' and query like '%100000000%' and pid <> pg_backend_pid()",
  );
  expect(active).toEqual([]);
});

test("Redshift's request to cancel goes in the clear, and ends the query of a secured connection", async () => {
  await using warehouse = openRedshift("rs", { ...config({ ca: join(folder, "server.crt") }), readOnly: true });
  expect(await readAll(warehouse, isSecure)).toEqual([["t"]]);
  {
    await using reading = await warehouse.read(query("select generate_series(1, 200000000), repeat('x', 500)"), {
      signal: never,
    });
    for await (const _ of reading.batches) break;
  }
  const { rows: active } = await admin.query(
    "select 1 from pg_stat_activity where state = 'active' and query like '%200000000%' and pid <> pg_backend_pid()",
  );
  expect(active).toEqual([]);
});
