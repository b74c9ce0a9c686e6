import {
  add,
  and,
  bitmask,
  type Callable,
  gtS,
  i32,
  load8,
  load64,
  loadVec,
  ltS,
  type ModuleMaker,
  mul,
  select,
  splat,
  store8,
  store64,
  storeVec,
  sub,
  trailingZeros,
  vecEq,
  vecLtU,
  vecOr,
  when,
  whileTrue,
} from "../assembler.ts";
import { escapesAt } from "../memory-map.ts";
import { char, within } from "../pieces.ts";

/** In quotes, with the escapes that JSON asks for. */
export function jsonText(module: ModuleMaker): Callable {
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
