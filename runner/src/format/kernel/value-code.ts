import type { LogicalType } from "../../load/types.ts";
import {
  add,
  add64,
  and,
  bitmask,
  type Callable,
  type Code,
  divU,
  eq,
  extend,
  forever,
  ge64,
  geS,
  geU,
  give,
  gtS,
  gtU,
  i32,
  i64,
  isZero,
  load8,
  load16,
  load32,
  load64,
  loadVec,
  lt64,
  ltS,
  ltU,
  type ModuleMaker,
  mul,
  mul64,
  ne,
  or,
  remU,
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
  vecGtU,
  vecLtU,
  vecOr,
  vecSub,
  when,
  whileTrue,
} from "./assembler.ts";
import { escapesAt, zone } from "./memory-map.ts";
import { char, digitsOf, notKnown, within, word } from "./pieces.ts";

/**
 * The kernel's functions for values. Each takes where a cell's text begins, its length, and where to write; it gives the end of
 * what it wrote, or 0 for a form that it does not know: then a cell printer does the value, or says what is wrong with it.
 * Cells are read, and may be written, in vectors of 16 bytes beyond their end; what matters of the last one is masked.
 */
export interface ValueCode {
  text(at: Code, length: Code, to: Code): Code;
  integer(at: Code, length: Code, to: Code): Code;
  float64(at: Code, length: Code, to: Code): Code;
  boolean(at: Code, length: Code, to: Code): Code;
  uuid(at: Code, length: Code, to: Code): Code;
  date(at: Code, length: Code, to: Code): Code;
  decimal(at: Code, length: Code, to: Code, scale: number): Code;
  instant(at: Code, length: Code, to: Code, precision: number): Code;
  local(at: Code, length: Code, to: Code, precision: number, zoneAt: number): Code;
}

export interface TextRules {
  readonly json: boolean;
  readonly delimiter: string;
  readonly formulas: boolean;
}

/** Adds the functions to a module. */
export function valueCode(module: ModuleMaker, rules: TextRules, copy: Callable): ValueCode {
  const text = rules.json ? jsonText(module) : csvText(module, rules);
  const integer = integerCode(module, copy);
  const decimal = decimalCode(module);
  const float64 = float64Code(module);
  const boolean = booleanCode(module);
  const uuid = uuidCode(module);
  const date = dateCode(module);
  const fraction = fractionCode(module);
  const instant = instantCode(module, fraction);
  const local = localCode(module, fraction, copy);
  return {
    text: text.call,
    integer: integer.call,
    float64: float64.call,
    boolean: boolean.call,
    uuid: uuid.call,
    date: date.call,
    decimal: (at, length, to, scale) => decimal.call(at, length, to, i32(scale)),
    instant: (at, length, to, precision) => instant.call(at, length, to, i32(precision)),
    local: (at, length, to, precision, zoneAt) => local.call(at, length, to, i32(precision), i32(zoneAt)),
  };
}

/** Copies, and gives the end of the copy. */
export function copyCode(module: ModuleMaker): Callable {
  return module.function("copy", 3, (f, at, length, to) => {
    const i = f.local();
    return [
      forever([
        storeVec(add(to.get, i.get), loadVec(add(at.get, i.get))),
        i.set(add(i.get, i32(16))),
        when(geS(i.get, length.get), [give(add(to.get, length.get))]),
      ]),
      unreachable,
    ];
  });
}

/** Copies in quotes, with each quote doubled. */
function csvQuoted(module: ModuleMaker): Callable {
  return module.function("csvQuoted", 3, (f, at, length, to) => {
    const vector = f.local("v128");
    const found = f.local();
    const skip = f.local();
    return [
      store8(to.get, i32(char('"'))),
      to.set(add(to.get, i32(1))),
      whileTrue(gtS(length.get, i32(0)), [
        vector.set(loadVec(at.get)),
        storeVec(to.get, vector.get),
        found.set(and(bitmask(vecEq(vector.get, splat(char('"')))), within(length.get))),
        when(
          found.get,
          [
            skip.set(add(trailingZeros(found.get), i32(1))),
            store8(add(to.get, skip.get), i32(char('"'))),
            to.set(add(add(to.get, skip.get), i32(1))),
          ],
          [skip.set(select(ltS(length.get, i32(16)), length.get, i32(16))), to.set(add(to.get, skip.get))],
        ),
        at.set(add(at.get, skip.get)),
        length.set(sub(length.get, skip.get)),
      ]),
      store8(to.get, i32(char('"'))),
      add(to.get, i32(1)),
    ];
  });
}

