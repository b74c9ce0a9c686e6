import { importModule } from "./assembler.ts";

/** The part of the WebAssembly interface that is used here; Node's types do not have it. */
interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface };

/** A module at work: its memory, and its functions by name. */
export interface RunningModule {
  readonly memory: ArrayBuffer;
  function(name: string): (...operands: number[]) => number;
}

/** A module that can be started any number of times. */
export type CompiledModule = object;

/** Compiles a module, so that several kernels can run it. */
export function compileModule(bytes: Uint8Array<ArrayBuffer>): CompiledModule {
  return new WebAssembly.Module(bytes);
}

/**
 * Starts a module with the functions that it imports, and a memory of its own. Its memory must never grow, since `memory` would
 * then be detached.
 */
export function startModule(
  module: CompiledModule,
  imports: Readonly<Record<string, (...operands: number[]) => number>>,
): RunningModule {
  const { exports } = new WebAssembly.Instance(module, { [importModule]: imports });
  const { buffer } = exports["memory"] as { readonly buffer: ArrayBuffer };
  return { memory: buffer, function: (name) => exports[name] as (...operands: number[]) => number };
}
