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

/** What is ticked in the portal while a menu is open on one of several ticked rows: too much to go along with each row. */
let ticked: readonly string[] = [];

export function keepTicked(outputs: readonly string[]): void {
  ticked = outputs;
}

/** The files that a command is about; undefined where it was started without any. */
export function outputsOf(target: unknown): readonly string[] | undefined {
  const { outputs, ticked: isTicked } = (target ?? {}) as Partial<OutputsTarget> & { readonly ticked?: boolean };
  const ids = isTicked === true ? ticked : outputs;
  return Array.isArray(ids) && ids.length > 0 ? ids : undefined;
}
