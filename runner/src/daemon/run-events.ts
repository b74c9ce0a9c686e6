import type { RunEvent, RunListener } from "../execute/run-event.ts";
import { tell } from "../execute/run-event.ts";

/** Spreads what happens to the runs of this process: to log, metrics, notices and whoever follows a run. */
export class RunEvents {
  readonly #listeners = new Set<RunListener>();

  /** Hears every event until the returned function is called. */
  listen(listener: RunListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells everybody; one that throws does not keep the others from hearing. */
  emit(event: RunEvent): void {
    for (const listener of this.#listeners) tell(listener, event);
  }
}
