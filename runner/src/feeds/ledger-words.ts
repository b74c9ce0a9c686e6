import type { Ledger } from "../ledger/ledger.ts";

/** Hears that something is owed, on one connection for as long as a session lasts: each new one begins with a word of its own. */
export class LedgerWords implements AsyncDisposable {
  #said = Promise.withResolvers<void>();
  readonly #listening: AsyncDisposable;

  constructor(ledger: Ledger) {
    this.#listening = ledger.listen(() => this.#said.resolve());
  }

  /** Resolves when something was said since `heard`; what is said while nobody waits counts, too. */
  get said(): Promise<void> {
    return this.#said.promise;
  }

  /** It is looked into from now on. */
  heard(): void {
    this.#said = Promise.withResolvers();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listening[Symbol.asyncDispose]();
  }
}
