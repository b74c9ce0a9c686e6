/** What people write by hand: pg-query-stream into csv-stringify: `query-stream.ts URL FOLDER`. */
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify";
import pg from "pg";
import QueryStream from "pg-query-stream";
import { interactionsSql } from "../project.ts";

const [, , url = "", folder = ""] = process.argv;
const client = new pg.Client({ connectionString: url });
await client.connect();
const rows = client.query(new QueryStream(interactionsSql("none")));
await pipeline(rows, stringify({ header: true }), createWriteStream(`${folder}/out.csv`));
await client.end();
