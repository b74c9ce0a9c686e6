/**
 * What a command is about. Trees, grids, CodeLenses and other commands hand in one of these; from the palette there is none, and
 * the command asks.
 */
export interface ExtractTarget {
  readonly extract: string;
}

export function isExtractTarget(target: unknown): target is ExtractTarget {
  return typeof target === "object" && target !== null && "extract" in target && typeof target.extract === "string";
}

/** Published files, by the ids of their outputs. */
export interface OutputsTarget {
  readonly outputs: readonly string[];
}

/** A run, or what is owed, by id. */
export interface RunTarget {
  readonly run: string;
}
