import { createHash } from "node:crypto";
import type { Column, Plan } from "../../compile/plan.ts";
import type { ResolvedOutput } from "../../load/project-documents.ts";
import { type Canonical, canonicalText } from "../canonical/canonical-text.ts";
import { type LocalClock, localClock } from "../canonical/instants.ts";
import { NotCanonical } from "../canonical/not-canonical.ts";
import { bareInJson, jsonEscape } from "../cell-printer.ts";
import type { Layout } from "../layout.ts";
import {
  escapesAt,
  inputBytes,
  jsonGrowth,
  keyBytes,
  type MemoryMap,
  memoryMap,
  outputBytes,
  words,
  zone,
  zonesAt,
} from "./memory-map.ts";
import { type KernelColumn, type RowModule, rowModule, stops } from "./row-code.ts";
import { type CompiledModule, compileModule, startModule } from "./web-assembly.ts";

/** Why the kernel stopped. */
export type Stop =
  /** All rows of the batch are done. */
  | "done"
  /** The output may have no room for the next row. */
  | "full"
  /** As many rows as were allowed. */
  | "limit"
  /** A cell of column `column` needs a cell printer: `cell`, then `put`. */
  | "cell"
  /** The next row is too large for the kernel: `takeRow`. */
  | "large"
  /** The next message is no row of the plan. */
  | "row"
  /** The key of the row is that of the row before. */
  | "duplicate"
  /** The key column `column` is NULL. */
  | "empty-key"
  /** The column `column`, which must not be NULL, is. */
  | "null";

/** The most that a value of another type than string grows by, with its quotes. */
const valueGrowth = 48;

type Compiled = Pick<RowModule, "shapes"> & { readonly compiled: CompiledModule };

/** An encoder that failed is made again for the same plan: an event feed goes on behind a row that can't be written. */
const compiledOf = new WeakMap<Plan, Compiled>();

function compiledOnce(plan: Plan, make: () => RowModule): Compiled {
  const known = compiledOf.get(plan);
  if (known !== undefined) return known;
  const { bytes, shapes } = make();
  const made = { compiled: compileModule(bytes), shapes };
  compiledOf.set(plan, made);
  return made;
}

/**
 * Turns rows into the bytes of a file by WebAssembly made for the plan: values of the common types in the forms in which
 * warehouses write them; it stops at anything else. In JavaScript the same work takes some
 * eight times as long (docs/decisions/0002).
 */
export class RowKernel {
  /** The encoded bytes are `out.subarray(0, outAt)`. */
  readonly out: Buffer;
  readonly #memory: Buffer;
  readonly #words: Int32Array;
  readonly #map: MemoryMap;
  readonly #growth: number;
  readonly #overhead: number;
  readonly #run: (inputEnd: number, limit: number) => number;
  readonly #sameKey: () => number;
  readonly #clocks: readonly (LocalClock | undefined)[];
  readonly #keyPositions: readonly number[];
  readonly #types: readonly Column["type"][];
  #batch: Buffer = Buffer.alloc(0);
  /** Where in the batch the kernel's input was taken from, and how much of it there is. */
  #inputFrom = 0;
  #inputLength = 0;

