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
  gtU,
  i32,
  isZero,
  type Local,
  type Locals,
  load8,
  load32,
  loadVec,
  ltU,
  type ModuleMaker,
  ne,
  or,
  store8,
  store16,
  sub,
  unreachable,
  vec,
  vecEq,
  when,
} from "./assembler.ts";
import { JsonLeaves } from "./json-leaves.ts";
import { expect, JsonScan, put, setTo } from "./json-scan.ts";
import { words } from "./memory-map.ts";
import { char, notKnown, word, writeBytes } from "./pieces.ts";
import type { ValueCode } from "./value-code.ts";

/**
 * JSON columns in the kernel: ../canonical/shaped-json.ts and json-text.ts for what engines write. One pass over the bytes
 * follows the shape: the keys of its objects in its order, strings with the usual escapes, values as JSON or as texts in
 * quotes. White space falls out, keys that are `optional` and null, too; a null that may not be gives 0. A value, a map or JSON without a shape that comes
 * in another form is made canonical outside (`slow`); anything else, be it a key out of order, gives 0: then the cell printer
 * does the whole cell.
 *
 * Each function takes where its value begins, where to write, and where the cell ends. It gives the end of what it read, or 0,
 * and leaves the end of what it wrote in `words.jsonTo`. What lies behind a cell may be read as if it were JSON, never far:
 * strings, keys and items begin before the end, and the whole has to end just there.
 */
export interface JsonCode {
  /** The code of a column's value, as it is or as a text; it gives the end of what it wrote, or 0. */
  column(type: LogicalType, asText: boolean): (at: Code, length: Code, to: Code) => Code;
  /** What `slow` is asked for, by number. */
  readonly shapes: readonly Shape[];
}

/** Deeper JSON without a shape is for those outside, who know the limit. */
const maxDepth = 64;
const wroteTo = load32(i32(0), words.jsonTo);
const isNull = (at: Local): Code => eq(load32(at.get), word("null"));

/**
 * Makes the functions for JSON columns, those that are asked for. `slow(shape, at, length, to)` comes from outside: it makes a
 * value canonical, and gives the length of what it wrote, or 0.
 */
export function jsonCode(module: ModuleMaker, values: ValueCode, copy: Callable, slow: Callable, scratch: number): JsonCode {
  const scan = new JsonScan(module);
  const functions = new JsonFunctions(module, values, copy, scan, slow);
  let columns = 0;
  return {
    shapes: functions.shapes,
    column(type, asText) {
      const value = functions.ofShape({ kind: "value", type });
      const whole = module.function(`json${++columns}`, 3, (f, at, length, to) => {
        const end = f.local();
        const next = f.local();
        return [
          end.set(add(at.get, length.get)),
          ...scan.skipSpace(at),
          next.set(value.call(at.get, asText ? i32(scratch) : to.get, end.get)),
          when(isZero(next.get), [notKnown]),
          when(ltU(next.get, end.get), scan.skipSpace(next)),
          when(ne(next.get, end.get), [notKnown]),
          asText ? values.text(i32(scratch), sub(wroteTo, i32(scratch)), to.get) : wroteTo,
        ];
      });
      return whole.call;
    },
  };
}

/** One function for each shape, however often it occurs. */
class JsonFunctions {
  readonly shapes: Shape[] = [];
  readonly #module: ModuleMaker;
  readonly #values: ValueCode;
  readonly #leaves: JsonLeaves;
  readonly #copy: Callable;
  readonly #scan: JsonScan;
  readonly #slow: Callable;
  readonly #made = new Map<string, Callable>();

  constructor(module: ModuleMaker, values: ValueCode, copy: Callable, scan: JsonScan, slow: Callable) {
    this.#module = module;
    this.#values = values;
    this.#copy = copy;
    this.#scan = scan;
    this.#leaves = new JsonLeaves(module, values, scan);
    this.#slow = slow;
  }

