import type { LogicalType, Shape } from "../../load/types.ts";
import {
  add,
  and,
  bitmask,
  type Callable,
  type Code,
  eq,
  forever,
  geS,
  give,
  gtS,
  gtU,
  i32,
  isZero,
  type Local,
  leS,
  load8,
  load16,
  load32,
  loadVec,
  ltS,
  ModuleMaker,
  mul,
  ne,
  or,
  rotateLeft,
  select,
  shl,
  store8,
  store32,
  sub,
  unreachable,
  vecEq,
  when,
} from "./assembler.ts";
import { type JsonCode, jsonCode } from "./json-code.ts";
import { type MemoryMap, outputBytes, words } from "./memory-map.ts";
import { writeBytes } from "./pieces.ts";
import { codeOf, type TextRules, valueCode } from "./value-code.ts";
import { copyCode } from "./values/copy-code.ts";

/** Why `run` stopped. */
export const stops = {
  /** The rest of the input is no whole row message, or nothing. */
  input: 0,
  /** The output may have no room for the next row. */
  output: 1,
  /** As many rows as were allowed. */
  limit: 2,
  /** A cell that needs a cell printer. */
  cell: 3,
  /** The next message is no row of the plan. */
  row: 4,
  /** The key of the row is the same as that of the row before. */
  duplicate: 5,
  /** A key cell is NULL. */
  emptyKey: 6,
  /** A cell that must not be NULL is. */
  null: 7,
} as const;

/** A column of the result as the kernel's code is made for it. */
export interface KernelColumn {
  /** undefined: it is read and not written. */
  readonly type: LogicalType | undefined;
  readonly isKey: boolean;
  readonly isRequired: boolean;
  /** Written before the value; for the first column, behind the row's head. */
  readonly prefix: Buffer;
  /** Whether the value stands in quotes which are no part of its text. */
  readonly quoted: boolean;
  readonly zoneAt: number;
  /** How JSON is written: as it is, or as the text of a cell or a JSON string. Undefined: a cell printer does it. */
  readonly json: "value" | "text" | undefined;
}

/** How rows are written. */
export interface KernelRules extends TextRules {
  readonly rowHeadBytes: number;
  readonly rowTail: Buffer;
  readonly empty: Buffer;
  /** The most bytes that a row message of `length` bytes becomes: `length * growth + overhead`. */
  readonly growth: number;
  readonly overhead: number;
}

/** The module of a plan, in bytes. */
export interface RowModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /**
   * The module imports `slow(shape, at, length, to)`, which makes JSON of one of these shapes canonical that is in a form that
   * the module does not know; it gives the length of what it wrote, 0 when it can't.
   */
  readonly shapes: readonly Shape[];
}

const word = (offset: number): Code => load32(i32(0), offset);
const setWord = (offset: number, value: Code): Code => store32(i32(0), value, offset);

/**
 * Makes the module for a plan. Its code is that of the plan's own columns, one after the other, so that nothing is looked up
 * or decided by type for each cell. `run(inputEnd, limit)` turns row messages into bytes; `sameKey()` compares the key
 * that was put together with the one before, and takes its place.
 */
export function rowModule(columns: readonly KernelColumn[], rules: KernelRules, map: MemoryMap): RowModule {
  const module = new ModuleMaker();
  const slow = module.import("slow", 4);
  const copy = copyCode(module);
  const values = valueCode(module, rules, copy);
  const hasKey = columns.some(({ isKey }) => isKey);
  const json = jsonCode(module, values, copy, slow, map.scratch);
  const sameKey = sameKeyCode(module);
  module.function("run", 2, (f, inputEnd, limit) => {
    const at = f.local();
    const to = f.local();
    const start = f.local();
    const total = f.local();
    const length = f.local();
    const end = f.local();
    const rows = f.local();
    const stop = (code: number, column: Code): Code[] => [
      setWord(words.inAt, at.get),
      setWord(words.outAt, to.get),
      setWord(words.column, column),
      setWord(words.rows, rows.get),
      give(i32(code)),
    ];
    const begin = [
      when(ltS(sub(inputEnd.get, at.get), i32(7)), stop(stops.input, i32(0))),
      total.set(add(bigEndian32(at.get, 1, total), i32(1))),
      when(ne(load8(at.get), i32(0x44)), stop(stops.row, i32(0))),
      when(gtU(total.get, sub(inputEnd.get, at.get)), stop(stops.input, i32(0))),
      when(ne(load16(at.get, 5), i32(((columns.length & 0xff) << 8) | (columns.length >> 8))), stop(stops.row, i32(0))),
      when(
        gtS(add(add(to.get, mul(total.get, i32(rules.growth))), i32(rules.overhead)), i32(map.output + outputBytes)),
        stop(stops.output, i32(0)),
      ),
      setWord(words.rowIn, at.get),
      setWord(words.rowOut, to.get),
      ...(hasKey ? [setWord(words.keyTo, word(words.key))] : []),
      at.set(add(at.get, i32(7))),
      ...rowHead(to, map.rowHead, rules.rowHeadBytes, copy),
    ];
    const cells = columns.map((column, position) => {
      const code = cellCode(column, position, { at, to, length, end, copy, stop, values, json, rules });
      return when(leS(start.get, i32(position)), code);
    });
    const finish = [
      ...writeBytes(to, rules.rowTail),
      when(ne(at.get, add(word(words.rowIn), total.get)), stop(stops.row, i32(0))),
      ...(hasKey ? [when(sameKey.call(), stop(stops.duplicate, i32(0)))] : []),
      // Not before the row is done: it may be taken back and begun again.
      setWord(words.cut, i32(0)),
      start.set(i32(0)),
      rows.set(add(rows.get, i32(1))),
      when(geS(rows.get, limit.get), stop(stops.limit, i32(0))),
    ];
    return [
      at.set(word(words.inAt)),
      to.set(word(words.outAt)),
      start.set(word(words.column)),
      forever([
        when(isZero(start.get), begin, [total.set(add(bigEndian32(word(words.rowIn), 1, total), i32(1)))]),
        ...cells,
        ...finish,
      ]),
      unreachable,
    ];
  });
  return { bytes: module.bytes(map.pages), shapes: json.shapes };
}

