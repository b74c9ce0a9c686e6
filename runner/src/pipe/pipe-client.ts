import type { Readable, Writable } from "node:stream";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { LineWriter } from "./line-writer.ts";
import { type Answer, type Id, longestLine, type Method, type Notice, type ProgressNotice, type Request } from "./protocol.ts";
import { readLines, tooLong } from "./read-lines.ts";

/** The two streams of a session, as its editor sees them. */
export interface PipeEnds {
  /** What the session writes. */
  readonly input: Readable;
  /** What it reads. */
  readonly output: Writable;
  /** Hears of lines that are no messages. */
  onOddLine?(line: string): void;
}

/** How an answer is waited for. */
export interface AskOptions {
  readonly signal?: AbortSignal;
  onProgress?(value: unknown): void;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: unknown): void;
  onProgress?(value: unknown): void;
}

/** Asks a session. What is asked after its end, and what has no answer by then, fails with `session-ended`. */
export class PipeClient {
  readonly #ends: PipeEnds;
  readonly #writer: LineWriter;
  readonly #pending = new Map<Id, Pending>();
  #next = 1;
  #isOver = false;
  /** When the session has ended. */
  readonly ended: Promise<void>;

  constructor(ends: PipeEnds) {
    this.#ends = ends;
    this.#writer = new LineWriter(ends.output);
    // A session that is told nothing more may still answer; one that can't be told anything is gone.
    const broken = new Promise<void>((resolve) => ends.output.once("error", () => resolve()));
    this.ended = Promise.race([this.#read(), broken]).then(() => this.#end());
  }

  /** Errors: those of the answer, `session-ended`, and the reason of the signal. */
  ask<Result>(method: Method | "hello", params: readonly unknown[], { signal, onProgress }: AskOptions = {}): Promise<Result> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.#isOver) return Promise.reject(endedError());
    const id = this.#next++;
    return new Promise<Result>((resolve, reject) => {
      // The answer of what is not wanted any more comes all the same, and is nobody's.
      const cancel = (): void => {
        this.#pending.delete(id);
        this.#send({ jsonrpc: "2.0", method: "$/cancel", params: { id } });
        reject(signal?.reason);
      };
      const settled = (): void => signal?.removeEventListener("abort", cancel);
      signal?.addEventListener("abort", cancel, { once: true });
      this.#pending.set(id, {
        resolve: (result) => {
          settled();
          resolve(result as Result);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
        ...(onProgress === undefined ? {} : { onProgress }),
      });
      this.#send({ jsonrpc: "2.0", id, method, params });
    });
  }

  /** Tells the session to end everything, and itself. */
  stop(): void {
    this.#send({ jsonrpc: "2.0", method: "$/stop" });
  }

  #send(message: Request | Notice): void {
    void this.#writer.write(JSON.stringify(message));
  }

  async #read(): Promise<void> {
    try {
      for await (const line of readLines(this.#ends.input, longestLine)) this.#take(line);
    } catch {
      // A stream that breaks has ended.
    }
  }

  #take(line: string | typeof tooLong): void {
    const message = line === tooLong ? undefined : messageIn(line);
    if (message === undefined) {
      this.#ends.onOddLine?.(line === tooLong ? "a line that is too long" : line);
    } else if ("method" in message) {
      this.#tell(message.params);
    } else if (message.id !== null) {
      const pending = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if ("error" in message) pending?.reject(errorOf(message.error));
      else pending?.resolve(message.result);
    }
  }

  /** Who asked may fail in hearing of it: then that question is over, and no other one. */
  #tell({ id, value }: ProgressNotice["params"]): void {
    const pending = this.#pending.get(id);
    try {
      pending?.onProgress?.(value);
    } catch (error) {
      this.#pending.delete(id);
      this.#send({ jsonrpc: "2.0", method: "$/cancel", params: { id } });
      pending?.reject(error);
    }
  }

  #end(): void {
    this.#isOver = true;
    for (const { reject } of this.#pending.values()) reject(endedError());
    this.#pending.clear();
  }
}

function messageIn(line: string): Answer | ProgressNotice | undefined {
  try {
    const message = JSON.parse(line) as { readonly [key: string]: unknown } | null;
    if (message?.["jsonrpc"] !== "2.0") return undefined;
    const { method, params, id, error } = message;
    if (method === "$/progress" && isRecord(params)) return message as unknown as ProgressNotice;
    const isAnswer = method === undefined && id !== undefined && (isRecord(error) || "result" in message);
    return isAnswer ? (message as unknown as Answer) : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function errorOf({ message, data }: Extract<Answer, { error: unknown }>["error"]): DatafeedError {
  return new DatafeedError(data?.code ?? "unexpected", message, data?.hint === undefined ? {} : { hint: data.hint });
}

function endedError(): DatafeedError {
  return new DatafeedError("session-ended", "The process that answers for this project has ended.", {
    hint: "Try again: it is started anew, and tidies up what was left.",
  });
}
