/**
 * A small assembler for WebAssembly (core specification 2.0: integers, vectors, one memory). Code is a list of bytes; each
 * function below makes one instruction with the code of its operands before it, so that a program reads from the outside
 * in: `store8(to, load8(at))`.
 */

export type Code = readonly number[];
export type ValueType = "i32" | "i64" | "v128";

const typeBytes: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, v128: 0x7b };

/** A parameter or local of a function. Used as an operand it is its value. */
export interface Local {
  readonly get: Code;
  set(value: Code): Code;
}

/** A function of the module that is being made; it may be called before its body is known. */
export interface Callable {
  readonly index: number;
  call(...operands: readonly Code[]): Code;
}

/** Hands out the locals of a function. */
export interface Locals {
  local(type?: ValueType): Local;
  /** The function itself. */
  readonly self: Callable;
}

interface FunctionParts {
  readonly parameters: readonly ValueType[];
  readonly locals: ValueType[];
  readonly body: Code;
  readonly name: string;
}

/** The name under which functions from outside are imported. */
export const importModule = "host";

/** Collects functions and makes the module of them. */
export class ModuleMaker {
  /** Functions that the module is given, by name, with the number of their parameters. */
  readonly #imports: (readonly [name: string, parameters: number])[] = [];
  /** Undefined while its body is being made. */
  readonly #functions: (FunctionParts | undefined)[] = [];

  /** A function from outside, of `parameters` i32 parameters which gives an i32. Before all functions of the module's own. */
  import(name: string, parameters: number): Callable {
    return callable(this.#imports.push([name, parameters]) - 1);
  }

  /** Adds a function of `parameters` i32 parameters which gives an i32; exported under its name. */
  function(name: string, parameters: number, body: (f: Locals, ...locals: Local[]) => readonly Code[]): Callable {
    const locals: ValueType[] = [];
    const position = this.#functions.push(undefined) - 1;
    const self = callable(this.#imports.length + position);
    const f: Locals = {
      self,
      local(type = "i32") {
        locals.push(type);
        return localAt(parameters + locals.length - 1);
      },
    };
    const code = body(f, ...Array.from({ length: parameters }, (_, i) => localAt(i))).flat();
    this.#functions[position] = { parameters: parametersOf(parameters), locals, body: code, name };
    return self;
  }

  /** The module's bytes, with a memory of so many pages of 64 KiB, exported as `memory`. */
  bytes(pages: number): Uint8Array<ArrayBuffer> {
    const functions = this.#functions.filter((parts) => parts !== undefined);
    const imports = this.#imports.map(([name, parameters]) => ({ name, parameters: parametersOf(parameters) }));
    const types = [...imports, ...functions].map(({ parameters }) => [
      0x60,
      ...vector(parameters.map((type) => [typeBytes[type]])),
      ...vector([[typeBytes.i32]]),
    ]);
    const given = imports.map((parts, index) => [...name(importModule), ...name(parts.name), 0x00, ...unsigned(index)]);
    const exports = [
      [...name("memory"), 0x02, ...unsigned(0)],
      ...functions.map((parts, index) => [...name(parts.name), 0x00, ...unsigned(imports.length + index)]),
    ];
    const bodies = functions.map(({ locals, body }) => {
      const code = [...vector(locals.map((type) => [1, typeBytes[type]])), ...body, 0x0b];
      return [...unsigned(code.length), ...code];
    });
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(1, vector(types)),
      ...section(2, vector(given)),
      ...section(3, vector(functions.map((_, index) => unsigned(imports.length + index)))),
      ...section(5, vector([[0x00, ...unsigned(pages)]])),
      ...section(7, vector(exports)),
      ...section(10, vector(bodies)),
    ]);
  }
}

function callable(index: number): Callable {
  return { index, call: (...operands) => [...operands.flat(), 0x10, ...unsigned(index)] };
}

function parametersOf(count: number): readonly ValueType[] {
  return Array.from({ length: count }, (): ValueType => "i32");
}

