import {
  add,
  and,
  bitmask,
  type Callable,
  type Code,
  eq,
  forever,
  geU,
  give,
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
  vecEq,
  vecLtU,
  vecOr,
  when,
  whileTrue,
} from "./assembler.ts";
import { escapesAt, words } from "./memory-map.ts";
import { char, notKnown, word } from "./pieces.ts";

/** The end of what a function for JSON wrote. */
export const setTo = (value: Code): Code => store32(i32(0), value, words.jsonTo);

/** Steps over a character that must come now, or gives up. */
export const expect = (at: Local, text: string): readonly Code[] => [
  when(ne(load8(at.get), i32(char(text))), [notKnown]),
  at.set(add(at.get, i32(1))),
];

export const put = (to: Local, text: string): readonly Code[] => [store8(to.get, i32(char(text))), to.set(add(to.get, i32(1)))];

const least = (a: Code, b: Code): Code => select(ltU(a, b), a, b);

/** What ends or interrupts a string. */
const specialOf = (vector: Local): Code =>
  vecOr(vecLtU(vector.get, splat(0x20)), vecOr(vecEq(vector.get, splat(char('"'))), vecEq(vector.get, splat(char("\\")))));

/** The functions that find the ends of JSON's words, and copy its strings; each is made when it is asked for. */
export class JsonScan {
  readonly #module: ModuleMaker;
  readonly #made = new Map<string, Callable>();
  #names = 0;

  constructor(module: ModuleMaker) {
    this.#module = module;
  }

  /** A name that no other function has. */
  name(): string {
    return `shape${++this.#names}`;
  }

  /** A function whose value may be null. */
  nullable(body: (f: Locals, at: Local, to: Local, end: Local) => readonly Code[]): Callable {
    return this.#module.function(this.name(), 3, (f, at, to, end) => [
      when(eq(load32(at.get), word("null")), [
        store32(to.get, word("null")),
        setTo(add(to.get, i32(4))),
        give(add(at.get, i32(4))),
      ]),
      ...body(f, at, to, end),
    ]);
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

  /** A string: what needs no escape as it is, escapes as JSON.stringify has them. */
  string(): Callable {
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
          ...expect(at, '"'),
          ...put(to, '"'),
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

  /** Where the quote is that ends a string; 0 when an escape comes before it. */
  plainEnd(): Callable {
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
  tokenEnd(): Callable {
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

  /** Whether one key comes before another, by its bytes. */
  keyBefore(): Callable {
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

  /** Where the value ends that begins here; of broken JSON anywhere. */
  valueEnd(): Callable {
    return this.#once("valueEnd", () =>
      this.#module.function("valueEnd", 2, (f, at, end) => {
        const depth = f.local();
        const is = (...letters: string[]): Code =>
          letters.map((letter) => eq(load8(at.get), i32(char(letter)))).reduce((a, b) => or(a, b));
        const next = at.set(add(at.get, i32(1)));
        return [
          when(isZero(is('"', "{", "[")), [give(this.tokenEnd().call(at.get, end.get))]),
          forever([
            when(geU(at.get, end.get), [notKnown]),
            when(
              is('"'),
              [next, whileTrue(and(ltU(at.get, end.get), isZero(is('"'))), [at.set(add(at.get, add(is("\\"), i32(1))))])],
              [depth.set(sub(add(depth.get, is("{", "[")), is("}", "]")))],
            ),
            next,
            when(isZero(depth.get), [give(at.get)]),
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

  #once(name: string, make: () => Callable): Callable {
    const made = this.#made.get(name) ?? make();
    this.#made.set(name, made);
    return made;
  }
}
