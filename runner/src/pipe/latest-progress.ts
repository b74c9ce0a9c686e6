import type { RunProgress } from "../commands/commands.ts";

/** What a follower has not read yet. Of figures only the newest count, so that a slow one fills no memory. */
export class LatestProgress {
  readonly #waiting: RunProgress[] = [];
  #heard: () => void = () => {};
  #isOver = false;

  add(progress: RunProgress): void {
    const last = this.#waiting.at(-1);
    if (last !== undefined && isSameStep(last, progress)) this.#waiting.pop();
    this.#waiting.push(progress);
    this.#heard();
  }

  /** Nothing more comes. */
  end(): void {
    this.#isOver = true;
    this.#heard();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RunProgress> {
    for (;;) {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) yield next;
      if (this.#isOver) return;
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }
}

function isSameStep(one: RunProgress, other: RunProgress): boolean {
  return one.state === other.state && one.run === other.run && other.error === undefined && !one.last && !other.last;
}
