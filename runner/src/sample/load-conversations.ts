import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import { isDialogue } from "./dialogue.ts";
import { addDialogue } from "./dialogue-rows.ts";
import type { SampleErrorCode } from "./errors.ts";
import { type GenerateSampleOptions, openWriter, type SampleResult } from "./generate-sample.ts";
import { addLoadLog } from "./load-log.ts";
import { Rows } from "./rows.ts";
import { sampleInfo } from "./tables.ts";

/** Which conversations to load, and where to put them. */
export interface LoadConversationsOptions extends Omit<GenerateSampleOptions, "contacts" | "seed"> {
  /** Gzip-compressed NDJSON, one dialogue of the Schema-Guided Dialogue format a line. */
  readonly file: string;
}

const sliceContacts = 500;

/**
 * Fills a sample warehouse with real conversations, by a fixed rule: the same file gives the same rows, in either engine.
 * Aborted, failed or killed it leaves the target as it was. Errors: sample-* codes.
 */
export async function loadConversations(options: LoadConversationsOptions): Promise<SampleResult> {
  const { file, target, onProgress } = options;
  const signal = options.signal ?? new AbortController().signal;
  const began = performance.now();
  await using writer = await openWriter(target, { force: options.force ?? false, signal });
  let rows = new Rows();
  let contacts = 0;
  let written = 0;
  const flush = async () => {
    await writer.write(rows);
    written += rows.count;
    rows = new Rows();
    onProgress?.({ contacts, rows: written });
  };
  for await (const line of readLines(file, signal)) {
    contacts += 1;
    addDialogue(parse(line, file, contacts), rows);
    if (contacts % sliceContacts === 0) await flush();
  }
  addLoadLog(rows);
  rows.add(sampleInfo, ["conversations", null, contacts]);
  await flush();
  signal.throwIfAborted();
  const tables = await writer.finish();
  return { tables, elapsedMs: performance.now() - began };
}

async function* readLines(file: string, signal: AbortSignal): AsyncGenerator<string> {
  const text = createGunzip().setEncoding("utf8");
  // What goes wrong before it comes out of `text` too.
  pipeline(createReadStream(file), text, { signal }).catch(() => {});
  let rest = "";
  try {
    for await (const piece of text as AsyncIterable<string>) {
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      yield* lines.filter((line) => line !== "");
    }
    if (rest !== "") yield rest;
  } catch (cause) {
    signal.throwIfAborted();
    throw unreadable(file, cause);
  }
}

function parse(line: string, file: string, number: number) {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  if (isDialogue(value)) return value;
  throw new DatafeedError(
    "sample-conversation-malformed" satisfies SampleErrorCode,
    `${file}, dialogue ${number}: not a dialogue of the Schema-Guided Dialogue format.`,
    { hint: "Each line is one JSON object with dialogue_id, services and turns." },
  );
}

function unreadable(file: string, cause: unknown): DatafeedError {
  return new DatafeedError(
    "sample-conversations-unreadable" satisfies SampleErrorCode,
    `${file} can't be read: ${messageOf(cause)}.`,
    {
      cause,
      hint: "Give the path of a gzip-compressed NDJSON file.",
    },
  );
}
