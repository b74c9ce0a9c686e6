import type { LogicalType, Shape, ShapeKey } from "../../load/types.ts";
import {
  add,
  and,
  bitmask,
  type Callable,
  type Code,
  eq,
  forever,
  geS,
  geU,
  give,
  gtS,
  i32,
  isZero,
  type Local,
  type Locals,
  load8,
  load16,
  load32,
  load64,
  loadVec,
  ltU,
  type ModuleMaker,
  mul,
  ne,
  or,
  select,
  shl,
  splat,
  store8,
  store16,
  store32,
  store64,
  storeVec,
  sub,
  trailingZeros,
  unreachable,
  vec,
  vecEq,
  vecLtU,
  vecOr,
  vecSub,
  when,
  whileTrue,
} from "./assembler.ts";
import { escapesAt, words } from "./memory-map.ts";
import { char, digitsOf, notKnown, word, writeBytes } from "./pieces.ts";
import type { ValueCode } from "./value-code.ts";

/**
 * JSON columns in the kernel: ../canonical/shaped-json.ts and json-text.ts for what engines write. One pass over the bytes
 * follows the shape: the keys of its objects in its order, strings with the usual escapes, values as JSON or as texts in
 * quotes. White space falls out, keys that are `optional` and null, too. Anything else, be it a key out of order, gives 0:
 * then the cell printer does the whole cell.
 *
 * Each function takes where its value begins, where to write, and where the cell ends. It gives the end of what it read, or 0,
 * and leaves the end of what it wrote in `words.jsonTo`. What lies behind a cell may be read as if it were JSON, never far:
 * strings, keys and items begin before the end, and the whole has to end just there.
 */
export type MakeJson = (
  type: LogicalType | undefined,
  asText: boolean,
) => ((at: Code, length: Code, to: Code) => Code) | undefined;

/** Deeper JSON without a shape is for the cell printer, which knows the limit. */
const maxDepth = 64;

const setTo = (value: Code): Code => store32(i32(0), value, words.jsonTo);
const wroteTo = load32(i32(0), words.jsonTo);
const least = (a: Code, b: Code): Code => select(ltU(a, b), a, b);

/** Adds the functions for JSON columns, those that are asked for. */
export function jsonCode(module: ModuleMaker, values: ValueCode, copy: Callable, scratch: number): MakeJson {
  const code = new JsonFunctions(module, values, copy);
  let columns = 0;
  return (type, asText) => {
    if (type?.type !== "json") return undefined;
    const value = code.ofShape({ kind: "value", type });
    const whole = module.function(`json${++columns}`, 3, (f, at, length, to) => {
      const end = f.local();
      const next = f.local();
      return [
        end.set(add(at.get, length.get)),
        ...code.skipSpace(at),
        next.set(value.call(at.get, asText ? i32(scratch) : to.get, end.get)),
        when(isZero(next.get), [notKnown]),
        when(ltU(next.get, end.get), code.skipSpace(next)),
        when(ne(next.get, end.get), [notKnown]),
        asText ? values.text(i32(scratch), sub(wroteTo, i32(scratch)), to.get) : wroteTo,
      ];
    });
    return whole.call;
  };
}

/** One function for each shape, however often it occurs. */
class JsonFunctions {
  readonly #module: ModuleMaker;
  readonly #values: ValueCode;
  readonly #copy: Callable;
  readonly #made = new Map<string, Callable>();

  constructor(module: ModuleMaker, values: ValueCode, copy: Callable) {
    this.#module = module;
    this.#values = values;
    this.#copy = copy;
  }

