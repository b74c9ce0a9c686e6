// node from-file.ts events.ndjson: an event a line, or a record with its headers. The database is that of PGHOST, PGDATABASE, PGUSER and PGPASSWORD.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import pg from "pg";
import { applyEvent, Count, createTables } from "./apply-event.ts";

const client = new pg.Client();
await client.connect();
await createTables(client);
const count = new Count();
for await (const line of createInterface({ input: createReadStream(process.argv[2] ?? "events.ndjson") })) {
  const { headers, value } = JSON.parse(line);
  const message =
    headers === undefined ? { text: line } : { text: JSON.stringify(value), id: headers.ce_id, time: headers.ce_time };
  count.add(await applyEvent(client, message));
}
await client.end();
console.log(`Events: ${count}`);
