/** Does one piece of work again and again: when it was quiet for a moment, and never twice at a time. */
export class Rounds {
  readonly #work: () => Promise<void>;
  readonly #quietMs: number;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #disposed = false;

  constructor(work: () => Promise<void>, quietMs: number, onError: (error: unknown) => void) {
    this.#work = work;
    this.#quietMs = quietMs;
    this.#onError = onError;
  }

  /** Something has changed: a round begins when nothing more does for a moment. */
  soon(): void {
    if (this.#disposed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.now().catch(this.#onError);
    }, this.#quietMs);
  }

  /** A round that sees everything that has changed so far: it begins now, or when the one under way is over. */
  now(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#disposed) return Promise.resolve();
    if (this.#underWay === undefined) return this.#begin();
    const begin = (): Promise<void> => {
      this.#next = undefined;
      return this.#begin();
    };
    this.#next ??= this.#underWay.then(begin, begin);
    return this.#next;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  #begin(): Promise<void> {
    if (this.#disposed) return Promise.resolve();
    this.#underWay = this.#work().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }
}
