import type { FollowWorld } from "./follow-run.ts";
import { followRun } from "./follow-run.ts";
import { type BegunRun, type FollowedRun, nextRuns, noRuns, type RunInput, type RunNews } from "./run-state.ts";

export interface FollowedRunsOptions {
  world(hear: (input: RunInput) => void): FollowWorld;
  /** The state has changed. */
  onChange(): void;
  onNews(news: RunNews): void;
}

/** All the runs that are followed: their state, and who follows each. */
export class FollowedRuns {
  readonly #options: FollowedRunsOptions;
  readonly #world: FollowWorld;
  readonly #over = new AbortController();
  readonly #following = new Map<string, Promise<void>>();
  #state = noRuns;

  constructor(options: FollowedRunsOptions) {
    this.#options = options;
    this.#world = options.world((input) => this.hear(input));
  }

  get all(): readonly FollowedRun[] {
    return [...this.#state.runs.values()];
  }

  get(id: string): FollowedRun | undefined {
    return this.#state.runs.get(id);
  }

  hear(input: RunInput): void {
    const { state, news } = nextRuns(this.#state, input);
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onChange();
    for (const each of news) this.#options.onNews(each);
  }

  /** Follows a run to its end, once however often it is begun. Resolves at its end, or when nothing is followed any more. */
  follow(run: BegunRun): Promise<void> {
    const following = this.#following.get(run.id) ?? this.#follow(run);
    this.#following.set(run.id, following);
    return following;
  }

  /** Follows nothing any more. The runs themselves go on. */
  stop(): void {
    this.#over.abort();
  }

  async #follow(run: BegunRun): Promise<void> {
    this.hear({ type: "begun", run });
    try {
      await followRun(run, this.#world, this.#over.signal);
    } finally {
      this.#following.delete(run.id);
    }
  }
}