interface CellContext {
  readonly at: Local;
  readonly to: Local;
  readonly length: Local;
  readonly end: Local;
  readonly copy: Callable;
  readonly stop: (code: number, column: Code) => Code[];
  readonly values: ReturnType<typeof valueCode>;
  readonly json: JsonCode;
  readonly rules: KernelRules;
}

function cellCode(column: KernelColumn, position: number, context: CellContext): readonly Code[] {
  const { at, to, length, end, copy, stop, values, json, rules } = context;
  const next = at.set(add(add(at.get, i32(4)), select(gtS(length.get, i32(0)), length.get, i32(0))));
  const key = column.isKey
    ? [
        when(ltS(length.get, i32(0)), stop(stops.emptyKey, i32(position))),
        store32(word(words.keyTo), length.get),
        setWord(words.keyTo, copy.call(add(at.get, i32(4)), length.get, add(word(words.keyTo), i32(4)))),
      ]
    : [];
  const read = [length.set(bigEndian32(at.get, 0, length)), ...key];
  if (column.type === undefined) return [...read, next];
  const quote = column.quoted ? [store8(to.get, i32(0x22)), to.set(add(to.get, i32(1)))] : [];
  const code =
    column.json === undefined ? codeOf(column.type, values, column.zoneAt) : json.column(column.type, column.json === "text");
  const value = code?.(add(at.get, i32(4)), length.get, column.quoted ? add(to.get, i32(1)) : to.get);
  const written =
    value === undefined
      ? stop(stops.cell, i32(position))
      : [
          end.set(value),
          when(isZero(end.get), stop(stops.cell, i32(position))),
          ...(column.quoted ? [store8(to.get, i32(0x22))] : []),
          to.set(end.get),
          ...quote,
        ];
  const empty = column.isRequired ? stop(stops.null, i32(position)) : writeBytes(to, rules.empty);
  return [...read, ...writeBytes(to, column.prefix), when(ltS(length.get, i32(0)), empty, written), next];
}

/** The bytes before the first column, without those that the first row of a part leaves out. */
function rowHead(to: Local, address: number, length: number, copy: Callable): readonly Code[] {
  if (length === 0) return [];
  return [to.set(copy.call(add(i32(address), word(words.cut)), sub(i32(length), word(words.cut)), to.get))];
}

/** A number of the protocol: its bytes come the other way round. */
function bigEndian32(address: Code, offset: number, through: Local): Code {
  return [
    ...through.set(load32(address, offset)),
    ...or(and(rotateLeft(through.get, i32(8)), i32(0x00ff00ff)), and(rotateLeft(through.get, i32(24)), i32(0xff00ff00))),
  ];
}

/** 1 when the key put together is the same as the one before; makes it the one before. */
function sameKeyCode(module: ModuleMaker): Callable {
  return module.function("sameKey", 0, (f) => {
    const key = f.local();
    const previous = f.local();
    const length = f.local();
    const i = f.local();
    const same = f.local();
    const rest = sub(length.get, i.get);
    const mask = select(ltS(rest, i32(16)), sub(shl(i32(1), rest), i32(1)), i32(0xffff));
    return [
      key.set(word(words.key)),
      previous.set(word(words.previousKey)),
      length.set(sub(word(words.keyTo), key.get)),
      when(eq(length.get, word(words.previousKeyBytes)), [
        same.set(i32(1)),
        forever([
          when(ne(and(bitmask(vecEq(loadVec(add(key.get, i.get)), loadVec(add(previous.get, i.get)))), mask), mask), [
            same.set(i32(0)),
          ]),
          i.set(add(i.get, i32(16))),
          when(or(isZero(same.get), geS(i.get, length.get)), [
            setWord(words.key, previous.get),
            setWord(words.previousKey, key.get),
            give(same.get),
          ]),
        ]),
      ]),
      setWord(words.previousKeyBytes, length.get),
      setWord(words.key, previous.get),
      setWord(words.previousKey, key.get),
      i32(0),
    ];
  });
}
