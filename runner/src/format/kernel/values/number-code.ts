import {
  add,
  and,
  bitmask,
  type Callable,
  eq,
  give,
  gtS,
  gtU,
  i32,
  isZero,
  load8,
  load16,
  loadVec,
  ltS,
  type ModuleMaker,
  ne,
  or,
  shl,
  splat,
  store8,
  storeVec,
  sub,
  vecEq,
  vecGtU,
  when,
} from "../assembler.ts";
import { char, digitsOf, notKnown, within, word } from "../pieces.ts";

/** Up to 32 bytes of digits, perhaps behind a minus; servers write no leading zeros and no -0. */
export function integerCode(module: ModuleMaker, copy: Callable): Callable {
  return module.function("integer", 3, (f, at, length, to) => {
    const minus = f.local();
    const second = f.local();
    return [
      minus.set(eq(load8(at.get), i32(char("-")))),
      second.set(sub(length.get, i32(16))),
      when(gtU(sub(length.get, i32(1)), i32(31)), [notKnown]),
      when(eq(length.get, minus.get), [notKnown]),
      when(ne(and(or(digitsOf(loadVec(at.get)), minus.get), within(length.get)), within(length.get)), [notKnown]),
      when(gtS(second.get, i32(0)), [
        when(ne(and(digitsOf(loadVec(at.get, 16)), within(second.get)), within(second.get)), [notKnown]),
      ]),
      copy.call(at.get, length.get, to.get),
    ];
  });
}

/**
 * Up to 16 bytes: digits with a point before the last `scale` of them, perhaps behind a minus; -0 is not known. Where none
 * stands before the point, as DuckDB writes it, a zero is put there.
 */
export function decimalCode(module: ModuleMaker): Callable {
  return module.function("decimal", 4, (f, at, length, to, scale) => {
    const vector = f.local("v128");
    const minus = f.local();
    const point = f.local();
    const all = f.local();
    const others = f.local();
    const zero = f.local();
    return [
      when(gtU(sub(length.get, i32(1)), i32(15)), [notKnown]),
      vector.set(loadVec(at.get)),
      all.set(within(length.get)),
      minus.set(eq(load8(at.get), i32(char("-")))),
      others.set(minus.get),
      when(scale.get, [
        point.set(sub(sub(length.get, scale.get), i32(1))),
        when(ltS(point.get, minus.get), [notKnown]),
        zero.set(eq(point.get, minus.get)),
        when(ne(load8(add(at.get, point.get)), i32(char("."))), [notKnown]),
        others.set(or(others.get, shl(i32(1), point.get))),
      ]),
      when(eq(length.get, minus.get), [notKnown]),
      when(ne(and(or(digitsOf(vector.get), others.get), all.get), all.get), [notKnown]),
      when(and(minus.get, isZero(and(bitmask(vecGtU(vector.get, splat(char("0")))), all.get))), [notKnown]),
      when(zero.get, [
        storeVec(to.get, vector.get, 1),
        store8(to.get, i32(char("-"))),
        store8(add(to.get, minus.get), i32(char("0"))),
        give(add(add(to.get, length.get), i32(1))),
      ]),
      storeVec(to.get, vector.get),
      add(to.get, length.get),
    ];
  });
}

/**
 * Up to 15 bytes of digits with one point or none, which ECMAScript prints the same: at most 15 digits, no zero at the end
 * of a fraction, nothing as small as 0.000001, no exponent, no -0.
 */
export function float64Code(module: ModuleMaker): Callable {
  return module.function("float64", 3, (f, at, length, to) => {
    const vector = f.local("v128");
    const minus = f.local();
    const all = f.local();
    const points = f.local();
    const digits = f.local();
    const first = f.local();
    return [
      when(gtU(sub(length.get, i32(1)), i32(14)), [notKnown]),
      vector.set(loadVec(at.get)),
      all.set(within(length.get)),
      minus.set(eq(load8(at.get), i32(char("-")))),
      points.set(and(bitmask(vecEq(vector.get, splat(char(".")))), all.get)),
      digits.set(and(digitsOf(vector.get), all.get)),
      // One point at most, and nothing but digits beside it and the sign.
      when(and(points.get, sub(points.get, i32(1))), [notKnown]),
      when(ne(or(or(digits.get, points.get), minus.get), all.get), [notKnown]),
      first.set(add(at.get, minus.get)),
      when(eq(load8(first.get), i32(char("0"))), [
        // A lone zero without a sign is fine; else `0.` and a fraction that does not begin with two zeros.
        when(eq(add(first.get, i32(1)), add(at.get, length.get)), [
          when(minus.get, [notKnown]),
          store8(to.get, i32(char("0"))),
          give(add(to.get, i32(1))),
        ]),
        when(ne(load8(first.get, 1), i32(char("."))), [notKnown]),
        when(eq(load16(first.get, 2), word("00")), [notKnown]),
      ]),
      when(eq(load8(first.get), i32(char("."))), [notKnown]),
      when(points.get, [
        when(eq(load8(sub(add(at.get, length.get), i32(1))), i32(char("0"))), [notKnown]),
        when(eq(load8(sub(add(at.get, length.get), i32(1))), i32(char("."))), [notKnown]),
      ]),
      when(eq(length.get, minus.get), [notKnown]),
      storeVec(to.get, vector.get),
      add(to.get, length.get),
    ];
  });
}
