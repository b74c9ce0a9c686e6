/** Who failed waits longer each time: first 2 s, then twice as long, up to 5 min. */
export class BackOff {
  readonly #firstMs: number;
  readonly #mostMs: number;
  readonly #waiting = new Map<string, { readonly until: number; readonly failures: number }>();

  constructor({ firstMs = 2_000, mostMs = 300_000 }: { readonly firstMs?: number; readonly mostMs?: number } = {}) {
    this.#firstMs = firstMs;
    this.#mostMs = mostMs;
  }

  failed(key: string): void {
    const failures = (this.#waiting.get(key)?.failures ?? 0) + 1;
    const ms = Math.min(this.#mostMs, this.#firstMs * 2 ** (failures - 1));
    this.#waiting.set(key, { until: performance.now() + ms, failures });
  }

  succeeded(key: string): void {
    this.#waiting.delete(key);
  }

  isReady(key: string): boolean {
    return (this.#waiting.get(key)?.until ?? 0) <= performance.now();
  }

  /** Those that are not ready. */
  waiting(): readonly string[] {
    return [...this.#waiting.keys()].filter((key) => !this.isReady(key));
  }
}
