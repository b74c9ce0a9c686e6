import type { Project } from "../../../runner/src/language.ts";

/**
 * The user of datafeed.yaml that a person is: the first of the given names (signed in, setting, Git's) that is a user's id, Git
 * name or name. Undefined: somebody has to say it.
 */
export function findOwner(project: Project, names: readonly (string | undefined)[]): string | undefined {
  const users = Object.entries(project.users);
  for (const name of names) {
    const wanted = name?.trim().toLowerCase();
    if (wanted === undefined || wanted === "") continue;
    const known = users.find(([id, { git, name }]) => [id, git, name].some((each) => each?.toLowerCase() === wanted));
    if (known !== undefined) return known[0];
  }
  return users.length === 1 ? users[0]?.[0] : undefined;
}
