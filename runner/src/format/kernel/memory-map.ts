/** Where things lie in the kernel's memory. */

/** What the two sides tell each other: 32-bit words at the beginning. */
export const words = {
  /** Where the next message, or the cell at which it stopped, begins. */
  inAt: 0,
  outAt: 4,
  /** The column of the cell at which it stopped; 0 between rows. */
  column: 8,
  /** Rows done since `run` was called. */
  rows: 12,
  /** Where the last row begins in the input and in the output. */
  rowIn: 16,
  rowOut: 20,
  /** Bytes that the next row leaves out at its beginning. */
  cut: 24,
  /** The end of the key that is being put together, the length of the one before, and where each is. */
  keyTo: 28,
  previousKeyBytes: 32,
  key: 36,
  previousKey: 40,
  /** The end of what a function of ./json-code.ts wrote. */
  jsonTo: 44,
} as const;

/** The escape that JSON has for each byte: seven bytes of text and its length. */
export const escapesAt = 64;
/** The state of each column with a zone. */
export const zonesAt = escapesAt + 256 * 8;

/** The zone of a local column: the offset that holds in a stretch of time, and how it is written. */
export const zone = {
  /** Seconds since 1970, 64 bits each: included, not included. */
  from: 0,
  until: 8,
  offsetSeconds: 16,
  textBytes: 20,
  text: 32,
  size: 48,
} as const;

/** Vectors are read and written whole, up to this much behind the end of what is meant. */
export const slack = 64;
/** The longest row message that the kernel takes. */
export const inputBytes = 128 * 1024;
export const keyBytes = inputBytes;
/** Room for what is written, until it is taken away. */
export const outputBytes = 1024 * 1024;

/** Places of what follows the zones. */
export interface MemoryMap {
  /** The bytes before the first column. */
  readonly rowHead: number;
  readonly keys: readonly [number, number];
  /** Where JSON is put that becomes a text. */
  readonly scratch: number;
  readonly input: number;
  readonly output: number;
  /** Pages of 64 KiB. */
  readonly pages: number;
}

/** The kernel's canonical JSON is at most so many times as long: times get six digits and a `Z`, small decimals zeros. */
export const jsonGrowth = 4;

/** Lays the memory out for so many zones and so long a head of rows, and perhaps for JSON that becomes a text. */
export function memoryMap(zones: number, rowHeadBytes: number, hasScratch: boolean): MemoryMap {
  const rowHead = zonesAt + zones * zone.size;
  const first = rowHead + rowHeadBytes + slack;
  const second = first + keyBytes + slack;
  const scratch = second + keyBytes + slack;
  const input = scratch + (hasScratch ? jsonGrowth * inputBytes + slack : 0);
  const output = input + inputBytes + slack;
  return { rowHead, keys: [first, second], scratch, input, output, pages: Math.ceil((output + outputBytes + slack) / 65536) };
}