  ofShape(shape: Shape): Callable {
    const name = JSON.stringify(shape);
    return this.#once(name, () => {
      switch (shape.kind) {
        case "array": {
          const item = this.ofShape(shape.items);
          return this.#arrayOf(name, item);
        }
        case "map":
          return this.#map(name, this.ofShape(shape.values));
        case "object":
          return this.#object(name, shape.keys);
        case "value":
          return this.#value(name, shape.type);
      }
    });
  }

  /** Steps over white space. */
  skipSpace(at: Local): readonly Code[] {
    const spaces = this.#once("spaces", () =>
      this.#module.function("spaces", 1, (_, from) => {
        const one = (space: number): Code => eq(load8(from.get), i32(space));
        const any = or(or(one(0x20), one(0x0a)), or(one(0x0d), one(0x09)));
        return [whileTrue(any, [from.set(add(from.get, i32(1)))]), from.get];
      }),
    );
    return [when(ltU(load8(at.get), i32(0x21)), [at.set(spaces.call(at.get))])];
  }

  #once(name: string, make: () => Callable): Callable {
    const made = this.#made.get(name) ?? make();
    this.#made.set(name, made);
    return made;
  }

  /** A function whose value may be null. */
  #nullable(name: string, body: (f: Locals, at: Local, to: Local, end: Local) => readonly Code[]): Callable {
    return this.#module.function(name, 3, (f, at, to, end) => [
      when(eq(load32(at.get), word("null")), [
        store32(to.get, word("null")),
        setTo(add(to.get, i32(4))),
        give(add(at.get, i32(4))),
      ]),
      ...body(f, at, to, end),
    ]);
  }

  #expect(at: Local, text: string): readonly Code[] {
    return [when(ne(load8(at.get), i32(char(text))), [notKnown]), at.set(add(at.get, i32(1)))];
  }

  #put(to: Local, text: string): readonly Code[] {
    return [store8(to.get, i32(char(text))), to.set(add(to.get, i32(1)))];
  }

  #value(name: string, type: LogicalType): Callable {
    const { integer, float64, decimal, instant, uuid, date } = this.#values;
    switch (type.type) {
      case "string":
        return this.#nullable(name, (_, at, to, end) => [this.#string().call(at.get, to.get, end.get)]);
      case "integer":
        return this.#number(name, integer, true);
      case "float64":
        return this.#number(name, float64, false);
      case "decimal":
        return this.#number(name, (at, length, to) => decimal(at, length, to, type.scale), false);
      case "boolean":
        return this.#boolean(name);
      case "instant":
        return this.#quoted(name, timeForm, (at, length, to) => instant(at, length, to, type.precision));
      case "date":
        return this.#quoted(name, dateForm, date);
      case "uuid":
        return this.#quoted(name, uuidForm, uuid);
      case "json":
        return type.shape === undefined ? this.#anyAtTop(name) : this.ofShape(type.shape);
      default:
        return this.#module.function(name, 3, () => [i32(0)]);
    }
  }

  /** A number, bare or in quotes; as the engines write them, without needless zeros before it. */
  #number(name: string, value: (at: Code, length: Code, to: Code) => Code, isInteger: boolean): Callable {
    return this.#nullable(name, (f, at, to, end) => {
      const from = f.local();
      const until = f.local();
      const first = f.local();
      return [
        from.set(add(at.get, eq(load8(at.get), i32(char('"'))))),
        when(
          eq(from.get, at.get),
          [until.set(this.#tokenEnd().call(at.get, end.get)), at.set(until.get)],
          [until.set(this.#plainEnd().call(from.get, end.get)), at.set(add(until.get, i32(1)))],
        ),
        when(isZero(until.get), [notKnown]),
        first.set(add(from.get, eq(load8(from.get), i32(char("-"))))),
        when(eq(load8(first.get), i32(char("0"))), [
          when(ltU(sub(load8(first.get, 1), i32(char("0"))), i32(10)), [notKnown]),
          ...(isInteger ? [when(ne(first.get, from.get), [notKnown])] : []),
        ]),
        to.set(value(from.get, sub(until.get, from.get), to.get)),
        when(isZero(to.get), [notKnown]),
        setTo(to.get),
        at.get,
      ];
    });
  }

  #boolean(name: string): Callable {
    return this.#nullable(name, (_, at, to) => [
      when(eq(load32(at.get), word("true")), [
        store32(to.get, word("true")),
        setTo(add(to.get, i32(4))),
        give(add(at.get, i32(4))),
      ]),
      when(ne(load32(at.get), word("fals")), [notKnown]),
      when(ne(load8(at.get, 4), i32(char("e"))), [notKnown]),
      store32(to.get, word("fals")),
      store8(to.get, i32(char("e")), 4),
      setTo(add(to.get, i32(5))),
      add(at.get, i32(5)),
    ]);
  }

  /** A text of a certain form, in quotes. */
  #quoted(name: string, isForm: (at: Code) => Code, value: (at: Code, length: Code, to: Code) => Code): Callable {
    return this.#nullable(name, (f, at, to, end) => {
      const until = f.local();
      return [
        ...this.#expect(at, '"'),
        until.set(this.#plainEnd().call(at.get, end.get)),
        when(isZero(until.get), [notKnown]),
        when(isZero(isForm(at.get)), [notKnown]),
        ...this.#put(to, '"'),
        to.set(value(at.get, sub(until.get, at.get), to.get)),
        when(isZero(to.get), [notKnown]),
        ...this.#put(to, '"'),
        setTo(to.get),
        add(until.get, i32(1)),
      ];
    });
  }

  #arrayOf(name: string, item: Callable): Callable {
    return this.#nullable(name, (_, at, to, end) => this.#items(at, to, end, (from, into) => item.call(from, into, end.get)));
  }

  #items(at: Local, to: Local, end: Local, item: (at: Code, to: Code) => Code): readonly Code[] {
    return [
      ...this.#expect(at, "["),
      ...this.#put(to, "["),
      ...this.skipSpace(at),
      ...this.#ended(at, to, "]"),
      forever([
        when(geU(at.get, end.get), [notKnown]),
        at.set(item(at.get, to.get)),
        when(isZero(at.get), [notKnown]),
        to.set(wroteTo),
        ...this.skipSpace(at),
        ...this.#ended(at, to, "]"),
        ...this.#expect(at, ","),
        ...this.#put(to, ","),
        ...this.skipSpace(at),
      ]),
      unreachable,
    ];
  }

  /** Ends an array or an object where its bracket stands. */
  #ended(at: Local, to: Local, bracket: "]" | "}"): readonly Code[] {
    return [
      when(eq(load8(at.get), i32(char(bracket))), [
        store8(to.get, i32(char(bracket))),
        setTo(add(to.get, i32(1))),
        give(add(at.get, i32(1))),
      ]),
    ];
  }

  /** The keys of the shape, in its order. Each brings its comma, and the bracket takes the place of the first. */
  #object(name: string, keys: readonly ShapeKey[]): Callable {
    return this.#nullable(name, (f, at, to, end) => {
      const start = f.local();
      const before = f.local();
      return [
        ...this.#expect(at, "{"),
        start.set(to.get),
        ...keys.flatMap((key, i) => [
          ...(i === 0 ? [] : [...this.skipSpace(at), ...this.#expect(at, ",")]),
          ...this.#key(key, { at, to, end, before }),
        ]),
        ...this.skipSpace(at),
        ...this.#expect(at, "}"),
        to.set(add(to.get, eq(to.get, start.get))),
        store8(start.get, i32(char("{"))),
        ...this.#put(to, "}"),
        setTo(to.get),
        at.get,
      ];
    });
  }

  #key({ name, shape, optional }: ShapeKey, { at, to, end, before }: Record<"at" | "to" | "end" | "before", Local>) {
    const key = JSON.stringify(name);
    const value = [
      at.set(this.ofShape(shape).call(at.get, to.get, end.get)),
      when(isZero(at.get), [notKnown]),
      to.set(wroteTo),
    ];
    return [
      ...this.skipSpace(at),
      when(geU(at.get, end.get), [notKnown]),
      ...this.#match(at, Buffer.from(key)),
      ...this.#colon(at),
      before.set(to.get),
      ...writeBytes(to, Buffer.from(`,${key}:`)),
      ...(optional === true
        ? [when(eq(load32(at.get), word("null")), [to.set(before.get), at.set(add(at.get, i32(4)))], value)]
        : value),
    ];
  }

  #colon(at: Local): readonly Code[] {
    return [...this.skipSpace(at), ...this.#expect(at, ":"), ...this.skipSpace(at)];
  }

  #match(at: Local, bytes: Buffer): readonly Code[] {
    const vectors = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) => {
      const part = bytes.subarray(i * 16, i * 16 + 16);
      const mask = i32((1 << part.length) - 1);
      return when(ne(and(bitmask(vecEq(loadVec(at.get, i * 16), vec(part))), mask), mask), [notKnown]);
    });
    return [...vectors, at.set(add(at.get, i32(bytes.length)))];
  }

  #map(name: string, value: Callable): Callable {
    return this.#nullable(name, (f, at, to, end) =>
      this.#entries(f, { at, to, end }, (from, into) => value.call(from, into, end.get), true),
    );
  }

  /** The entries of an object, if they come in the order of their keys, none of them twice. */
  #entries(
    f: Locals,
    { at, to, end }: Record<"at" | "to" | "end", Local>,
    value: (at: Code, to: Code) => Code,
    withoutNulls: boolean,
  ): readonly Code[] {
    const start = f.local();
    const key = f.local();
    const keyEnd = f.local();
    const previous = f.local();
    const previousEnd = f.local();
    const written = [at.set(value(at.get, to.get)), when(isZero(at.get), [notKnown]), to.set(wroteTo)];
    const beforeKey = f.local();
    const ended = [
      when(eq(load8(at.get), i32(char("}"))), [
        to.set(add(to.get, eq(to.get, start.get))),
        store8(start.get, i32(char("{"))),
        store8(to.get, i32(char("}"))),
        setTo(add(to.get, i32(1))),
        give(add(at.get, i32(1))),
      ]),
    ];
    return [
      ...this.#expect(at, "{"),
      start.set(to.get),
      ...this.skipSpace(at),
      ...ended,
      forever([
        when(geU(at.get, end.get), [notKnown]),
        ...this.#expect(at, '"'),
        key.set(at.get),
        keyEnd.set(this.#plainEnd().call(key.get, end.get)),
        when(isZero(keyEnd.get), [notKnown]),
        when(previous.get, [
          when(isZero(this.#keyBefore().call(previous.get, previousEnd.get, key.get, keyEnd.get)), [notKnown]),
        ]),
        previous.set(key.get),
        previousEnd.set(keyEnd.get),
        beforeKey.set(to.get),
        store16(to.get, word(',"')),
        to.set(this.#copy.call(key.get, sub(keyEnd.get, key.get), add(to.get, i32(2)))),
        store16(to.get, word('":')),
        to.set(add(to.get, i32(2))),
        at.set(add(keyEnd.get, i32(1))),
        ...this.#colon(at),
        ...(withoutNulls
          ? [when(eq(load32(at.get), word("null")), [to.set(beforeKey.get), at.set(add(at.get, i32(4)))], written)]
          : written),
        ...this.skipSpace(at),
        ...ended,
        ...this.#expect(at, ","),
        ...this.skipSpace(at),
      ]),
      unreachable,
    ];
  }

  /** Whether one key comes before another, by its bytes. */
  #keyBefore(): Callable {
    return this.#once("keyBefore", () =>
      this.#module.function("keyBefore", 4, (_, a, aEnd, b, bEnd) => [
        whileTrue(and(ltU(a.get, aEnd.get), ltU(b.get, bEnd.get)), [
          when(ne(load8(a.get), load8(b.get)), [give(ltU(load8(a.get), load8(b.get)))]),
          a.set(add(a.get, i32(1))),
          b.set(add(b.get, i32(1))),
        ]),
        and(eq(a.get, aEnd.get), ltU(b.get, bEnd.get)),
      ]),
    );
  }

  /** JSON without a shape. */
  #anyAtTop(name: string): Callable {
    const any = this.#any();
    return this.#module.function(name, 3, (_, at, to, end) => [any.call(at.get, to.get, end.get, i32(0))]);
  }

  #any(): Callable {
    const string = this.#string();
    const boolean = this.ofShape({ kind: "value", type: { type: "boolean" } });
    const integer = this.ofShape({ kind: "value", type: { type: "integer" } });
    const float64 = this.ofShape({ kind: "value", type: { type: "float64" } });
    return this.#once("any", () =>
      this.#module.function("any", 4, (f, at, to, end, depth) => {
        const first = f.local();
        const next = f.local();
        const inner = (from: Code, into: Code): Code => f.self.call(from, into, end.get, add(depth.get, i32(1)));
        const begins = (text: string): Code => eq(first.get, i32(char(text)));
        return [
          when(gtS(depth.get, i32(maxDepth)), [notKnown]),
          first.set(load8(at.get)),
          when(begins('"'), [give(string.call(at.get, to.get, end.get))]),
          when(begins("{"), this.#entries(f, { at, to, end }, inner, false)),
          when(begins("["), this.#items(at, to, end, inner)),
          when(geS(first.get, i32(char("a"))), [give(boolean.call(at.get, to.get, end.get))]),
          next.set(integer.call(at.get, to.get, end.get)),
          when(next.get, [give(next.get)]),
          float64.call(at.get, to.get, end.get),
        ];
      }),
    );
  }

  /** A string: what needs no escape as it is, escapes as JSON.stringify has them. */
  #string(): Callable {
    return this.#once("string", () =>
      this.#module.function("jsonString", 3, (f, at, to, end) => {
        const vector = f.local("v128");
        const found = f.local();
        const byte = f.local();
        const entry = f.local();
        const isShort = [...'"\\bfnrt'].map((letter) => eq(byte.get, i32(char(letter)))).reduce((a, b) => or(a, b));
        const escaped = [
          byte.set(load8(at.get, 1)),
          when(
            isShort,
            [store16(to.get, load16(at.get)), at.set(add(at.get, i32(2))), to.set(add(to.get, i32(2)))],
            [
              // Of `\u` only control characters: the engines write no other ones so.
              when(ne(byte.get, i32(char("u"))), [notKnown]),
              when(ne(load16(at.get, 2), word("00")), [notKnown]),
              byte.set(sub(load8(at.get, 4), i32(char("0")))),
              when(geU(byte.get, i32(2)), [notKnown]),
              entry.set(this.#hexDigit().call(load8(at.get, 5))),
              when(geU(entry.get, i32(16)), [notKnown]),
              entry.set(add(i32(escapesAt), mul(add(shl(byte.get, i32(4)), entry.get), i32(8)))),
              store64(to.get, load64(entry.get)),
              to.set(add(to.get, load8(entry.get, 7))),
              at.set(add(at.get, i32(6))),
            ],
          ),
        ];
        return [
          ...this.#expect(at, '"'),
          ...this.#put(to, '"'),
          forever([
            when(geU(at.get, end.get), [notKnown]),
            vector.set(loadVec(at.get)),
            storeVec(to.get, vector.get),
            found.set(bitmask(specialOf(vector))),
            when(
              found.get,
              [
                found.set(trailingZeros(found.get)),
                at.set(add(at.get, found.get)),
                to.set(add(to.get, found.get)),
                byte.set(load8(at.get)),
                when(eq(byte.get, i32(char('"'))), [setTo(add(to.get, i32(1))), give(add(at.get, i32(1)))]),
                when(ne(byte.get, i32(char("\\"))), [notKnown]),
                ...escaped,
              ],
              [at.set(add(at.get, i32(16))), to.set(add(to.get, i32(16)))],
            ),
          ]),
          unreachable,
        ];
      }),
    );
  }

  /** The value of a hexadecimal digit; 16 and more for another byte. */
  #hexDigit(): Callable {
    return this.#once("hexDigit", () =>
      this.#module.function("hexDigit", 1, (f, digit) => {
        const letter = f.local();
        return [
          when(ltU(sub(digit.get, i32(char("0"))), i32(10)), [give(sub(digit.get, i32(char("0"))))]),
          letter.set(sub(or(digit.get, i32(0x20)), i32(char("a")))),
          select(ltU(letter.get, i32(6)), add(letter.get, i32(10)), i32(16)),
        ];
      }),
    );
  }

  /** Where the quote is that ends a string; 0 when an escape comes before it. */
  #plainEnd(): Callable {
    return this.#once("plainEnd", () =>
      this.#module.function("plainEnd", 2, (f, at, end) => {
        const vector = f.local("v128");
        const found = f.local();
        return [
          forever([
            when(geU(at.get, end.get), [notKnown]),
            vector.set(loadVec(at.get)),
            found.set(bitmask(specialOf(vector))),
            when(found.get, [
              at.set(add(at.get, trailingZeros(found.get))),
              give(select(eq(load8(at.get), i32(char('"'))), at.get, i32(0))),
            ]),
            at.set(add(at.get, i32(16))),
          ]),
          unreachable,
        ];
      }),
    );
  }

  /** Where a bare value of up to 32 bytes ends; of a longer one, the end of all. */
  #tokenEnd(): Callable {
    return this.#once("tokenEnd", () =>
      this.#module.function("tokenEnd", 2, (f, at, end) => {
        const vector = f.local("v128");
        const found = f.local();
        const closes = vecOr(
          vecLtU(vector.get, splat(0x21)),
          vecOr(
            vecEq(vector.get, splat(char(","))),
            vecOr(vecEq(vector.get, splat(char("]"))), vecEq(vector.get, splat(char("}")))),
          ),
        );
        const part = (offset: number): readonly Code[] => [
          vector.set(loadVec(at.get, offset)),
          found.set(bitmask(closes)),
          when(found.get, [give(least(add(add(at.get, i32(offset)), trailingZeros(found.get)), end.get))]),
        ];
        return [...part(0), ...part(16), end.get];
      }),
    );
  }
}

