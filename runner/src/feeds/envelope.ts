/** How `timestampOfMessage` is written. */
export type TimestampFormat = "us" | "iso";

/** When an event was raised as its message says it; `raisedAt`: UTC, ISO 8601 with microseconds. */
export function timestampOfMessage(raisedAt: string, format: TimestampFormat): string {
  if (format === "iso") return raisedAt;
  const [year, month, day] = [raisedAt.slice(0, 4), raisedAt.slice(5, 7), raisedAt.slice(8, 10)];
  return `${month}/${day}/${year} ${raisedAt.slice(11, 19)}`;
}

/** An event in the form of SEEDS 97, on one line; `payload`: JSON, UTF-8, taken as it is. */
export function envelope(type: string, timestamp: string, payload: Uint8Array): Uint8Array {
  const head = `{"timestampOfMessage":${JSON.stringify(timestamp)},"eventType":${JSON.stringify(type)},"payload":`;
  const bytes = Buffer.allocUnsafe(Buffer.byteLength(head) + payload.length + 1);
  const at = bytes.write(head, "utf8");
  bytes.set(payload, at);
  bytes[at + payload.length] = 0x7d;
  return bytes;
}