/** As it is, or in quotes when it holds the delimiter, a quote or a line end. */
function csvText(module: ModuleMaker, { delimiter, formulas }: TextRules): Callable {
  const quoted = csvQuoted(module);
  return module.function("csvText", 3, (f, at, length, to) => {
    const vector = f.local("v128");
    const i = f.local();
    const special = [delimiter, '"', "\n", "\r"]
      .map((text) => vecEq(vector.get, splat(char(text))))
      .reduce((a, b) => vecOr(a, b));
    const starts = ["=", "+", "-", "@", "\t", "\r"]
      .map((text) => eq(load8(at.get), i32(char(text))))
      .reduce((a, b) => or(a, b));
    return [
      when(isZero(length.get), [store16(to.get, word('""')), give(add(to.get, i32(2)))]),
      ...(formulas ? [when(starts, [notKnown])] : []),
      forever([
        vector.set(loadVec(add(at.get, i.get))),
        storeVec(add(to.get, i.get), vector.get),
        when(and(bitmask(special), within(sub(length.get, i.get))), [give(quoted.call(at.get, length.get, to.get))]),
        i.set(add(i.get, i32(16))),
        when(geS(i.get, length.get), [give(add(to.get, length.get))]),
      ]),
      unreachable,
    ];
  });
}

/** In quotes, with the escapes that JSON asks for. */
function jsonText(module: ModuleMaker): Callable {
  return module.function("jsonText", 3, (f, at, length, to) => {
    const vector = f.local("v128");
    const found = f.local();
    const skip = f.local();
    const entry = f.local();
    const special = vecOr(
      vecLtU(vector.get, splat(0x20)),
      vecOr(vecEq(vector.get, splat(char('"'))), vecEq(vector.get, splat(char("\\")))),
    );
    return [
      store8(to.get, i32(char('"'))),
      to.set(add(to.get, i32(1))),
      whileTrue(gtS(length.get, i32(0)), [
        vector.set(loadVec(at.get)),
        storeVec(to.get, vector.get),
        found.set(and(bitmask(special), within(length.get))),
        when(
          found.get,
          [
            skip.set(trailingZeros(found.get)),
            to.set(add(to.get, skip.get)),
            entry.set(add(i32(escapesAt), mul(load8(add(at.get, skip.get)), i32(8)))),
            store64(to.get, load64(entry.get)),
            to.set(add(to.get, load8(entry.get, 7))),
            skip.set(add(skip.get, i32(1))),
          ],
          [skip.set(select(ltS(length.get, i32(16)), length.get, i32(16))), to.set(add(to.get, skip.get))],
        ),
        at.set(add(at.get, skip.get)),
        length.set(sub(length.get, skip.get)),
      ]),
      store8(to.get, i32(char('"'))),
      add(to.get, i32(1)),
    ];
  });
}