function localAt(index: number): Local {
  return { get: [0x20, ...unsigned(index)], set: (value) => [...value, 0x21, ...unsigned(index)] };
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function name(text: string): Code {
  return vector([...Buffer.from(text)].map((byte) => [byte]));
}

/** LEB128. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  do {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest === 0 ? byte : byte | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: bigint): Code {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    const isLast = (rest === 0n && (byte & 0x40) === 0) || (rest === -1n && (byte & 0x40) !== 0);
    bytes.push(isLast ? byte : byte | 0x80);
    if (isLast) return bytes;
  }
}

const operator =
  (...code: Code) =>
  (...operands: readonly Code[]): Code => [...operands.flat(), ...code];
const memory =
  (...code: Code) =>
  (...operands: readonly Code[]): ((offset: number) => Code) =>
  (offset) => [...operands.flat(), ...code, 0, ...unsigned(offset)];

/** Constants. */
export const i32 = (value: number): Code => [0x41, ...signed(BigInt(value | 0))];
export const i64 = (value: number): Code => [0x42, ...signed(BigInt(value))];
export const vec = (bytes: Uint8Array): Code => [0xfd, 0x0c, ...Array.from({ length: 16 }, (_, i) => bytes[i] ?? 0)];
/** A byte, 16 times. */
export const splat = (byte: number): Code => vec(new Uint8Array(16).fill(byte));

/** Memory, `offset` bytes after the address; big numbers are little-endian. */
export const load8 = (address: Code, offset = 0): Code => memory(0x2d)(address)(offset);
export const load16 = (address: Code, offset = 0): Code => memory(0x2f)(address)(offset);
export const load32 = (address: Code, offset = 0): Code => memory(0x28)(address)(offset);
export const load64 = (address: Code, offset = 0): Code => memory(0x29)(address)(offset);
export const store8 = (address: Code, value: Code, offset = 0): Code => memory(0x3a)(address, value)(offset);
export const store16 = (address: Code, value: Code, offset = 0): Code => memory(0x3b)(address, value)(offset);
export const store32 = (address: Code, value: Code, offset = 0): Code => memory(0x36)(address, value)(offset);
export const store64 = (address: Code, value: Code, offset = 0): Code => memory(0x37)(address, value)(offset);
export const loadVec = (address: Code, offset = 0): Code => memory(0xfd, 0x00)(address)(offset);
export const storeVec = (address: Code, value: Code, offset = 0): Code => memory(0xfd, 0x0b)(address, value)(offset);

/** 32-bit integers; comparisons give 0 or 1. `S` is signed, `U` unsigned. */
export const isZero = operator(0x45);
export const eq = operator(0x46);
export const ne = operator(0x47);
export const ltS = operator(0x48);
export const ltU = operator(0x49);
export const gtS = operator(0x4a);
export const gtU = operator(0x4b);
export const leS = operator(0x4c);
export const geS = operator(0x4e);
export const geU = operator(0x4f);
export const trailingZeros = operator(0x68);
export const add = operator(0x6a);
export const sub = operator(0x6b);
export const mul = operator(0x6c);
export const divU = operator(0x6e);
export const remU = operator(0x70);
export const and = operator(0x71);
export const or = operator(0x72);
export const xor = operator(0x73);
export const shl = operator(0x74);
export const rotateLeft = operator(0x77);
/** `a` when the condition holds, else `b`; both are computed. */
export const select = (condition: Code, a: Code, b: Code): Code => [...a, ...b, ...condition, 0x1b];

/** 64-bit integers. */
export const extend = operator(0xac);
export const lt64 = operator(0x53);
export const ge64 = operator(0x59);
export const add64 = operator(0x7c);
export const mul64 = operator(0x7e);

/** Vectors of 16 bytes. */
export const vecEq = operator(0xfd, 0x23);
export const vecLtU = operator(0xfd, 0x26);
export const vecGtU = operator(0xfd, 0x28);
export const vecOr = operator(0xfd, 0x50);
export const vecSub = operator(0xfd, 0x71);
/** One bit for each byte that is true. */
export const bitmask = operator(0xfd, 0x64);

/** Control. A condition is any number but 0. */
export const give = (value: Code): Code => [...value, 0x0f];
export const when = (condition: Code, then: readonly Code[], otherwise: readonly Code[] = []): Code => [
  ...condition,
  ...[0x04, 0x40],
  ...then.flat(),
  ...(otherwise.length > 0 ? [0x05, ...otherwise.flat()] : []),
  0x0b,
];
/** Again and again, until a `give`. */
export const forever = (body: readonly Code[]): Code => [0x03, 0x40, ...body.flat(), ...[0x0c, 0x00], 0x0b];
export const whileTrue = (condition: Code, body: readonly Code[]): Code => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...condition,
  ...[0x45, 0x0d, 0x01],
  ...body.flat(),
  ...[0x0c, 0x00, 0x0b, 0x0b],
];
/** What never happens. */
export const unreachable: Code = [0x00];