  ofShape(shape: Shape): Callable {
    return this.#once(JSON.stringify(shape), () => {
      switch (shape.kind) {
        case "array": {
          const item = this.ofShape(shape.items);
          return this.#scan.nullable((_, at, to, end) =>
            this.#items(at, to, end, (from, into) => item.call(from, into, end.get), shape.required),
          );
        }
        case "map": {
          const value = this.ofShape(shape.values);
          const each = (end: Local) => (from: Code, into: Code) => value.call(from, into, end.get);
          return this.#orSlow(
            shape,
            this.#scan.nullable((f, at, to, end) => this.#entries(f, { at, to, end }, each(end), true)),
          );
        }
        case "object":
          return this.#object(shape.keys);
        case "value":
          if (shape.type.type === "json" && shape.type.shape !== undefined) return this.ofShape(shape.type.shape);
          return this.#orSlow(shape, this.#leaves.of(shape.type) ?? this.#anyAtTop());
      }
    });
  }

  #once(name: string, make: () => Callable): Callable {
    const made = this.#made.get(name) ?? make();
    this.#made.set(name, made);
    return made;
  }

  /** A function that, where the fast one gives up, has the value made canonical outside. */
  #orSlow(shape: Shape, fast: Callable): Callable {
    const number = this.shapes.push(shape) - 1;
    return this.#module.function(this.#scan.name(), 3, (f, at, to, end) => {
      const next = f.local();
      const length = f.local();
      return [
        next.set(fast.call(at.get, to.get, end.get)),
        when(next.get, [give(next.get)]),
        next.set(this.#scan.valueEnd().call(at.get, end.get)),
        when(or(isZero(next.get), gtU(next.get, end.get)), [notKnown]),
        length.set(this.#slow.call(i32(number), at.get, sub(next.get, at.get), to.get)),
        when(isZero(length.get), [notKnown]),
        setTo(add(to.get, length.get)),
        next.get,
      ];
    });
  }

  #items(at: Local, to: Local, end: Local, item: (at: Code, to: Code) => Code, required?: true): readonly Code[] {
    return [
      ...expect(at, "["),
      ...put(to, "["),
      ...this.#scan.skipSpace(at),
      ...this.#ended(at, to, "]"),
      forever([
        when(geU(at.get, end.get), [notKnown]),
        ...(required === true ? [when(isNull(at), [notKnown])] : []),
        at.set(item(at.get, to.get)),
        when(isZero(at.get), [notKnown]),
        to.set(wroteTo),
        ...this.#scan.skipSpace(at),
        ...this.#ended(at, to, "]"),
        ...expect(at, ","),
        ...put(to, ","),
        ...this.#scan.skipSpace(at),
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
  #object(keys: readonly ShapeKey[]): Callable {
    return this.#scan.nullable((f, at, to, end) => {
      const start = f.local();
      const before = f.local();
      return [
        ...expect(at, "{"),
        start.set(to.get),
        ...keys.flatMap((key, i) => [
          ...(i === 0 ? [] : [...this.#scan.skipSpace(at), ...expect(at, ",")]),
          ...this.#key(key, { at, to, end, before }),
        ]),
        ...this.#scan.skipSpace(at),
        ...expect(at, "}"),
        to.set(add(to.get, eq(to.get, start.get))),
        store8(start.get, i32(char("{"))),
        ...put(to, "}"),
        setTo(to.get),
        at.get,
      ];
    });
  }

  #key({ name, shape, optional, required }: ShapeKey, { at, to, end, before }: Record<"at" | "to" | "end" | "before", Local>) {
    const key = JSON.stringify(name);
    const value = [
      at.set(this.ofShape(shape).call(at.get, to.get, end.get)),
      when(isZero(at.get), [notKnown]),
      to.set(wroteTo),
    ];
    return [
      ...this.#scan.skipSpace(at),
      when(geU(at.get, end.get), [notKnown]),
      ...this.#match(at, Buffer.from(key)),
      ...this.#colon(at),
      before.set(to.get),
      ...writeBytes(to, Buffer.from(`,${key}:`)),
      ...(required === true ? [when(isNull(at), [notKnown])] : []),
      ...(optional === true ? [when(isNull(at), [to.set(before.get), at.set(add(at.get, i32(4)))], value)] : value),
    ];
  }

  #colon(at: Local): readonly Code[] {
    return [...this.#scan.skipSpace(at), ...expect(at, ":"), ...this.#scan.skipSpace(at)];
  }

  #match(at: Local, bytes: Buffer): readonly Code[] {
    const vectors = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) => {
      const part = bytes.subarray(i * 16, i * 16 + 16);
      const mask = i32((1 << part.length) - 1);
      return when(ne(and(bitmask(vecEq(loadVec(at.get, i * 16), vec(part))), mask), mask), [notKnown]);
    });
    return [...vectors, at.set(add(at.get, i32(bytes.length)))];
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
      ...expect(at, "{"),
      start.set(to.get),
      ...this.#scan.skipSpace(at),
      ...ended,
      forever([
        when(geU(at.get, end.get), [notKnown]),
        ...expect(at, '"'),
        key.set(at.get),
        keyEnd.set(this.#scan.plainEnd().call(key.get, end.get)),
        when(isZero(keyEnd.get), [notKnown]),
        when(previous.get, [
          when(isZero(this.#scan.keyBefore().call(previous.get, previousEnd.get, key.get, keyEnd.get)), [notKnown]),
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
        ...(withoutNulls ? [when(isNull(at), [to.set(beforeKey.get), at.set(add(at.get, i32(4)))], written)] : written),
        ...this.#scan.skipSpace(at),
        ...ended,
        ...expect(at, ","),
        ...this.#scan.skipSpace(at),
      ]),
      unreachable,
    ];
  }

  /** JSON without a shape. */
  #anyAtTop(): Callable {
    const any = this.#any();
    return this.#module.function(this.#scan.name(), 3, (_, at, to, end) => [any.call(at.get, to.get, end.get, i32(0))]);
  }

  #any(): Callable {
    const string = this.#scan.string();
    const boolean = this.#leaves.boolean();
    const integer = this.#leaves.number(this.#values.integer, true);
    const float64 = this.#leaves.number(this.#values.float64, false);
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
}
