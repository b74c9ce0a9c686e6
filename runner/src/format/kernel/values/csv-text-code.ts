import {
  add,
  and,
  bitmask,
  type Callable,
  eq,
  forever,
  geS,
  give,
  gtS,
  i32,
  isZero,
  load8,
  loadVec,
  ltS,
  type ModuleMaker,
  or,
  select,
  splat,
  store8,
  store16,
  storeVec,
  sub,
  trailingZeros,
  unreachable,
  vecEq,
  vecOr,
  when,
  whileTrue,
} from "../assembler.ts";
import { char, notKnown, within, word } from "../pieces.ts";

/** What the text of a cell depends on in CSV. */
export interface CsvRules {
  readonly delimiter: string;
  /** A text that a spreadsheet would take for a formula is left to a cell printer. */
  readonly formulas: boolean;
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
export function csvText(module: ModuleMaker, { delimiter, formulas }: CsvRules): Callable {
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
