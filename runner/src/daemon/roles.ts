/** What a runner does: makes windows owed, works them off, runs feeds, answers over HTTP. */
export const runnerRoles = ["scheduler", "worker", "feeds", "api"] as const;
export type RunnerRole = (typeof runnerRoles)[number];

/** Whether a text names a role. */
export function isRole(text: string): text is RunnerRole {
  return runnerRoles.some((role) => role === text);
}
