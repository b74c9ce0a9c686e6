import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A record as kcat, which is not ours, read it. */
export interface ReadRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** When the broker or the producer stamped it; milliseconds since 1970. */
  readonly timestamp: number;
}

export interface ReadOptions {
  /** `true`: with `read_committed`, what is left of transactions that were aborted is not seen. The default. */
  readonly committed?: boolean;
  /** More options of librdkafka: `["security.protocol=ssl"]`. */
  readonly options?: readonly string[];
}

/** Everything that a topic holds now, partition by partition in the order of offsets. */
export async function readTopic(servers: readonly string[], topic: string, options: ReadOptions = {}): Promise<ReadRecord[]> {
  const records: ReadRecord[] = [];
  for await (const record of consume(servers, topic, { ...options, end: true })) records.push(record);
  return records.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
}

/**
 * The records of a topic as they come, from its beginning, or with `only: "new"` from its end; with `end` as far as it goes now,
 * otherwise until the loop is left, or `signal` ends it.
 */
export async function* consume(
  servers: readonly string[],
  topic: string,
  {
    committed = true,
    options = [],
    end = false,
    only,
    signal,
  }: ReadOptions & { readonly end?: boolean; readonly only?: "new"; readonly signal?: AbortSignal } = {},
): AsyncGenerator<ReadRecord> {
  if (signal?.aborted) return;
  const isolation = `isolation.level=${committed ? "read_committed" : "read_uncommitted"}`;
  const given = [isolation, "topic.metadata.refresh.interval.ms=1000", ...options].flatMap((option) => ["-X", option]);
  const args = [
    "-b",
    servers.join(","),
    "-C",
    "-t",
    topic,
    "-o",
    only === "new" ? "end" : "beginning",
    "-J",
    "-q",
    "-u",
    ...(end ? ["-e"] : []),
    ...given,
  ];
  const kcat = spawn("kcat", args, { stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(kcat, "exit");
  signal?.addEventListener("abort", () => kcat.kill("SIGKILL"));
  let said = "";
  kcat.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2000);
  });
  try {
    for await (const line of createInterface({ input: kcat.stdout })) yield asRecord(line);
    const [code] = await exited;
    if (code !== 0 && signal?.aborted !== true) throw new Error(`kcat ended with ${code}: ${said}`);
  } finally {
    kcat.kill("SIGKILL");
  }
}

export interface TopicOfCluster {
  readonly topic: string;
  readonly partitions: readonly {
    readonly partition: number;
    readonly leader: number;
    readonly isrs: readonly { readonly id: number }[];
    readonly replicas: readonly { readonly id: number }[];
  }[];
}

/** Brokers and topics as the cluster tells them, its own topics among them. */
export async function describeCluster(
  servers: readonly string[],
  topic?: string,
): Promise<{
  readonly brokers: readonly { readonly id: number; readonly name: string }[];
  readonly topics: readonly TopicOfCluster[];
}> {
  const kcat = spawn("kcat", ["-b", servers.join(","), "-L", "-J", ...(topic === undefined ? [] : ["-t", topic])], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(kcat, "exit");
  const [text, said] = await Promise.all([textOf(kcat.stdout), textOf(kcat.stderr)]);
  const [code] = await exited;
  if (code !== 0) throw new Error(`kcat ended with ${code}: ${said}`);
  return JSON.parse(text) as Awaited<ReturnType<typeof describeCluster>>;
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const part of stream.setEncoding("utf8")) text += part;
  return text;
}

function asRecord(line: string): ReadRecord {
  const raw = JSON.parse(line) as {
    topic: string;
    partition: number;
    offset: number;
    ts: number;
    headers?: readonly string[];
    key: string | null;
    payload: string | null;
  };
  const headers = raw.headers ?? [];
  const pairs = Array.from({ length: headers.length / 2 }, (_, at) => [headers[2 * at], headers[2 * at + 1]]);
  const { topic, partition, offset, ts: timestamp, key, payload: value } = raw;
  return { topic, partition, offset, key, value, timestamp, headers: Object.fromEntries(pairs) as Record<string, string> };
}
