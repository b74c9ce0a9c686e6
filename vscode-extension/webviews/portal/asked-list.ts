import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Page } from "../../src/portal/portal-messages.ts";
import type { ListState } from "./queries.ts";

/** Between two questions that nothing gave rise to: what others do shows itself after so long at the latest. */
const pollMs = 10_000;

/** A page of a list, asked for anew when its state changes, when the host says so, and now and then. The last answer stays meanwhile. */
export class AskedList<Item> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #ask: (state: ListState, signal: AbortSignal) => Promise<Page<Item>>;
  readonly #keep: (state: ListState) => void;
  #state: ListState;
  #asking: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #answer: Page<Item> | undefined;
  #problem: Error | undefined;
  #busy = false;
  /** Something changed while a question was under way. */
  #stale = false;

  constructor(
    host: ReactiveControllerHost,
    first: ListState,
    ask: (state: ListState, signal: AbortSignal) => Promise<Page<Item>>,
    keep: (state: ListState) => void,
  ) {
    this.#host = host;
    this.#ask = ask;
    this.#keep = keep;
    this.#state = first;
    host.addController(this);
  }

  get state(): ListState {
    return this.#state;
  }

  get answer(): Page<Item> | undefined {
    return this.#answer;
  }

  /** Why the newest answer is missing. */
  get problem(): Error | undefined {
    return this.#problem;
  }

  /** Somebody waits for an answer: not while it is only asked whether something changed. */
  get busy(): boolean {
    return this.#busy;
  }

  hostConnected(): void {
    void this.refresh();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = undefined;
  }

  /** Another page, order or filter; whatever but the page is changed leads to the first page. */
  set(change: Partial<ListState>): void {
    this.#state = { ...this.#state, page: 1, ...change };
    this.#keep(this.#state);
    void this.refresh();
  }

  /** Another place, user or product: nothing of what was answered before is shown there. */
  restart(): void {
    this.#answer = undefined;
    this.set({});
  }

  /**
   * Asks again. Where nobody asked for it, the question under way is answered first: changes that come faster than answers would
   * leave the list without any.
   */
  async refresh(quiet = false): Promise<void> {
    this.#stale = quiet && this.#asking !== undefined;
    if (this.#stale) return;
    clearTimeout(this.#timer);
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#busy ||= !quiet;
    this.#host.requestUpdate();
    try {
      const answer = await this.#ask(this.#state, asking.signal);
      if (asking.signal.aborted) return;
      this.#answer = answer;
      this.#problem = undefined;
    } catch (error) {
      if (asking.signal.aborted) return;
      this.#problem = error as Error;
    }
    this.#asking = undefined;
    this.#busy = false;
    this.#timer = setTimeout(() => void this.refresh(true), this.#stale ? 0 : pollMs);
    this.#host.requestUpdate();
    const { page, pageSize } = this.#state;
    const total = this.#answer?.total ?? 0;
    // What was on the last page is gone: the one that is the last now.
    if (this.#problem === undefined && page > 1 && total <= (page - 1) * pageSize) {
      this.set({ page: Math.max(1, Math.ceil(total / pageSize)) });
    }
  }
}
