import type { Project } from "../load/project-documents.ts";

/**
 * Whether a runner of this version may do the project's scheduled work: `minRunner` leaves it to newer ones, so that a rolling
 * upgrade is over before documents need it. Without a project, or without `minRunner`, every version may.
 */
export function mayRun(project: Pick<Project, "minRunner"> | undefined, version: string): boolean {
  return project?.minRunner === undefined || compareVersions(version, project.minRunner) >= 0;
}

/** What to say of a runner that may not. */
export function tooOld(minRunner: string, version: string): string {
  const asked = `datafeed.yaml asks for ${minRunner} or newer (minRunner)`;
  return `This runner is ${version}; ${asked}. It leaves scheduled work to others.`;
}

/** Below 0 when `one` is the older; a pre-release (0.2.0-beta.1) is older than its release. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [partsOf(one), partsOf(other)];
  const at = left.numbers.findIndex((number, index) => number !== right.numbers[index]);
  if (at !== -1) return (left.numbers[at] ?? 0) - (right.numbers[at] ?? 0);
  return Number(right.isPreRelease) - Number(left.isPreRelease);
}

function partsOf(version: string) {
  const [core = "", ...preRelease] = version.replace(/\+.*$/, "").split("-");
  const [major = 0, minor = 0, patch = 0] = core.split(".").map(Number);
  return { numbers: [major, minor, patch], isPreRelease: preRelease.length > 0 };
}
