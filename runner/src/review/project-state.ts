import type { Diagnostic } from "../errors/diagnostic.ts";
import type { Connections, LoadedProject } from "../load/project-documents.ts";
import type { KeptProject } from "../load/project-loader.ts";
import type { StateName } from "./plan-report.ts";

/** One of the two states that are compared, loaded. */
export interface ProjectState {
  readonly name: StateName;
  /** With the documents as they are written, where they were kept: whether an extract says the same does not hang on its file then. */
  readonly loaded: LoadedProject & Partial<Pick<KeptProject, "sources" | "feedSources">>;
  /** Texts by path below the project's folder, for places and renames. */
  readonly texts: ReadonlyMap<string, string>;
  /** What reading and loading found. */
  readonly diagnostics: readonly Diagnostic[];
  /** The connections in force, be they the operator's or the repository's own; both states have the same. */
  readonly connections?: Connections;
  /** Whether they are the operator's. What a repository's own say of a warehouse is the author's word. */
  readonly trusted?: boolean;
}