  constructor(plan: Plan, layout: Layout) {
    const csv = plan.output.format === "csv";
    const [first = Buffer.alloc(0)] = layout.prefixes;
    const columns = kernelColumns(plan, layout, csv);
    const hasText = columns.some(({ json }) => json === "text");
    this.#map = memoryMap(plan.columns.length, first.length, hasText);
    // JSON in CSV may grow twice: by its times, and by its quotes.
    this.#growth = csv ? (hasText ? 4 : 2) : 6;
    this.#overhead = layout.rowTail.length + layout.prefixes.reduce((sum, prefix) => sum + prefix.length + valueGrowth, 0);
    this.#types = plan.columns.map(({ type }) => type);
    this.#clocks = this.#types.map((type) => (type.type === "local" ? localClock(type.timezone) : undefined));
    this.#keyPositions = [...plan.key].sort((a, b) => a - b);
    const { compiled, shapes } = compiledOnce(plan, () =>
      rowModule(
        columns,
        {
          json: !csv,
          delimiter: plan.output.delimiter,
          formulas: plan.output.formulas === "escape",
          rowHeadBytes: first.length,
          rowTail: layout.rowTail,
          empty: layout.empty,
          growth: this.#growth,
          overhead: this.#overhead,
        },
        this.#map,
      ),
    );
    const canonical = shapes.map((shape) => canonicalText({ type: "json", shape }, plan.dialect));
    const module = startModule(compiled, { slow: (shape = 0, ...place) => this.#slow(canonical[shape], ...place) });
    this.#run = module.function("run");
    this.#sameKey = module.function("sameKey");
    this.#memory = Buffer.from(module.memory);
    this.#words = new Int32Array(module.memory, 0, escapesAt / 4);
    this.out = this.#memory.subarray(this.#map.output, this.#map.output + outputBytes);
    first.copy(this.#memory, this.#map.rowHead);
    writeEscapes(this.#memory);
    this.#set(words.outAt, this.#map.output);
    this.#set(words.key, this.#map.keys[0]);
    this.#set(words.previousKey, this.#map.keys[1]);
    // No key has this length, so that the first row has no equal before it.
    this.#set(words.previousKeyBytes, -1);
  }

  get outAt(): number {
    return this.#get(words.outAt) - this.#map.output;
  }

  set outAt(value: number) {
    this.#set(words.outAt, value + this.#map.output);
  }

  /** Where the last row begins in the output. */
  get rowOut(): number {
    return this.#get(words.rowOut) - this.#map.output;
  }

  get column(): number {
    return this.#get(words.column);
  }

  /** Bytes that the next row leaves out at its beginning. */
  get cut(): number {
    return this.#get(words.cut);
  }

  set cut(value: number) {
    this.#set(words.cut, value);
  }

  /** Whether rows of the batch are left. */
  get hasRows(): boolean {
    return this.#batchAt < this.#batch.length;
  }

  load(batch: Uint8Array): void {
    this.#batch = Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength);
    this.#take(0);
  }

  /** Encodes up to so many rows; gives how many it did, and why it stopped. */
  run(limit: number): { readonly rows: number; readonly stop: Stop } {
    let rows = 0;
    for (;;) {
      const stop = this.#run(this.#map.input + this.#inputLength, limit - rows);
      rows += this.#get(words.rows);
      if (stop !== stops.input) return { rows, stop: this.#meaning(stop) };
      const at = this.#batchAt;
      if (at === this.#batch.length) return { rows, stop: "done" };
      const left = this.#batch.length - at;
      if (left < 7 || this.#batch.readUInt32BE(at + 1) + 1 > left) return { rows, stop: "row" };
      if (this.#batch.readUInt32BE(at + 1) + 1 > inputBytes) return { rows, stop: "large" };
      this.#take(at);
    }
  }

  /** The cell at which it stopped. */
  cell(): Buffer {
    const at = this.#get(words.inAt);
    return this.#memory.subarray(at + 4, at + 4 + this.#memory.readInt32BE(at));
  }

  /** Takes what a cell printer made of that cell; false when there might be no room for the rest of the row. */
  put(text: Uint8Array): boolean {
    const at = this.#get(words.inAt);
    const rowIn = this.#get(words.rowIn);
    const left = rowIn + 1 + this.#memory.readUInt32BE(rowIn + 1) - at;
    if (this.outAt + text.length + left * this.#growth + this.#overhead > outputBytes) return false;
    this.#lookUpZone(this.column, at);
    this.out.set(text, this.outAt);
    this.outAt += text.length;
    this.#set(words.inAt, at + 4 + this.#memory.readInt32BE(at));
    this.#set(words.column, this.column + 1);
    return true;
  }

  /** Takes the row under way back. */
  rewind(): void {
    this.#set(words.inAt, this.#get(words.rowIn));
    this.#set(words.outAt, this.#get(words.rowOut));
    this.#set(words.column, 0);
  }

  /** The next row message, for somebody else to encode; steps over it. */
  takeRow(): Buffer {
    const at = this.#batchAt;
    const length = 1 + this.#batch.readUInt32BE(at + 1);
    this.#take(at + length);
    return this.#batch.subarray(at, at + length);
  }

  /** Checks the key of a row that somebody else encodes. */
  checkKey(row: Buffer): { readonly stop: "duplicate" } | { readonly stop: "empty-key"; readonly column: number } | undefined {
    if (this.#keyPositions.length === 0) return undefined;
    const cells: Buffer[] = [];
    let at = 7;
    let column = 0;
    for (const position of this.#keyPositions) {
      for (; column < position; column++) at += 4 + Math.max(0, row.readInt32BE(at));
      const length = row.readInt32BE(at);
      if (length < 0) return { stop: "empty-key", column: position };
      cells.push(littleEndian32(length), row.subarray(at + 4, at + 4 + length));
    }
    const key = Buffer.concat(cells);
    // A key beyond what the kernel holds stands there by its hash; the kernel's own rows have no such key.
    const held = key.length <= keyBytes ? key : createHash("sha256").update(key).digest();
    const to = this.#get(words.key) + held.copy(this.#memory, this.#get(words.key));
    this.#set(words.keyTo, to);
    return this.#sameKey() === 1 ? { stop: "duplicate" } : undefined;
  }

  /** Makes a part of a JSON cell canonical; 0 when that is for the cell printer, which says what is wrong. */
  #slow(canonical: Canonical | undefined, at = 0, length = 0, to = 0): number {
    const text = printed(canonical, this.#memory.toString("utf8", at, at + length));
    if (text === undefined) return 0;
    const bytes = Buffer.from(text);
    return bytes.length > jsonGrowth * length ? 0 : bytes.copy(this.#memory, to);
  }

  get #batchAt(): number {
    return this.#inputFrom + this.#get(words.inAt) - this.#map.input;
  }

  /** Makes the batch from `from` on the kernel's input, as much as it holds. */
  #take(from: number): void {
    this.#inputFrom = from;
    this.#inputLength = this.#batch.copy(this.#memory, this.#map.input, from, Math.min(this.#batch.length, from + inputBytes));
    this.#set(words.inAt, this.#map.input);
  }

  #meaning(stop: number): Stop {
    switch (stop) {
      case stops.output:
        return this.outAt === 0 ? "large" : "full";
      case stops.limit:
        return "limit";
      case stops.cell:
        return "cell";
      case stops.duplicate:
        return "duplicate";
      case stops.emptyKey:
        return "empty-key";
      case stops.null:
        return "null";
      default:
        return "row";
    }
  }

  /** The kernel knows one stretch of a zone; a cell printer's visit tells it which one comes next. */
  #lookUpZone(column: number, at: number): void {
    const clock = this.#clocks[column];
    const seconds = clock?.epochSeconds(this.#memory.toString("latin1", at + 4, at + 4 + this.#memory.readInt32BE(at)));
    if (clock === undefined || seconds === undefined) return;
    const { from, until, offsetSeconds, text } = clock.offsets(seconds);
    const zoneAt = zonesAt + column * zone.size;
    this.#memory.writeBigInt64LE(BigInt(from), zoneAt + zone.from);
    this.#memory.writeBigInt64LE(BigInt(until), zoneAt + zone.until);
    this.#memory.writeInt32LE(offsetSeconds, zoneAt + zone.offsetSeconds);
    this.#memory.writeInt32LE(this.#memory.write(text, zoneAt + zone.text), zoneAt + zone.textBytes);
  }

  #get(offset: number): number {
    return this.#words[offset / 4] ?? 0;
  }

  #set(offset: number, value: number): void {
    this.#words[offset / 4] = value;
  }
}

function kernelColumns(plan: Plan, layout: Layout, csv: boolean): readonly KernelColumn[] {
  const quoted = ["instant", "local", "date", "uuid"];
  const visible = plan.columns.map(({ type, jsonAs, required }, position) => ({
    type,
    isKey: plan.key.includes(position),
    isRequired: required === true,
    // The first prefix is the row's head.
    prefix: position === 0 ? Buffer.alloc(0) : (layout.prefixes[position] ?? Buffer.alloc(0)),
    quoted: !csv && (jsonAs === undefined ? quoted : [...quoted, ...bareInJson]).includes(type.type),
    zoneAt: zonesAt + position * zone.size,
    json: type.type === "json" ? jsonForm(plan.output, jsonAs) : undefined,
  }));
  const hidden = plan.hiddenKey.map((_, i) => ({
    type: undefined,
    isKey: plan.key.includes(plan.columns.length + i),
    isRequired: false,
    prefix: Buffer.alloc(0),
    quoted: false,
    zoneAt: 0,
    json: undefined,
  }));
  return [...visible, ...hidden];
}

function jsonForm({ format, pretty }: ResolvedOutput, jsonAs: Column["jsonAs"]): KernelColumn["json"] {
  if (format === "csv" || jsonAs === "string") return "text";
  return format === "json" && pretty ? undefined : "value";
}

function printed(canonical: Canonical | undefined, text: string): string | undefined {
  try {
    return canonical?.(text);
  } catch (error) {
    if (error instanceof NotCanonical) return undefined;
    throw error;
  }
}

function littleEndian32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function writeEscapes(memory: Buffer): void {
  for (let byte = 0; byte < 256; byte++) {
    const text = jsonEscape(byte) ?? "";
    memory.writeUInt8(memory.write(text, escapesAt + byte * 8), escapesAt + byte * 8 + 7);
  }
}
