import type { Writable } from "node:stream";
import { recordLine } from "./record-line.ts";
import type { EventSink, SinkBatch, SinkRecord } from "./sink.ts";

/** Events as lines on one stream, dead letters on another. `onClosed`: whoever read the events has gone. */
export function stdoutSink(
  streams: { readonly events: Writable; readonly deadLetters: Writable },
  { withHeaders, onClosed }: { readonly withHeaders: boolean; onClosed(): void },
): EventSink {
  return {
    place: "stdout",
    open: async () => ({
      partitions: 1,
      maxRecordBytes: Number.MAX_SAFE_INTEGER,
      send: async ({ records }: SinkBatch) => {
        const linesTo = (to: SinkRecord["to"]): Buffer =>
          Buffer.concat(records.flatMap((record) => (record.to === to ? [recordLine(record, withHeaders)] : [])));
        await written(streams.deadLetters, linesTo("dead-letters"));
        if (!(await written(streams.events, linesTo("events")))) onClosed();
      },
      [Symbol.asyncDispose]: async () => {},
    }),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** False when nobody reads any more. Errors: those of the stream otherwise. */
async function written(stream: Writable, lines: Buffer): Promise<boolean> {
  if (lines.length === 0) return true;
  return new Promise((resolve, reject) => {
    stream.write(lines, (error) => {
      if (error === null || error === undefined) resolve(true);
      else if ("code" in error && error.code === "EPIPE") resolve(false);
      else reject(error);
    });
  });
}