/** Up to 32 bytes of digits, perhaps behind a minus; servers write no leading zeros and no -0. */
function integerCode(module: ModuleMaker, copy: Callable): Callable {
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
function decimalCode(module: ModuleMaker): Callable {
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
function float64Code(module: ModuleMaker): Callable {
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

/** `t` and `f`. */
function booleanCode(module: ModuleMaker): Callable {
  return module.function("boolean", 3, (_, at, length, to) => [
    when(ne(length.get, i32(1)), [notKnown]),
    when(eq(load8(at.get), i32(char("t"))), [store32(to.get, word("true")), give(add(to.get, i32(4)))]),
    when(ne(load8(at.get), i32(char("f"))), [notKnown]),
    store32(to.get, word("fals")),
    store8(to.get, i32(char("e")), 4),
    add(to.get, i32(5)),
  ]);
}

/** 36 bytes without capital letters. */
function uuidCode(module: ModuleMaker): Callable {
  return module.function("uuid", 3, (f, at, length, to) => {
    const vector = f.local("v128");
    const capitals = bitmask(vecLtU(vecSub(vector.get, splat(char("A"))), splat(26)));
    const part = (offset: number, mask: number): readonly Code[] => [
      vector.set(loadVec(at.get, offset)),
      when(and(capitals, i32(mask)), [notKnown]),
      storeVec(to.get, vector.get, offset),
    ];
    return [
      when(ne(length.get, i32(36)), [notKnown]),
      ...part(0, 0xffff),
      ...part(16, 0xffff),
      ...part(32, 0xf),
      add(to.get, i32(36)),
    ];
  });
}

/** `YYYY-MM-DD`. */
function dateCode(module: ModuleMaker): Callable {
  return module.function("date", 3, (_, at, length, to) => [
    when(ne(length.get, i32(10)), [notKnown]),
    when(or(ne(load8(at.get, 4), i32(char("-"))), ne(load8(at.get, 7), i32(char("-")))), [notKnown]),
    storeVec(to.get, loadVec(at.get)),
    add(to.get, i32(10)),
  ]);
}

/**
 * What follows the seconds of a time: writes point and digits, as many as the precision says; gives where they end. 0 when
 * the time is not in UTC: nothing, `Z`, `+00` or, as in JSON, `+00:00` behind it.
 */
function fractionCode(module: ModuleMaker): Callable {
  return module.function("fraction", 4, (f, at, end, to, precision) => {
    const i = f.local();
    const rest = f.local();
    return [
      store64(to.get, i64(0x30303030302e)),
      store32(to.get, word("0000"), 4),
      when(and(ltU(at.get, end.get), eq(load8(at.get), i32(char(".")))), [
        at.set(add(at.get, i32(1))),
        whileTrue(and(ltU(at.get, end.get), ltU(sub(load8(at.get), i32(char("0"))), i32(10))), [
          when(ltU(i.get, i32(6)), [store8(add(to.get, i.get), load8(at.get), 1)]),
          i.set(add(i.get, i32(1))),
          at.set(add(at.get, i32(1))),
        ]),
      ]),
      rest.set(sub(end.get, at.get)),
      when(rest.get, [
        when(
          isZero(
            or(
              and(eq(rest.get, i32(1)), eq(load8(at.get), i32(char("Z")))),
              or(
                and(eq(rest.get, i32(3)), eq(and(load32(at.get), i32(0xffffff)), word("+00"))),
                and(eq(rest.get, i32(6)), and(eq(load32(at.get), word("+00:")), eq(load16(at.get, 4), word("00")))),
              ),
            ),
          ),
          [notKnown],
        ),
      ]),
      select(precision.get, add(add(to.get, precision.get), i32(1)), to.get),
    ];
  });
}

/** Whether a text does not begin like `YYYY-MM-DD HH:MM:SS`. */
const notATime = (at: Code, length: Code): Code =>
  or(
    or(ltS(length, i32(19)), ne(load8(at, 4), i32(char("-")))),
    and(ne(load8(at, 10), i32(char(" "))), ne(load8(at, 10), i32(char("T")))),
  );

/** A time in UTC. */
function instantCode(module: ModuleMaker, fraction: Callable): Callable {
  return module.function("instant", 4, (f, at, length, to, precision) => {
    const end = f.local();
    return [
      when(notATime(at.get, length.get), [notKnown]),
      storeVec(to.get, loadVec(at.get)),
      store32(to.get, load32(at.get, 15), 15),
      store8(to.get, i32(char("T")), 10),
      end.set(fraction.call(add(at.get, i32(19)), add(at.get, length.get), add(to.get, i32(19)), precision.get)),
      when(isZero(end.get), [notKnown]),
      store8(end.get, i32(char("Z"))),
      add(end.get, i32(1)),
    ];
  });
}

/** A time in UTC, written as wall clock of a zone, as long as it lies in the stretch whose offset is known. */
function localCode(module: ModuleMaker, fraction: Callable, copy: Callable): Callable {
  const days = daysCode(module);
  const writeDate = writeDateCode(module);
  return module.function("local", 5, (f, at, length, to, precision, zoneAt) => {
    const day = f.local();
    const second = f.local();
    const shifted = f.local();
    const end = f.local();
    const at64 = f.local("i64");
    const two = (offset: number): Code =>
      sub(add(mul(load8(at.get, offset), i32(10)), load8(at.get, offset + 1)), i32(11 * char("0")));
    const writeTwo = (value: Code, offset: number): readonly Code[] => [
      store8(to.get, add(divU(value, i32(10)), i32(char("0"))), offset),
      store8(to.get, add(remU(value, i32(10)), i32(char("0"))), offset + 1),
    ];
    return [
      when(notATime(at.get, length.get), [notKnown]),
      day.set(days.call(add(mul(two(0), i32(100)), two(2)), two(5), two(8))),
      second.set(add(add(mul(two(11), i32(3600)), mul(two(14), i32(60))), two(17))),
      at64.set(add64(mul64(extend(day.get), i64(86400)), extend(second.get))),
      when(isZero(and(ge64(at64.get, load64(zoneAt.get, zone.from)), lt64(at64.get, load64(zoneAt.get, zone.until)))), [
        notKnown,
      ]),
      storeVec(to.get, loadVec(at.get)),
      store32(to.get, load32(at.get, 15), 15),
      store8(to.get, i32(char("T")), 10),
      second.set(add(second.get, load32(zoneAt.get, zone.offsetSeconds))),
      shifted.set(sub(geS(second.get, i32(86400)), ltS(second.get, i32(0)))),
      when(shifted.get, [
        second.set(sub(second.get, mul(shifted.get, i32(86400)))),
        when(isZero(writeDate.call(add(day.get, shifted.get), to.get)), [notKnown]),
      ]),
      ...writeTwo(divU(second.get, i32(3600)), 11),
      ...writeTwo(remU(divU(second.get, i32(60)), i32(60)), 14),
      ...writeTwo(remU(second.get, i32(60)), 17),
      end.set(fraction.call(add(at.get, i32(19)), add(at.get, length.get), add(to.get, i32(19)), precision.get)),
      when(isZero(end.get), [notKnown]),
      copy.call(add(zoneAt.get, i32(zone.text)), load32(zoneAt.get, zone.textBytes), end.get),
    ];
  });
}

/** Days since 1970-01-01 of a year (1 to 9999), month and day: ../canonical/calendar.ts in this language. */
function daysCode(module: ModuleMaker): Callable {
  return module.function("days", 3, (f, year, month, day) => {
    const early = f.local();
    const inEra = f.local();
    const era = f.local();
    return [
      early.set(ltS(month.get, i32(3))),
      // 400 years more, and an era less in the end: the division is of numbers that are never negative.
      year.set(add(sub(year.get, early.get), i32(400))),
      era.set(divU(year.get, i32(400))),
      inEra.set(sub(year.get, mul(era.get, i32(400)))),
      day.set(add(day.get, divU(add(mul(i32(153), add(month.get, select(early.get, i32(9), i32(-3)))), i32(2)), i32(5)))),
      add(
        mul(era.get, i32(146097)),
        add(
          sub(add(mul(inEra.get, i32(365)), divU(inEra.get, i32(4))), divU(inEra.get, i32(100))),
          sub(day.get, i32(1 + 719468 + 146097)),
        ),
      ),
    ];
  });
}

/** Writes the date of a day; 0 for a year outside 1 to 9999. */
function writeDateCode(module: ModuleMaker): Callable {
  return module.function("writeDate", 2, (f, day, to) => {
    const era = f.local();
    const dayOfEra = f.local();
    const yearOfEra = f.local();
    const shiftedMonth = f.local();
    const dayOfYear = f.local();
    const month = f.local();
    const year = f.local();
    const pair = (value: Code, offset: number): readonly Code[] => [
      store8(to.get, add(divU(value, i32(10)), i32(char("0"))), offset),
      store8(to.get, add(remU(value, i32(10)), i32(char("0"))), offset + 1),
    ];
    return [
      day.set(add(day.get, i32(719468 + 146097))),
      era.set(divU(day.get, i32(146097))),
      dayOfEra.set(sub(day.get, mul(era.get, i32(146097)))),
      yearOfEra.set(
        divU(
          sub(
            sub(add(dayOfEra.get, divU(dayOfEra.get, i32(36524))), divU(dayOfEra.get, i32(1460))),
            divU(dayOfEra.get, i32(146096)),
          ),
          i32(365),
        ),
      ),
      dayOfYear.set(
        sub(dayOfEra.get, sub(add(mul(yearOfEra.get, i32(365)), divU(yearOfEra.get, i32(4))), divU(yearOfEra.get, i32(100)))),
      ),
      shiftedMonth.set(divU(add(mul(dayOfYear.get, i32(5)), i32(2)), i32(153))),
      month.set(add(shiftedMonth.get, select(ltS(shiftedMonth.get, i32(10)), i32(3), i32(-9)))),
      year.set(add(add(yearOfEra.get, mul(sub(era.get, i32(1)), i32(400))), ltS(month.get, i32(3)))),
      when(geU(sub(year.get, i32(1)), i32(9999)), [notKnown]),
      day.set(add(sub(dayOfYear.get, divU(add(mul(shiftedMonth.get, i32(153)), i32(2)), i32(5))), i32(1))),
      ...pair(divU(year.get, i32(100)), 0),
      ...pair(remU(year.get, i32(100)), 2),
      ...pair(month.get, 5),
      ...pair(day.get, 8),
      i32(1),
    ];
  });
}

/** The code of a value of a type, as a JSON value or as CSV; undefined where a cell printer does them all. */
export function codeOf(
  type: LogicalType,
  values: ValueCode,
  zoneAt: number,
): ((at: Code, length: Code, to: Code) => Code) | undefined {
  switch (type.type) {
    case "string":
      return values.text;
    case "integer":
    case "float64":
    case "boolean":
    case "uuid":
    case "date":
      return values[type.type];
    case "decimal":
      return (at, length, to) => values.decimal(at, length, to, type.scale);
    case "instant":
      return (at, length, to) => values.instant(at, length, to, type.precision);
    case "local":
      return (at, length, to) => values.local(at, length, to, type.precision, zoneAt);
    default:
      return undefined;
  }
}
