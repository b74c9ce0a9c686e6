/** Bytes of a file, both ends included. */
export interface ByteSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * What `Range` asks of a file of so many bytes (RFC 9110, 14.2): a stretch; `outside` when it begins beyond the end; undefined
 * for the whole file, which is also the answer to several ranges, another unit, or anything that is not understood.
 */
export function spanOf(range: string | undefined, bytes: number): ByteSpan | "outside" | undefined {
  const { first = "", last = "" } = /^bytes=(?<first>\d{0,15})-(?<last>\d{0,15})$/i.exec(range ?? "")?.groups ?? {};
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? "outside" : { from: bytes - length, to: bytes - 1 };
  }
  const from = Number(first);
  if (last !== "" && Number(last) < from) return undefined;
  if (from >= bytes) return "outside";
  return { from, to: last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1) };
}

/** Whether `If-None-Match` names this strong tag; a weak likeness will do (RFC 9110, 13.1.2). */
export function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === "*" || header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
