import { createHash } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import type { ResolvedOutput } from "../load/project-documents.ts";
import { type Container, containerOf } from "./compress/container.ts";
import { ParallelDeflate } from "./compress/parallel-deflate.ts";
import { fileError } from "./errors.ts";

/** A file that was written: closed and synced. */
export interface WrittenFile {
  /** Absolute path. */
  readonly file: string;
  readonly bytes: number;
  /** SHA-256 of the file's bytes, hex. */
  readonly sha256: string;
  /** What is inside: the same as `bytes` and `sha256` without compression. */
  readonly contentBytes: number;
  readonly contentSha256: string;
}

/** Where a part is written, and how it is compressed. */
export interface PartWriterOptions {
  /** Absolute path; the file must not exist, its folder must. */
  readonly file: string;
  readonly compress: ResolvedOutput["compress"];
  /** The name of the content inside a ZIP. */
  readonly entry: string;
}

interface Compression {
  readonly container: Container;
  readonly deflate: ParallelDeflate;
}

/**
 * Writes one file: content in, compressed if asked for, hashed on both sides, synced at the end. Errors: format-disk-full,
 * format-file-refused, format-file-failed. After an error only `abort` may be called.
 */
export class PartWriter {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #content = createHash("sha256");
  readonly #compressed = createHash("sha256");
  readonly #compression: Compression | undefined;
  #contentBytes = 0;
  #bytes = 0;

  private constructor(options: PartWriterOptions, handle: FileHandle) {
    this.#file = options.file;
    this.#handle = handle;
    if (options.compress !== "none") {
      const deflate = new ParallelDeflate((bytes) => this.#writeCompressed(bytes));
      this.#compression = { container: containerOf(options.compress, options.entry), deflate };
    }
  }

  /** Creates the file. */
  static async open(options: PartWriterOptions): Promise<PartWriter> {
    let writer: PartWriter | undefined;
    try {
      writer = new PartWriter(options, await open(options.file, "wx", 0o644));
      if (writer.#compression !== undefined) await writer.#writeCompressed(writer.#compression.container.head());
      return writer;
    } catch (error) {
      await writer?.abort();
      throw fileError(error, options.file);
    }
  }

  /** Content so far, before compression. */
  get contentBytes(): number {
    return this.#contentBytes;
  }

  /** Takes content. A promise is returned when it must wait; `bytes` may be used again when that is fulfilled. */
  write(bytes: Uint8Array): Promise<void> | undefined {
    this.#content.update(bytes);
    this.#contentBytes += bytes.length;
    try {
      const waiting = this.#compression === undefined ? this.#writeFile(bytes) : this.#compression.deflate.take(bytes);
      return waiting?.catch((error: unknown) => {
        throw fileError(error, this.#file);
      });
    } catch (error) {
      throw fileError(error, this.#file);
    }
  }

  /** Ends the file, syncs and closes it. */
  async close(): Promise<WrittenFile> {
    try {
      if (this.#compression !== undefined) await this.#endCompression(this.#compression);
      await this.#handle.sync();
      await this.#handle.close();
    } catch (error) {
      throw fileError(error, this.#file);
    }
    const contentSha256 = this.#content.digest("hex");
    const sha256 = this.#compression === undefined ? contentSha256 : this.#compressed.digest("hex");
    return { file: this.#file, bytes: this.#bytes, sha256, contentBytes: this.#contentBytes, contentSha256 };
  }

  /** Closes and removes the file; never fails. */
  async abort(): Promise<void> {
    await this.#compression?.deflate.settle();
    await this.#handle.close().catch(() => {});
    await rm(this.#file, { force: true }).catch(() => {});
  }

  async #endCompression({ container, deflate }: Compression): Promise<void> {
    await deflate.end();
    const compressedBytes = this.#bytes - container.head().length;
    await this.#writeCompressed(container.tail({ crc32: deflate.crc32, contentBytes: this.#contentBytes, compressedBytes }));
  }

  async #writeCompressed(bytes: Uint8Array): Promise<void> {
    this.#compressed.update(bytes);
    await this.#writeFile(bytes);
  }

  async #writeFile(bytes: Uint8Array): Promise<void> {
    this.#bytes += bytes.length;
    for (let written = 0; written < bytes.length; ) {
      written += (await this.#handle.write(bytes, written)).bytesWritten;
    }
  }
}
