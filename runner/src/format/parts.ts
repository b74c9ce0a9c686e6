import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ResolvedOutput } from "../load/project-documents.ts";
import type { Piece } from "./encoder.ts";
import { PartWriter, type WrittenFile } from "./part-writer.ts";

/** One part of an output, written. */
export interface WrittenPart extends WrittenFile {
  /** File name without folder. */
  readonly name: string;
  readonly rows: number;
}

/** What the names of an output's parts are made of. */
export type PartNaming = Pick<ResolvedOutput, "format" | "compress" | "split"> & {
  /** The output's name without extension. */
  readonly stem: string;
};

/** The names of a part's file and of the content in it; `number` counts from 1. Parts of a split output end in `_0001`, …. */
export function partNames(naming: PartNaming, number: number): { readonly file: string; readonly entry: string } {
  const part = naming.split === undefined ? naming.stem : `${naming.stem}_${String(number).padStart(4, "0")}`;
  const entry = `${part}.${naming.format}`;
  return { entry, file: { none: entry, zip: `${part}.zip`, gzip: `${entry}.gz` }[naming.compress] };
}

/** Makes the writer of an output's parts. Files are created in `folder`, which must exist, when their first byte comes. */
export function createParts(folder: string, naming: PartNaming): Parts {
  return new Parts(folder, naming);
}

/** Takes the pieces of an encoder and writes the files of its parts, one after the other. */
export class Parts {
  readonly #folder: string;
  readonly #naming: PartNaming;
  readonly #written: WrittenPart[] = [];
  #rows = 0;
  #bytes = 0;
  #current: { readonly writer: PartWriter; readonly name: string } | undefined;

  constructor(folder: string, naming: PartNaming) {
    this.#folder = folder;
    this.#naming = naming;
  }

  /** Content bytes so far, before compression, of all parts. */
  get contentBytes(): number {
    return this.#bytes + (this.#current?.writer.contentBytes ?? 0);
  }

  /** Takes a piece; `rows` is the encoder's count. A promise is returned when it must wait: then await it before going on. */
  write(piece: Piece, rows: number): Promise<void> | undefined {
    if (this.#current === undefined || piece.endsPart) return this.#writeSlowly(piece, rows);
    return this.#current.writer.write(piece.bytes);
  }

  /** The parts, all of them closed and synced. The last piece must have been written. */
  close(): readonly WrittenPart[] {
    if (this.#current !== undefined) throw new Error("The last part has not ended.");
    return this.#written;
  }

  /** Removes everything that was written; never fails. */
  async abort(): Promise<void> {
    await this.#current?.writer.abort();
    this.#current = undefined;
    for (const part of this.#written) await rm(part.file, { force: true }).catch(() => {});
  }

  async #writeSlowly(piece: Piece, rows: number): Promise<void> {
    this.#current ??= await this.#open();
    const { writer, name } = this.#current;
    await writer.write(piece.bytes);
    if (!piece.endsPart) return;
    const written = await writer.close();
    this.#current = undefined;
    this.#bytes += written.contentBytes;
    this.#written.push({ ...written, name, rows: rows - this.#rows });
    this.#rows = rows;
  }

  async #open(): Promise<{ readonly writer: PartWriter; readonly name: string }> {
    const { file, entry } = partNames(this.#naming, this.#written.length + 1);
    const path = join(this.#folder, file);
    return { name: file, writer: await PartWriter.open({ file: path, compress: this.#naming.compress, entry }) };
  }
}
