import type { Attempt, RecordedError } from "../ledger/records.ts";
import type { RunKind } from "../schedule/window.ts";

/** What happens to a run. Bytes are content, before compression, but for `published`: those of the files. */
export type RunEventDetail =
  | { readonly type: "queued"; readonly obligation: string }
  | { readonly type: "claimed"; readonly sequence: number }
  | { readonly type: "started" }
  | { readonly type: "progress"; readonly rows: number; readonly bytes: number; readonly elapsedMs: number }
  /** The data checks were asked and none of them is an error; `warnings` is what those say that failed. */
  | { readonly type: "checked"; readonly checks: number; readonly warnings: readonly string[] }
  | { readonly type: "encoded"; readonly rows: number; readonly bytes: number }
  | { readonly type: "decided"; readonly sha256: string }
  | { readonly type: "published"; readonly path: string; readonly rows: number; readonly bytes: number }
  | { readonly type: "skipped" }
  /** Recovery gave up the attempt of a runner that died. */
  | { readonly type: "discarded" }
  /** `retryInMs`: it is tried again by itself after so long. */
  | { readonly type: "failed"; readonly error: RecordedError; readonly retryInMs?: number }
  | {
      readonly type: "cancelled";
      /** Its runner stops; another one does it. */
      readonly handedOver?: true;
    };

/** What an event is about: the extract, its window and, once there is one, the attempt's id. */
export interface RunSubject {
  readonly extract: string;
  readonly run?: string;
  readonly kind?: RunKind;
  readonly window?: { readonly start: string; readonly end: string };
}

/** What happens in a run, with the run that it is about. */
export type RunEvent = RunEventDetail & RunSubject;

/** What events of an attempt are about. */
export function subjectOf({ extract, id, kind, windowStart, windowEnd }: Attempt): RunSubject {
  return { extract, run: id, kind, window: { start: windowStart, end: windowEnd } };
}

/** Takes events. What it throws is dropped: nobody's display may end a run. */
export type RunListener = (event: RunEvent) => void;

/** Tells a listener, if there is one. */
export function tell(listener: RunListener | undefined, event: RunEvent): void {
  try {
    listener?.(event);
  } catch {
    // The run goes on; the ledger is what counts.
  }
}
