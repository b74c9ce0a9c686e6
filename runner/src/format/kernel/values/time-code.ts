import {
  add,
  add64,
  and,
  type Callable,
  type Code,
  divU,
  eq,
  extend,
  ge64,
  geS,
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
  store8,
  store32,
  store64,
  storeVec,
  sub,
  when,
  whileTrue,
} from "../assembler.ts";
import { zone } from "../memory-map.ts";
import { char, notKnown, word, writeTwoDigits } from "../pieces.ts";
import { daysCode, writeDateCode } from "./calendar-code.ts";

/**
 * What follows the seconds of a time: writes point and digits, as many as the precision says; gives where they end. 0 when
 * the time is not in UTC: nothing, `Z`, `+00` or, as in JSON, `+00:00` behind it.
 */
export function fractionCode(module: ModuleMaker): Callable {
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
export function instantCode(module: ModuleMaker, fraction: Callable): Callable {
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
export function localCode(module: ModuleMaker, fraction: Callable, copy: Callable): Callable {
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
      ...writeTwoDigits(to, divU(second.get, i32(3600)), 11),
      ...writeTwoDigits(to, remU(divU(second.get, i32(60)), i32(60)), 14),
      ...writeTwoDigits(to, remU(second.get, i32(60)), 17),
      end.set(fraction.call(add(at.get, i32(19)), add(at.get, length.get), add(to.get, i32(19)), precision.get)),
      when(isZero(end.get), [notKnown]),
      copy.call(add(zoneAt.get, i32(zone.text)), load32(zoneAt.get, zone.textBytes), end.get),
    ];
  });
}
