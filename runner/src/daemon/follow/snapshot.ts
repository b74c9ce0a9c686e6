import type { ProjectTexts } from "../../project/project-texts.ts";
import type { ProtectedBranch } from "./protected-branch.ts";

/** The documents as they were at one moment. */
export interface Snapshot {
  /** Texts that have not changed since the snapshot before are the same strings. */
  readonly texts: ProjectTexts;
  /** For people: a folder, or a Git URL without credentials and its branch. */
  readonly source: string;
  readonly commit?: string;
  /** Whether a folder differs from its commit. */
  readonly dirty?: boolean;
  /** Whether everything in it stands on the branch that is followed. */
  readonly isBranch: boolean;
  /** The protected branch at the same moment, where the operator has named one. */
  readonly protectedBranch?: ProtectedBranch;
  /** When it was the newest, by `performance.now()`; absent when it may have been an old one already. */
  readonly newestAt?: number;
}

/** What is done with a snapshot; the next one is delivered when it is done. */
export type OnSnapshot = (snapshot: Snapshot) => Promise<unknown>;
