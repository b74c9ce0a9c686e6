/** Options of a DatafeedError. */
export interface DatafeedErrorOptions {
  /** What the person can do next, in one sentence. */
  readonly hint?: string;
  /** The error that led here. It goes to the debug log, never to a user's screen. */
  readonly cause?: unknown;
}

/**
 * A run-time failure that is expected to happen to people: the warehouse is down, the disk is full. It carries a stable code
 * of some room's catalogue, a message with value, place and expectation, and what to do next. It ends a command with exit
 * code 1; any other error is unexpected and ends it with 2.
 */
export class DatafeedError extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: DatafeedErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DatafeedError";
    this.code = code;
    this.hint = options.hint;
  }
}

/** The error's message, or the value as text when something else was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
