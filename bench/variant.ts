/** Where a variant finds its data and leaves its files. */
export interface BenchContext {
  readonly postgresUrl: string;
  /** A DuckDB database with the same table. */
  readonly duckdbFile: string;
  /** A project of 10,000 extracts. */
  readonly manyExtracts: string;
  /** A folder that is empty when a variant begins. */
  readonly folder: string;
}

/** A command line; times and memory of all commands of a variant are added up (memory: the largest). */
export type Command = readonly [program: string, ...parameters: string[]];

/** What may not be passed: a ratio to the group's baseline, megabytes, or seconds. */
export interface Bounds {
  readonly wallSeconds?: number;
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
  /** Its program prints a Measurement as JSON: only a part of the process counts. */
  readonly measuresItself?: boolean;
  commands(context: BenchContext): readonly Command[];
}
