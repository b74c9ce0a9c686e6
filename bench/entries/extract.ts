/** Reads from PostgreSQL, encodes and writes, by the rooms themselves: `extract.ts URL FOLDER FORMAT COMPRESS ORDER`. */
import { makeEncoder } from "../../runner/src/format/make-encoder.ts";
import { createParts } from "../../runner/src/format/parts.ts";
import { openPostgres } from "../../runner/src/warehouse/postgres/open-postgres.ts";
import { interactionsPlan, type Order } from "../interactions.ts";

const [, , address = "", folder = "", format = "csv", compress = "none", order = "none"] = process.argv;
const url = new URL(address);
const plan = interactionsPlan(order as Order, {
  format: format as "csv" | "json" | "ndjson",
  compress: compress as "none" | "zip" | "gzip",
});
await using warehouse = openPostgres("bench", {
  host: url.hostname,
  port: Number(url.port),
  database: url.pathname.slice(1),
  user: url.username,
  password: url.password,
  ssl: url.searchParams.has("tls") ? "require" : "disable",
  statementTimeoutMs: 600_000,
  maxQueries: 1,
});
await using reading = await warehouse.read(plan.query, { signal: new AbortController().signal });
const encoder = makeEncoder(plan);
const parts = createParts(folder, { stem: "out", ...plan.output });
for (const piece of encoder.begin()) await parts.write(piece, encoder.rows);
for await (const batch of reading.batches) {
  for (const piece of encoder.encode(batch)) {
    const waiting = parts.write(piece, encoder.rows);
    if (waiting !== undefined) await waiting;
  }
}
for (const piece of encoder.end()) await parts.write(piece, encoder.rows);
const written = parts.close();
if (reading.rows() !== encoder.rows) throw new Error(`${encoder.rows} rows encoded, ${reading.rows()} sent`);
console.log(JSON.stringify({ rows: encoder.rows, written }));
