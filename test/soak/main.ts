import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { soakFeeds } from "./feeds/feed-soak.ts";
import { soakKafka } from "./kafka/kafka-soak.ts";
import { soakNested } from "./nested.ts";
import { runSoak } from "./soak.ts";

/**
 * `npm run soak -- [--kills N] [--seed N] [--only TEXT] [--markdown FILE]`: the long proof; docs/soak.md has its last tables.
 * `--only feed [--conversations N] [--kills N] [--restarts N]`: event feeds alone, each way of delivery.
 * `--only kafka [--kills N] [--minutes N]`: the Kafka client alone, on three brokers that are killed.
 * `--nested GB`: nested JSON of that size instead, and the memory that it takes.
 */
const { values } = parseArgs({
  options: {
    kills: { type: "string" },
    restarts: { type: "string", default: "10" },
    minutes: { type: "string", default: "600" },
    conversations: { type: "string", default: "200000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    only: { type: "string", default: "" },
    markdown: { type: "string" },
    nested: { type: "string" },
  },
});
if (values.nested !== undefined) {
  console.log(await soakNested(Number(values.nested)));
  process.exit();
}
const { only } = values;
const seed = Number(values.seed);
const tables: string[] = [];
let sound = true;
if (only === "kafka") {
  const found = await soakKafka({ kills: Number(values.kills ?? 100), minutes: Number(values.minutes) });
  tables.push(found.table);
  sound &&= found.sound;
} else if (!only.startsWith("feed")) {
  const found = await runSoak({ kills: Number(values.kills ?? 1000), seed, only });
  tables.push(found.table);
  sound &&= found.sound;
}
if (only === "" || only.startsWith("feed")) {
  const [conversations, restarts] = [Number(values.conversations), Number(values.restarts)];
  const kills = only === "" ? 50 : Number(values.kills ?? 50);
  const found = await soakFeeds({ conversations, kills, restarts, seed, only });
  tables.push(found.table);
  sound &&= found.sound;
}
process.stdout.write(tables.join("\n"));
if (values.markdown !== undefined) writeFileSync(values.markdown, tables.join("\n"));
process.exitCode = sound ? 0 : 1;
