import { once } from "node:events";
import type { Connection, Submittable } from "pg";

/** The parts of pg's connection that COPY needs and its types leave out. */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/**
 * One `COPY … FROM STDIN` as pg takes it: `client.query(copy)`. The bytes are all there when it starts; they leave as fast as
 * the server takes them.
 */
export class CopyIn implements Submittable {
  readonly #sql: string;
  readonly #chunks: readonly Buffer[];
  readonly #done = Promise.withResolvers<void>();
  #failure: Error | undefined;

  constructor(sql: string, chunks: readonly Buffer[]) {
    this.#sql = sql;
    this.#chunks = chunks;
    this.#done.promise.catch(() => {});
  }

  /** Settles when the server has taken the rows, or refused them. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  submit(connection: Connection): void {
    connection.query(this.#sql);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    void this.#send(connection);
  }

  async #send(connection: CopyConnection): Promise<void> {
    try {
      for (const chunk of this.#chunks) {
        if (this.#failure !== undefined) return;
        connection.sendCopyFromChunk(chunk);
        if (connection.stream.writableNeedDrain) await once(connection.stream, "drain");
      }
      connection.endCopyFrom();
    } catch (error) {
      this.handleError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    if (this.#failure === undefined) this.#done.resolve();
  }

  handleError(error: Error): void {
    this.#failure = error;
    this.#done.reject(error);
  }
}
