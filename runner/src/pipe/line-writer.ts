import type { Writable } from "node:stream";

/** Writes lines to a stream no faster than they are read. Whoever reads them may go away: then there is nothing to do any more. */
export class LineWriter {
  readonly #output: Writable;
  #isOver = false;
  #draining: Promise<void> | undefined;
  /** When the stream has ended, or has broken. */
  readonly over: Promise<void>;

  constructor(output: Writable) {
    this.#output = output;
    this.over = new Promise((resolve) => {
      const end = (): void => {
        this.#isOver = true;
        resolve();
      };
      output.on("error", end);
      output.on("close", end);
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether what was written still waits for its reader. */
  get isFull(): boolean {
    return this.#draining !== undefined;
  }

  /** Resolves when there is room for more. */
  async write(line: string): Promise<void> {
    if (this.#isOver || this.#output.writableEnded) return;
    if (!this.#output.write(`${line}\n`)) this.#draining ??= this.#drain();
    await this.#draining;
  }

  /** Resolves when there is room. */
  async room(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    let drained: () => void = () => {};
    const room = new Promise<void>((resolve) => {
      drained = resolve;
    });
    this.#output.once("drain", drained);
    await Promise.race([room, this.over]);
    this.#output.off("drain", drained);
    this.#draining = undefined;
  }
}