/** What ends or interrupts a string. */
const specialOf = (vector: Local): Code =>
  vecOr(vecLtU(vector.get, splat(0x20)), vecOr(vecEq(vector.get, splat(char('"'))), vecEq(vector.get, splat(char("\\")))));

/**
 * Nobody has checked the columns that nested JSON is made of, as is done for those of a query. So the forms of values that
 * the kernel only copies are looked at here. A `0` stands for a digit (in a UUID: of a hexadecimal number).
 */
const dateForm = (at: Code): Code => hasForm(at, "0000-00-00", digitsOf);
const timeForm = (at: Code): Code => and(hasForm(at, "0000-00-00?00:00", digitsOf), hasForm(add(at, i32(16)), ":00", digitsOf));
const uuidForm = (at: Code): Code =>
  and(
    hasForm(at, "00000000-0000-00", hexOf),
    and(hasForm(add(at, i32(16)), "00-0000-00000000", hexOf), hasForm(add(at, i32(32)), "0000", hexOf)),
  );
const hexOf = (vector: Code): Code => or(digitsOf(vector), bitmask(vecLtU(vecSub(vector, splat(char("a"))), splat(6))));

function hasForm(at: Code, form: string, isDigit: (vector: Code) => Code): Code {
  const bits = (letters: string): number =>
    [...form].reduce((sum, letter, i) => sum | (letters.includes(letter) ? 1 << i : 0), 0);
  const digits = i32(bits("0"));
  const marks = i32(bits("-:"));
  const marked = bitmask(vecEq(loadVec(at), vec(Buffer.from(form))));
  return and(eq(and(isDigit(loadVec(at)), digits), digits), eq(and(marked, marks), marks));
}
