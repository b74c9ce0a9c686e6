/**
 * How errors are declared. Each room keeps its own codes in `<room>/errors.ts`, through `defineErrors`; docs/errors.md is
 * generated from all of them. A code is stable: once released it is never given another meaning.
 */

/** What docs/errors.md says of a code. */
export interface ErrorEntry {
  /** What happened, in one sentence for the person who meets it. */
  readonly meaning: string;
  /** What to do next. */
  readonly mend: string;
}

/** The codes of one room, each with its meaning. */
export type ErrorCatalogue<Code extends string = string> = Readonly<Record<Code, ErrorEntry>>;

/** Declares the codes of a room; keeps their names as a type. */
export function defineErrors<const Code extends string>(entries: Record<Code, ErrorEntry>): ErrorCatalogue<Code> {
  return Object.freeze(entries);
}
