import {
  add,
  type Callable,
  forever,
  geS,
  give,
  i32,
  loadVec,
  type ModuleMaker,
  storeVec,
  unreachable,
  when,
} from "../assembler.ts";

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
