/** What the process answers (DESIGN 7). */
export const exitCode = {
  done: 0,
  /** The user's mistake, or a run that failed. */
  failed: 1,
  /** An error that nobody foresaw. */
  unexpected: 2,
  /** `plan --detailed-exitcode`: there are changes. */
  changes: 3,
  /** Ctrl-C or SIGTERM. */
  cancelled: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
