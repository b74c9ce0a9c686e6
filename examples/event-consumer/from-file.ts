// node from-file.ts events.ndjson: an event a line, or a record with its headers. The database is that of PGHOST, PGDATABASE, PGUSER and PGPASSWORD.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import pg from "pg";
import { applyEvent, createTables } from "./apply-event.ts";

const client = new pg.Client();
await client.connect();
await createTables(client);
let taken = 0;
let repeats = 0;
for await (const line of createInterface({ input: createReadStream(process.argv[2] ?? "events.ndjson") })) {
  const { headers, value } = JSON.parse(line);
  const message =
    headers === undefined ? { text: line } : { text: JSON.stringify(value), id: headers.ce_id, time: headers.ce_time };
  if (await applyEvent(client, message)) taken += 1;
  else repeats += 1;
}
await client.end();
console.log(`${taken} events taken, ${repeats} known or of another type`);
