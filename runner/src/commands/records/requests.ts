import type { Window } from "../../schedule/window.ts";

/** A run that is asked for. */
export interface DispatchRequest {
  readonly extract: string;
  /** Default: the last closed window, or the immediate one. */
  readonly start?: string;
  readonly end?: string;
  readonly reason?: string;
  readonly narrow?: NarrowRequest;
}

/** Fewer fields, a filter over the extract's own fields, another format. */
export interface NarrowRequest {
  readonly fields?: readonly string[];
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly format?: "csv" | "json" | "ndjson" | "parquet";
}

/** The first rows of an extract that are asked for; nothing is published. */
export interface PreviewRequest {
  readonly extract: string;
  readonly start?: string;
  readonly end?: string;
  /** Default: 20; at most 1000. */
  readonly rows?: number;
  readonly narrow?: NarrowRequest;
}

/** The first rows, and the SQL that gave them. */
export interface PreviewView {
  readonly extract: string;
  readonly window: Window;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly mask?: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly sql: string;
}
