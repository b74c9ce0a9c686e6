import {
  add,
  and,
  bitmask,
  type Callable,
  type Code,
  eq,
  give,
  i32,
  load8,
  loadVec,
  type ModuleMaker,
  ne,
  or,
  splat,
  store8,
  store32,
  storeVec,
  vecLtU,
  vecSub,
  when,
} from "../assembler.ts";
import { char, notKnown, word } from "../pieces.ts";

/** `t` and `f`. */
export function booleanCode(module: ModuleMaker): Callable {
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
export function uuidCode(module: ModuleMaker): Callable {
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
export function dateCode(module: ModuleMaker): Callable {
  return module.function("date", 3, (_, at, length, to) => [
    when(ne(length.get, i32(10)), [notKnown]),
    when(or(ne(load8(at.get, 4), i32(char("-"))), ne(load8(at.get, 7), i32(char("-")))), [notKnown]),
    storeVec(to.get, loadVec(at.get)),
    add(to.get, i32(10)),
  ]);
}
