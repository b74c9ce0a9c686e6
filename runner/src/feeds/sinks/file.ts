import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf } from "../../errors/datafeed-error.ts";
import { feedError } from "../errors.ts";
import { recordLine } from "./record-line.ts";
import type { EventSink, OpenSink, SinkBatch } from "./sink.ts";

/** Any record fits into a file. */
const maxRecordBytes = Number.MAX_SAFE_INTEGER;
/** Bytes that are looked through at a time for the last line end. */
const stepBytes = 64 * 1024;

/**
 * Events as lines of a file, dead letters as lines of `<file>.dead-letters`: appended, and on disk before a batch counts as
 * sent. A last line that was torn by a crash is cut off when it is opened.
 */
export function fileSink(file: string, { withHeaders = false }: { readonly withHeaders?: boolean } = {}): EventSink {
  return {
    place: `file ${file}`,
    open: async () => {
      await using opened = new AsyncDisposableStack();
      const events = opened.use(await openLines(file));
      const deadLetters = opened.use(await openLines(`${file}.dead-letters`));
      const kept = opened.move();
      return lineSink({ events, "dead-letters": deadLetters }, withHeaders, () => kept.disposeAsync());
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

type Files = Readonly<Record<"events" | "dead-letters", FileHandle>>;

function lineSink(files: Files, withHeaders: boolean, close: () => Promise<void>): OpenSink {
  return {
    partitions: 1,
    maxRecordBytes,
    send: async ({ records }: SinkBatch) => {
      try {
        for (const to of ["events", "dead-letters"] as const) {
          const lines = records.flatMap((record) => (record.to === to ? [recordLine(record, withHeaders)] : []));
          if (lines.length === 0) continue;
          await files[to].appendFile(Buffer.concat(lines));
          await files[to].datasync();
        }
      } catch (cause) {
        throw feedError("feed-file-failed", `The events can't be written: ${messageOf(cause)}`, { cause });
      }
    },
    [Symbol.asyncDispose]: close,
  };
}

async function openLines(file: string): Promise<FileHandle> {
  try {
    const handle = await open(file, "a+");
    await cutTornLine(handle);
    return handle;
  } catch (cause) {
    // Made silently, a mistyped path would look like a file that was lost.
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") {
      throw feedError("feed-file-failed", `There is no folder ${dirname(file)}. Make it first.`, { cause });
    }
    throw feedError("feed-file-failed", `${file} can't be opened: ${messageOf(cause)}`, { cause });
  }
}

async function cutTornLine(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  const buffer = Buffer.alloc(stepBytes);
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - stepBytes);
    const { bytesRead } = await handle.read(buffer, 0, end - from, from);
    const at = buffer.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (at >= 0) return from + at + 1 === size ? undefined : handle.truncate(from + at + 1);
    end = from;
  }
  if (size > 0) await handle.truncate(0);
}
