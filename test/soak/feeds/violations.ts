/** What contradicts the promises: how often, and a few examples of each kind. */
export class Violations {
  readonly #kinds = new Map<string, { count: number; readonly examples: string[] }>();

  add(kind: string, example: string): void {
    const found = this.#kinds.get(kind) ?? { count: 0, examples: [] };
    this.#kinds.set(kind, found);
    found.count++;
    if (found.examples.length < 5) found.examples.push(example);
  }

  get kinds(): readonly string[] {
    return [...this.#kinds.keys()];
  }

  /** A line for each kind. */
  get lines(): readonly string[] {
    return [...this.#kinds].map(([kind, { count, examples }]) => `${kind}: ${count}, such as ${examples.join("; ")}`);
  }
}
