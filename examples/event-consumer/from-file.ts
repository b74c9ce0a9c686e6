// node from-file.ts events.ndjson: one event a line. The database is that of PGHOST, PGDATABASE, PGUSER and PGPASSWORD.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import pg from "pg";
import { applyEvent, createTables } from "./apply-event.ts";

const client = new pg.Client();
await client.connect();
await createTables(client);
let taken = 0;
let repeats = 0;
for await (const text of createInterface({ input: createReadStream(process.argv[2] ?? "events.ndjson") })) {
  if (await applyEvent(client, { text })) taken += 1;
  else repeats += 1;
}
await client.end();
console.log(`${taken} events taken, ${repeats} known or of another type`);
