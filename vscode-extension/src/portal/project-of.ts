import type { DeskPlace } from "../desk/desk.ts";
import type { OpenProject, Projects } from "../services.ts";

/**
 * The project that holds an extract of a place: the place itself, or for a server the one that the person works in, else another
 * one. Several projects may have an extract of the same name.
 */
export function projectOf(
  place: DeskPlace | undefined,
  { current, all }: Pick<Projects, "current" | "all">,
  extract: string,
): OpenProject | undefined {
  const isPlace = ({ folder }: OpenProject): boolean => place?.type !== "project" || folder.fsPath === place.folder;
  const asked = [...(current === undefined ? [] : [current]), ...all];
  return asked.find((project) => isPlace(project) && project.loaded.extracts.has(extract));
}
