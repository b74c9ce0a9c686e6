import type { Readable } from "node:stream";
import type { Check } from "../warehouse/warehouse.ts";

/**
 * Where files go. A file comes to be in two steps: it is staged, out of everybody's sight, by attempt; then published under
 * its own name by create-exclusive. Nothing is ever overwritten. Paths are relative to the destination, with forward slashes.
 * Disposing ends its connections; one that is used again opens them anew.
 */
export interface Destination extends AsyncDisposable {
  readonly name: string;
  /** A local folder in which the files of an attempt are written; made when it does not exist. */
  stagingFolder(attempt: string): Promise<string>;
  /** All that the attempt has staged is durable when it returns, and in reach of whoever may have to publish it. */
  seal(attempt: string, signal?: AbortSignal): Promise<void>;
  /**
   * Gives the staged file its name, creating folders. "exists" when something of that name is there already: the caller
   * compares its content and decides. Durable when it returns.
   */
  publish(attempt: string, staged: string, path: string): Promise<"created" | "exists">;
  /** Creates a small file exclusively with this text (manifests, tombstones), by way of the attempt's staging. Durable when it returns. */
  createExclusive(attempt: string, path: string, text: string): Promise<"created" | "exists">;
  /** Removes what an attempt left in staging. Succeeds when there is nothing. */
  discard(attempt: string): Promise<void>;
  /** Attempts that have something in staging. */
  staged(): Promise<readonly string[]>;
  /** SHA-256 (hex) and bytes of a published file; undefined when there is none. */
  fingerprint(path: string, signal?: AbortSignal): Promise<{ readonly sha256: string; readonly bytes: number } | undefined>;
  /** The paths of all published files, in no order; below a folder, when one is given. What is staged is not among them. */
  list(folder?: string): AsyncIterable<string>;
  /** Whether something of that name is there, whatever it is. */
  exists(path: string): Promise<boolean>;
  /**
   * A published file's bytes, or a range of them: what lies beyond its end is left out. Fails with destination-no-file when
   * there is none. Destroying the stream ends the reading.
   */
  read(path: string, range?: ByteRange): Readable;
  /** A published file as a local one, for readers that need to move about in it: itself, or a copy that goes when disposed. */
  localFile(path: string): Promise<LocalFile>;
  /** Removes a published file. Succeeds when there is none. */
  delete(path: string): Promise<void>;
  /** The path as a person would open it. */
  locate(path: string): string;
  /** What `doctor` prints; tries create-exclusive for real. */
  check(signal: AbortSignal): Promise<readonly Check[]>;
}

/** Bytes of a file, half open: from 0 to 10 are the first ten. Without `from` it begins at the start, without `to` it goes to the end. */
export interface ByteRange {
  readonly from?: number;
  readonly to?: number;
}

/** A file on this machine. */
export interface LocalFile extends AsyncDisposable {
  /** Absolute path. */
  readonly file: string;
}
