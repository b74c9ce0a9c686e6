/** Where a variant finds its data and leaves its files. */
export interface BenchContext {
  readonly postgresUrl: string;
  /** A folder that is empty when a variant begins. */
  readonly folder: string;
}

/** A command line; times and memory of all commands of a variant are added up (memory: the largest). */
export type Command = readonly [program: string, ...parameters: string[]];

/** What may not be passed, as a ratio to the group's baseline, or as megabytes. */
export interface Bounds {
  readonly wall?: number;
  readonly cpu?: number;
  readonly residentMb?: number;
}

/** One way of doing a job. Variants of a group are compared with its baseline, round by round. */
export interface Variant {
  readonly group: string;
  readonly name: string;
  readonly baseline?: boolean;
  readonly bounds?: Bounds;
  commands(context: BenchContext): readonly Command[];
}
