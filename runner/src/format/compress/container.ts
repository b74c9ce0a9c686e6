import type { ResolvedOutput } from "../../load/project-documents.ts";
import { gzipHead, gzipTail } from "./gzip.ts";
import { zipHead, zipTail } from "./zip.ts";

/** What was compressed, known when it ends. */
export interface Compressed {
  readonly crc32: number;
  readonly contentBytes: number;
  readonly compressedBytes: number;
}

/** The bytes around one deflated stream that make it a file. */
export interface Container {
  head(): Buffer;
  tail(compressed: Compressed): Buffer;
}

/** The container of a compression; `entry` is the name that the content has inside. */
export function containerOf(compress: Exclude<ResolvedOutput["compress"], "none">, entry: string): Container {
  if (compress === "gzip") return { head: gzipHead, tail: gzipTail };
  return { head: () => zipHead(entry), tail: (compressed) => zipTail(entry, compressed) };
}
