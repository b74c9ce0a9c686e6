import type { Where } from "../commands.ts";
import { isSpace } from "./split-array.ts";

const quote = 0x22;
const backslash = 0x5c;

/**
 * Says of a record's bytes whether each of the named members has one of the values: a text by itself, anything else by its JSON
 * text (`true`, `12`, `null`). A record that does not have the member does not match. The other members are passed over unread.
 */
export function recordMatcher(where: Where): (record: Buffer) => boolean {
  const wanted = new Map(
    Object.entries(where).map(([name, values]) => [name, values.map((text) => ({ text, bytes: Buffer.from(text) }))]),
  );
  return (record) => {
    let left = wanted.size;
    for (let at = opening(record); left > 0; ) {
      at = afterSpace(record, at);
      if (record[at] !== quote) return false;
      const keyEnd = stringEnd(record, at);
      const values = wanted.get(textOf(record, at, keyEnd));
      const start = afterSpace(record, afterSpace(record, keyEnd) + 1);
      const end = valueEnd(record, start);
      if (values !== undefined) {
        if (!values.some((value) => isEqual(record, start, end, value))) return false;
        left -= 1;
      }
      at = afterSpace(record, end) + 1;
    }
    return true;
  };
}

/** Where the first member of an object begins; the end of anything else. */
function opening(record: Buffer): number {
  const at = afterSpace(record, 0);
  return record[at] === 0x7b ? at + 1 : record.length;
}

function isEqual(
  record: Buffer,
  start: number,
  end: number,
  { text, bytes }: { readonly text: string; readonly bytes: Buffer },
): boolean {
  if (record[start] !== quote) return record.subarray(start, end).equals(bytes);
  const inside = record.subarray(start + 1, end - 1);
  return inside.includes(backslash) ? textOf(record, start, end) === text : inside.equals(bytes);
}

/** The text of a string with its quotes. */
function textOf(record: Buffer, start: number, end: number): string {
  const inside = record.subarray(start + 1, end - 1);
  return inside.includes(backslash) ? (JSON.parse(record.toString("utf8", start, end)) as string) : inside.toString();
}

function afterSpace(record: Buffer, from: number): number {
  let at = from;
  while (at < record.length && isSpace(record[at]!)) at += 1;
  return at;
}

/** Behind the string that begins at `start`. */
function stringEnd(record: Buffer, start: number): number {
  for (let at = start + 1; at < record.length; at++) {
    const byte = record[at]!;
    if (byte === backslash) at += 1;
    else if (byte === quote) return at + 1;
  }
  return record.length;
}

/** Behind the value that begins at `start`. */
function valueEnd(record: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < record.length; ) {
    const byte = record[at]!;
    if (byte === quote) {
      at = stringEnd(record, at);
      if (depth === 0) return at;
      continue;
    }
    if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (byte === 0x2c || isSpace(byte))) return at;
    at += 1;
  }
  return record.length;
}
