import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Plan } from "../compile/plan.ts";
import type { Destination } from "../destination/destination.ts";
import type { PartNaming } from "../format/parts.ts";
import type { Attempt } from "../ledger/records.ts";
import { matchColumns } from "../warehouse/match-columns.ts";
import type { ReadOptions, Snapshot, Warehouse } from "../warehouse/warehouse.ts";
import { copyParts } from "./copy-parts.ts";
import type { Faults } from "./faults.ts";
import type { Progress } from "./progress.ts";
import { readParts } from "./read-parts.ts";
import { askChecks, type CheckResult, checkFailure } from "./run-checks.ts";

/** What writing the parts of an output needs. */
export interface Staging {
  readonly plan: Plan;
  readonly attempt: Pick<Attempt, "id" | "staging">;
  readonly naming: PartNaming;
  readonly warehouse: Warehouse;
  readonly destination: Pick<Destination, "stagingFolder">;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly faults: Faults | undefined;
  /** What is asked in the snapshot before the rows are read. */
  readonly before?: NonNullable<ReadOptions["before"]>;
}

/** A file in the attempt's staging, under the name that it will be published by. */
export interface StagedPart {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Inside the compression. For Parquet: of the rows as canonical CSV, and without a length. */
  readonly contentBytes?: number;
  readonly contentSha256: string;
  readonly rows: number;
}

/** All parts of an output, staged and synced. */
export interface StagedParts {
  readonly parts: readonly StagedPart[];
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly contentSha256: string;
  /** What came of the data checks, where there are any. */
  readonly checks?: readonly CheckResult[];
}

/**
 * Asks the warehouse and writes the answer into the attempt's staging: by the engine's own means where it can, else row by row.
 * The query is closed when this returns. Data checks come first, in the snapshot of the rows: where one fails that is an error,
 * nothing is read. Errors: check-failed, and those of reading and writing.
 */
export async function stage(given: Staging): Promise<StagedParts> {
  const { plan, warehouse } = given;
  let checks: readonly CheckResult[] | undefined;
  const check = async (snapshot: Snapshot): Promise<void> => {
    matchColumns(plan, snapshot.columns, warehouse.accepts);
    checks = await askChecks(plan, snapshot);
    const failure = checkFailure(plan, checks);
    if (failure !== undefined) throw failure;
  };
  const staging = plan.checks === undefined ? given : { ...given, before: check };
  const parts = (await copyParts(staging)) ?? (await readParts(staging));
  return {
    parts,
    rows: sum(parts.map(({ rows }) => rows)),
    bytes: sum(parts.map(({ bytes }) => bytes)),
    sha256: hashOf(parts.map(({ sha256 }) => sha256)),
    contentSha256: hashOf(parts.map(({ contentSha256 }) => contentSha256)),
    ...(checks === undefined ? {} : { checks }),
  };
}

/** Where in the attempt's staging something of this name is written. */
export async function stagedFile({ destination, attempt }: Staging, name: string): Promise<string> {
  return join(await destination.stagingFolder(attempt.staging), name);
}

/** One part: its hash. Several: the hash of their hashes, one a line, so that no byte has to be hashed twice. */
export function hashOf(hashes: readonly string[]): string {
  const [first] = hashes;
  if (first !== undefined && hashes.length === 1) return first;
  return createHash("sha256")
    .update(hashes.map((hash) => `${hash}\n`).join(""))
    .digest("hex");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
