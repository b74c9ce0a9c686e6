import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as after } from "node:timers/promises";
import type { KafkaSettings } from "../../../runner/src/feeds/sinks/kafka/kafka-client.ts";
import { kafkaSink } from "../../../runner/src/feeds/sinks/kafka/kafka-sink.ts";
import type { OpenSink, SinkRecord } from "../../../runner/src/feeds/sinks/sink.ts";
import { clients } from "./clients.ts";

/** What a writer is told, as JSON in its first argument. */
interface WriterOrder {
  readonly name: string;
  readonly client: string;
  readonly transactional: boolean;
  readonly settings: KafkaSettings;
  /** Holds the last batch that was acknowledged; only of a writer that is not transactional. */
  readonly positionFile: string;
  readonly pauseMs: number;
}

const keysOfBatch = 8;

// As a feed does: one batch at a time, numbered; after a failure everything is opened anew, and the sink says where it stands.
const order = JSON.parse(process.argv[2] ?? "") as WriterOrder;
const { name, client, transactional, settings, positionFile, pauseMs } = order;
const connect = clients[client];
if (connect === undefined) throw new Error(`There is no client "${client}".`);
const sink = kafkaSink(settings, { events: name, deadLetters: name }, () => connect(settings));
const never = new AbortController().signal;

for (;;) {
  try {
    await using open = await sink.open({ feed: name, transactional, signal: never });
    await write(open);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    console.log(`failed ${code} ${message}`);
    // A fenced one has been followed by another; everything else passes.
    if (code === undefined || code === "feed-fenced") console.log(`strange ${(error as Error).stack?.replaceAll("\n", " | ")}`);
    await after(100);
  }
}

async function write(open: OpenSink): Promise<void> {
  let batch = transactional ? Number(open.committed ?? 0) : readPosition();
  console.log(`opened ${batch}`);
  for (;;) {
    batch += 1;
    console.log(`sending ${batch}`);
    await open.send({ records: recordsOf(batch), ...(transactional ? { position: String(batch) } : {}) }, never);
    if (!transactional) writePosition(batch);
    console.log(`sent ${batch}`);
    await after(Math.random() * pauseMs);
  }
}

function recordsOf(batch: number): SinkRecord[] {
  return Array.from({ length: keysOfBatch }, (_, at) => ({
    to: "events",
    key: `key-${at}`,
    value: Buffer.from(JSON.stringify({ batch })),
    headers: [["ce_id", `${batch}-${at}`]],
  }));
}

function writePosition(batch: number): void {
  writeFileSync(`${positionFile}.new`, String(batch));
  renameSync(`${positionFile}.new`, positionFile);
}

function readPosition(): number {
  try {
    return Number(readFileSync(positionFile, "utf8"));
  } catch {
    return 0;
  }
}
