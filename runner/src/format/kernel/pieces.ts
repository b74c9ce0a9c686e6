import {
  add,
  bitmask,
  type Code,
  divU,
  give,
  i32,
  type Local,
  ltS,
  remU,
  select,
  shl,
  splat,
  store8,
  storeVec,
  sub,
  vec,
  vecLtU,
  vecSub,
} from "./assembler.ts";

/** Pieces of code that many functions of the kernel have. */

export const char = (text: string): number => text.charCodeAt(0);
/** Up to four characters as the number that they make in memory. */
export const word = (text: string): Code => i32([...text].reduce((sum, letter, i) => sum | (char(letter) << (8 * i)), 0));
/** The end of a function that met a form which it does not know. */
export const notKnown = give(i32(0));
/** The bits of the first `length` bytes of a vector; all of them from 16 on. */
export const within = (length: Code): Code => select(ltS(length, i32(16)), sub(shl(i32(1), length), i32(1)), i32(0xffff));
export const digitsOf = (vector: Code): Code => bitmask(vecLtU(vecSub(vector, splat(char("0"))), splat(10)));

/** Writes bytes that are known when the code is made: 16 at a time, as constants of the code. */
export function writeBytes(to: Local, bytes: Buffer): readonly Code[] {
  if (bytes.length === 0) return [];
  const stores: Code[] = [];
  if (bytes.length === 1) stores.push(store8(to.get, i32(bytes[0] ?? 0)));
  else for (let i = 0; i < bytes.length; i += 16) stores.push(storeVec(to.get, vec(bytes.subarray(i, i + 16)), i));
  return [...stores, to.set(add(to.get, i32(bytes.length)))];
}

/** Writes a number below 100 as two digits. */
export function writeTwoDigits(to: Local, value: Code, offset: number): readonly Code[] {
  return [
    store8(to.get, add(divU(value, i32(10)), i32(char("0"))), offset),
    store8(to.get, add(remU(value, i32(10)), i32(char("0"))), offset + 1),
  ];
}
