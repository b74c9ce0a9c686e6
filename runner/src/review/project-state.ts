import type { Connections, LoadedProject } from "../load/project-documents.ts";
import type { StateName } from "./plan-report.ts";

/** One of the two states that are compared, loaded. */
export interface ProjectState {
  readonly name: StateName;
  readonly loaded: LoadedProject;
  /** Texts by path below the project's folder, for places and renames. */
  readonly texts: ReadonlyMap<string, string>;
  /** The operator's connections, where somebody named them; both states have the same. */
  readonly connections?: Connections;
}
