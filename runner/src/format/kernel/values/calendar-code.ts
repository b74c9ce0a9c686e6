import { add, type Callable, divU, geU, i32, ltS, type ModuleMaker, mul, remU, select, sub, when } from "../assembler.ts";
import { notKnown, writeTwoDigits } from "../pieces.ts";

/** Days since 1970-01-01 of a year (1 to 9999), month and day: ../../canonical/calendar.ts in this language. */
export function daysCode(module: ModuleMaker): Callable {
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
export function writeDateCode(module: ModuleMaker): Callable {
  return module.function("writeDate", 2, (f, day, to) => {
    const era = f.local();
    const dayOfEra = f.local();
    const yearOfEra = f.local();
    const shiftedMonth = f.local();
    const dayOfYear = f.local();
    const month = f.local();
    const year = f.local();
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
      ...writeTwoDigits(to, divU(year.get, i32(100)), 0),
      ...writeTwoDigits(to, remU(year.get, i32(100)), 2),
      ...writeTwoDigits(to, month.get, 5),
      ...writeTwoDigits(to, day.get, 8),
      i32(1),
    ];
  });
}
