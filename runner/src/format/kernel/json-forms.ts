import { add, and, bitmask, type Code, eq, i32, loadVec, or, splat, vec, vecEq, vecLtU, vecSub } from "./assembler.ts";
import { char, digitsOf } from "./pieces.ts";

/**
 * Nobody has checked the columns that nested JSON is made of, as is done for those of a query. So the forms of values that
 * the kernel only copies are looked at here. A `0` stands for a digit (in a UUID: of a hexadecimal number).
 */
export const dateForm = (at: Code): Code => hasForm(at, "0000-00-00", digitsOf);
export const timeForm = (at: Code): Code =>
  and(hasForm(at, "0000-00-00?00:00", digitsOf), hasForm(add(at, i32(16)), ":00", digitsOf));
export const uuidForm = (at: Code): Code =>
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
