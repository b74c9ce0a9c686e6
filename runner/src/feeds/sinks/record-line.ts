import type { SinkRecord } from "./sink.ts";

/** A record as a line: its value as it is; with headers `{"key": …, "headers": {…}, "value": …}`. */
export function recordLine({ key, value, headers }: SinkRecord, withHeaders: boolean): Buffer {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (!withHeaders) return Buffer.concat([bytes, lineEnd]);
  const head = `${lineHead}${JSON.stringify(key)},"headers":${JSON.stringify(Object.fromEntries(headers))},"value":`;
  return Buffer.concat([Buffer.from(head, "utf8"), bytes, lineTail]);
}

/** So begins a line with headers, and no event. */
export const lineHead = '{"key":';
const lineEnd = Buffer.from("\n");
const lineTail = Buffer.from("}\n");
