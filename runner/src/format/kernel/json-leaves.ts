import type { LogicalType } from "../../load/types.ts";
import {
  add,
  type Callable,
  type Code,
  eq,
  give,
  i32,
  isZero,
  load8,
  load32,
  ltU,
  type ModuleMaker,
  ne,
  store8,
  store32,
  sub,
  when,
} from "./assembler.ts";
import { dateForm, timeForm, uuidForm } from "./json-forms.ts";
import { expect, type JsonScan, put, setTo } from "./json-scan.ts";
import { char, notKnown, word } from "./pieces.ts";
import type { ValueCode } from "./value-code.ts";

/** The functions for the single values of JSON: the kernel's own for their types, behind JSON's quotes. */
export class JsonLeaves {
  readonly #module: ModuleMaker;
  readonly #values: ValueCode;
  readonly #scan: JsonScan;

  constructor(module: ModuleMaker, values: ValueCode, scan: JsonScan) {
    this.#module = module;
    this.#values = values;
    this.#scan = scan;
  }

  /** The function of a type; undefined for JSON. */
  of(type: LogicalType): Callable | undefined {
    const { integer, float64, decimal, instant, uuid, date } = this.#values;
    switch (type.type) {
      case "string":
        return this.#scan.nullable((_, at, to, end) => [this.#scan.string().call(at.get, to.get, end.get)]);
      case "integer":
        return this.number(integer, true);
      case "float64":
        return this.number(float64, false);
      case "decimal":
        return this.number((at, length, to) => decimal(at, length, to, type.scale), false);
      case "boolean":
        return this.boolean();
      case "instant":
        return this.#quoted(timeForm, (at, length, to) => instant(at, length, to, type.precision));
      case "date":
        return this.#quoted(dateForm, date);
      case "uuid":
        return this.#quoted(uuidForm, uuid);
      case "json":
        return undefined;
      default:
        return this.#module.function(this.#scan.name(), 3, () => [i32(0)]);
    }
  }

  /** A number, bare or in quotes; as the engines write them, without needless zeros before it. */
  number(value: (at: Code, length: Code, to: Code) => Code, isInteger: boolean): Callable {
    return this.#scan.nullable((f, at, to, end) => {
      const from = f.local();
      const until = f.local();
      const first = f.local();
      return [
        from.set(add(at.get, eq(load8(at.get), i32(char('"'))))),
        first.set(add(from.get, eq(load8(from.get), i32(char("-"))))),
        when(
          eq(from.get, at.get),
          [
            when(eq(load8(first.get), i32(char("."))), [notKnown]),
            until.set(this.#scan.tokenEnd().call(at.get, end.get)),
            at.set(until.get),
          ],
          [until.set(this.#scan.plainEnd().call(from.get, end.get)), at.set(add(until.get, i32(1)))],
        ),
        when(isZero(until.get), [notKnown]),
        when(eq(load8(first.get), i32(char("0"))), [
          when(ltU(sub(load8(first.get, 1), i32(char("0"))), i32(10)), [notKnown]),
          ...(isInteger ? [when(ne(first.get, from.get), [notKnown])] : []),
        ]),
        to.set(value(from.get, sub(until.get, from.get), to.get)),
        when(isZero(to.get), [notKnown]),
        setTo(to.get),
        at.get,
      ];
    });
  }

  boolean(): Callable {
    return this.#scan.nullable((_, at, to) => [
      when(eq(load32(at.get), word("true")), [
        store32(to.get, word("true")),
        setTo(add(to.get, i32(4))),
        give(add(at.get, i32(4))),
      ]),
      when(ne(load32(at.get), word("fals")), [notKnown]),
      when(ne(load8(at.get, 4), i32(char("e"))), [notKnown]),
      store32(to.get, word("fals")),
      store8(to.get, i32(char("e")), 4),
      setTo(add(to.get, i32(5))),
      add(at.get, i32(5)),
    ]);
  }

  /** A text of a certain form, in quotes. */
  #quoted(isForm: (at: Code) => Code, value: (at: Code, length: Code, to: Code) => Code): Callable {
    return this.#scan.nullable((f, at, to, end) => {
      const until = f.local();
      return [
        ...expect(at, '"'),
        until.set(this.#scan.plainEnd().call(at.get, end.get)),
        when(isZero(until.get), [notKnown]),
        when(isZero(isForm(at.get)), [notKnown]),
        ...put(to, '"'),
        to.set(value(at.get, sub(until.get, at.get), to.get)),
        when(isZero(to.get), [notKnown]),
        ...put(to, '"'),
        setTo(to.get),
        add(until.get, i32(1)),
      ];
    });
  }
}
