import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import type { Desk } from "../desk/desk.ts";
import { pageError } from "../webview/page-error.ts";
import type { RunInput } from "./run-state.ts";

/** What following needs of the window. */
export interface FollowWorld {
  /** The desk of a place. Waits while another place is chosen. Errors: those of the way there. */
  desk(place: string, signal: AbortSignal): Promise<Desk>;
  /** Whether questions go to that place now. */
  isHere(place: string): boolean;
  /** Resolves when the time is over, or sooner when the way may be open again. Errors: the signal's reason. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  hear(input: RunInput): void;
  /** Milliseconds since 1970. */
  now(): number;
}

/** After these a run can't be followed, however often it is tried. */
const hopeless = new Set(["unknown-id", "ambiguous-id", "not-allowed"]);

const pausesMs = [1000, 2000, 5000, 10_000, 30_000];

/** Follows a run to its end, over broken connections, changes of place and times without a session. Throws nothing. */
export async function followRun(run: { id: string; place: string }, world: FollowWorld, signal: AbortSignal): Promise<void> {
  const { id, place } = run;
  for (let fruitless = 0; !signal.aborted; fruitless++) {
    try {
      const desk = await world.desk(place, signal);
      for await (const progress of desk.follow(id, signal)) {
        fruitless = 0;
        world.hear({ type: "progress", id, progress, at: world.now() });
        if (progress.last) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      const known = pageError(error);
      if (error instanceof DatafeedError && hopeless.has(error.code)) {
        world.hear({ type: "gone", id, error: known, at: world.now() });
        return;
      }
      // Of a place that is not looked at nothing is said.
      if (world.isHere(place)) world.hear({ type: "lost", id, error: known });
    }
    await world.pause(pausesMs[Math.min(fruitless, pausesMs.length - 1)]!, signal).catch(() => {});
  }
}
