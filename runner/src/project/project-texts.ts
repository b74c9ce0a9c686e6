import type { Diagnostic } from "../errors/diagnostic.ts";

/** One document file, read. */
export interface TextFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  /** Decoded UTF-8 without a byte order mark. */
  readonly text: string;
}

/** The connections file that applies. */
export interface ConnectionsText extends TextFile {
  /** Whether the operator named it. The one in the repository may only declare embedded warehouses and local folders. */
  readonly trusted: boolean;
}

/** A project as texts by path, whether it came from a folder or from a Git tree. */
export interface ProjectTexts {
  /** The project's folder, absolute, links resolved. */
  readonly root: string;
  /** datafeed.yaml first, then the others ordered by path. */
  readonly files: readonly TextFile[];
  readonly connections?: ConnectionsText;
  /** What could not be read, and why. */
  readonly diagnostics: readonly Diagnostic[];
}
