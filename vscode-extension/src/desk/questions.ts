/** Which questions count: of those about one thing only the newest does, and none that was dropped meanwhile. */
export class Questions {
  readonly #newest = new Map<string, symbol>();

  /** Answers whether the question that begins now still counts. */
  begin(about = ""): () => boolean {
    const mine = Symbol();
    this.#newest.set(about, mine);
    return () => this.#newest.get(about) === mine;
  }

  has(about: string): boolean {
    return this.#newest.has(about);
  }

  drop(about: string): void {
    this.#newest.delete(about);
  }

  dropAll(): void {
    this.#newest.clear();
  }
}
