import type * as vscode from "vscode";
import type { Desk } from "../desk/desk.ts";
import type { Desks } from "../services.ts";
import type { FollowWorld } from "./follow-run.ts";
import { placeKey } from "./place-key.ts";
import type { RunInput } from "./run-state.ts";

/** Following by way of the desk that is chosen. */
export function runWorld(
  desks: Pick<Desks, "place" | "current" | "onDidChange">,
  hear: (input: RunInput) => void,
): FollowWorld {
  const isHere = (place: string): boolean => desks.place !== undefined && placeKey(desks.place) === place;

  async function desk(place: string, signal: AbortSignal): Promise<Desk> {
    for (;;) {
      while (!isHere(place)) await changed(desks.onDidChange, signal);
      const current = await desks.current();
      // Another one may have been chosen meanwhile.
      if (isHere(place)) return current;
    }
  }

  return { desk, isHere, hear, now: () => Date.now(), pause: (ms, signal) => changed(desks.onDidChange, signal, ms) };
}

/** Resolves with the next event, or when the time is over. Errors: the signal's reason. */
function changed(event: vscode.Event<void>, signal: AbortSignal, ms?: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const end = (): void => {
      clearTimeout(timer);
      listening.dispose();
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    const listening = event(end);
    const timer = ms === undefined ? undefined : setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
