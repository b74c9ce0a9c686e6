import type { Readable, Writable } from "node:stream";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import { LineWriter } from "./line-writer.ts";
import {
  type Answer,
  type AnswerError,
  errorNumbers,
  type Hello,
  type Id,
  longestLine,
  type Method,
  manners,
  type ProgressNotice,
  type SessionCommands,
} from "./protocol.ts";
import { readLines, tooLong } from "./read-lines.ts";
import { readRequest } from "./read-request.ts";

/** What a session is served with. */
export interface PipeOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly commands: SessionCommands;
  hello(): Hello;
  /** Ends it as the end of the input does. */
  readonly signal: AbortSignal;
  /** The other side wants everything to end. */
  onStop?(): void;
  /** What is said of an error that is no DatafeedError, and the hint where there is none. Default: its message. */
  describe?(error: unknown): { readonly code: string; readonly message: string; readonly hint?: string };
  /** Default: `longestLine`. */
  readonly longestLine?: number;
}

/** So often the progress of a copy is told. */
const tellEveryMs = 100;

/**
 * Answers the requests of a stream, any number of them at a time, until it ends; then ends those that can be ended early, and
 * returns when all are over. What is no request is answered with an error, and the next line counts. While answers wait to be
 * read, no further requests are taken. Never throws.
 */
export async function servePipe(options: PipeOptions): Promise<void> {
  await new PipeServer(options).serve();
}

/** Why what was under way at the end was ended. */
const over = "The session is over.";

class PipeServer {
  readonly #options: PipeOptions;
  readonly #writer: LineWriter;
  readonly #longest: number;
  readonly #underWay = new Map<Id, AbortController>();
  readonly #working = new Set<Promise<void>>();

  constructor(options: PipeOptions) {
    this.#options = options;
    this.#writer = new LineWriter(options.output);
    this.#longest = options.longestLine ?? longestLine;
  }

  async serve(): Promise<void> {
    const { input, signal } = this.#options;
    const stop = (): void => void input.destroy();
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    try {
      for await (const line of readLines(input, this.#longest)) {
        this.#take(line);
        await this.#writer.room();
      }
    } catch {
      // A stream that breaks has ended.
    } finally {
      signal.removeEventListener("abort", stop);
    }
    for (const controller of this.#underWay.values()) controller.abort(new DatafeedError("session-ended", over));
    await Promise.all(this.#working);
  }

  #take(line: string | typeof tooLong): void {
    if (line === tooLong) {
      this.#refuse(null, "request", `The line is longer than ${this.#longest} bytes.`);
      return;
    }
    const read = readRequest(line);
    switch (read.type) {
      case "request":
        this.#begin(read.id, read.method, read.params);
        break;
      case "cancel":
        this.#underWay.get(read.id)?.abort();
        break;
      case "stop":
        this.#options.onStop?.();
        break;
      case "wrong":
        this.#refuse(read.id, read.number, read.message);
        break;
      case "nothing":
    }
  }

  #begin(id: Id, method: Method | "hello", params: readonly unknown[]): void {
    if (this.#underWay.has(id)) {
      this.#refuse(id, "request", `Request ${id} is under way.`);
      return;
    }
    const controller = new AbortController();
    this.#underWay.set(id, controller);
    const work = this.#answer(id, method, params, controller.signal).finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  async #answer(id: Id, method: Method | "hello", params: readonly unknown[], signal: AbortSignal): Promise<void> {
    let answer: Answer;
    try {
      const result = method === "hello" ? this.#options.hello() : await this.#carryOut(id, method, params, signal);
      answer = { jsonrpc: "2.0", id, result: result ?? null };
    } catch (error) {
      answer = { jsonrpc: "2.0", id, error: this.#errorOf(error, signal) };
    }
    // From now on the id may be used again.
    this.#underWay.delete(id);
    await this.#writer.write(this.#lineOf(answer));
  }

  /** The arguments are what the other side's types say: it is an editor of the same user, who may do everything here anyway. */
  async #carryOut(id: Id, method: Method, params: readonly unknown[], signal: AbortSignal): Promise<unknown> {
    const { commands } = this.#options;
    switch (manners[method]) {
      case "streamed":
        for await (const value of commands.follow(params[0] as string, signal)) await this.#tell(id, value);
        return null;
      case "saved":
        return commands.save(params[0] as string, params[1] as string, { signal, onProgress: this.#figures(id) });
      case "abortable":
        return call(commands, method, [params[0], signal]);
      case "plain":
        return call(commands, method, params);
    }
  }

  /** Nobody needs to hear of each piece; a reader that is behind hears of the next. */
  #figures(id: Id): (bytes: number, total: number) => void {
    let toldAt = 0;
    return (bytes, total) => {
      if (this.#writer.isFull || performance.now() - toldAt < tellEveryMs) return;
      toldAt = performance.now();
      void this.#tell(id, { bytes, total });
    };
  }

  async #tell(id: Id, value: unknown): Promise<void> {
    const notice: ProgressNotice = { jsonrpc: "2.0", method: "$/progress", params: { id, value } };
    await this.#writer.write(JSON.stringify(notice));
  }

  #lineOf(answer: Answer): string {
    const { jsonrpc, id } = answer;
    try {
      const line = JSON.stringify(answer);
      if (Buffer.byteLength(line) <= this.#longest) return line;
      const message = `The answer has ${Buffer.byteLength(line)} bytes; at most ${this.#longest} are sent.`;
      const error = { code: errorNumbers.failed, message, data: { code: "session-answer", hint: "Ask for less." } };
      return JSON.stringify({ jsonrpc, id, error } satisfies Answer);
    } catch (error) {
      return JSON.stringify({ jsonrpc, id, error: this.#errorOf(error) } satisfies Answer);
    }
  }

  #errorOf(error: unknown, signal?: AbortSignal): AnswerError {
    if (signal?.aborted) return { code: errorNumbers.cancelled, message: "It was ended early.", data: { code: "cancelled" } };
    const { code, message, hint } = (this.#options.describe ?? plainly)(error);
    const number = error instanceof DatafeedError ? errorNumbers.failed : errorNumbers.unexpected;
    return { code: number, message, data: { code, ...(hint === undefined ? {} : { hint }) } };
  }

  #refuse(id: Id | null, number: keyof typeof errorNumbers, message: string): void {
    const error = { code: errorNumbers[number], message, data: { code: "session-request" } };
    void this.#writer.write(JSON.stringify({ jsonrpc: "2.0", id, error } satisfies Answer));
  }
}

function call(commands: SessionCommands, method: Method, args: readonly unknown[]): unknown {
  return (commands[method] as (...args: readonly unknown[]) => unknown).apply(commands, args as unknown[]);
}

function plainly(error: unknown): { readonly code: string; readonly message: string; readonly hint?: string } {
  if (!(error instanceof DatafeedError)) return { code: "unexpected", message: messageOf(error) };
  const { code, message, hint } = error;
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}
