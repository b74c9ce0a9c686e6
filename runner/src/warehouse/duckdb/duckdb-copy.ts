import { constants } from "node:fs";
import { copyFile, link, mkdir, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Plan } from "../../compile/plan.ts";
import { messageOf } from "../../errors/datafeed-error.ts";
import { notCanonical } from "../../format/duckdb-canonical.ts";
import { fileError, formatError } from "../../format/errors.ts";
import { hashGrowingFile } from "../../format/hash-growing-file.ts";
import { parquetContent } from "../../format/parquet.ts";
import type { Copied, CopyOptions } from "../warehouse.ts";
import { copyStatement, keyStatement } from "./copy-statement.ts";
import { duckdbWriteError } from "./duckdb-errors.ts";
import type { DuckdbSession } from "./duckdb-session.ts";
import { duckdbSnapshot } from "./duckdb-snapshot.ts";
import { recordCount } from "./record-count.ts";

/** What a copy needs beside its plan. */
export interface CopyPlace {
  readonly session: DuckdbSession;
  /** The folder that the engine may write to. */
  readonly spool: string;
  /** Names the warehouse in messages. */
  readonly place: string;
  /** A number that no other copy of this warehouse has. */
  readonly number: number;
}

/**
 * Lets the engine write a plan's file into the spool, checks the keys in the same transaction, and hands the file over under
 * its own name, which must be free. Undefined when the engine can't write the same bytes, or met a value for the encoder.
 */
export async function copyPlan(plan: Plan, file: string, options: CopyOptions, at: CopyPlace): Promise<Copied | undefined> {
  const { session } = at;
  const spooled = join(at.spool, `${at.number}.copy`);
  await session.begin();
  const columns = await session.describe(plan.query);
  const statement = copyStatement(plan, columns, spooled);
  if (statement === undefined) return undefined;
  const counted = options.count === undefined ? {} : { counted: await session.count(options.count) };
  await options.before?.(duckdbSnapshot(session, columns));
  await makeSpool(spooled);
  try {
    const rows = session.step((connection) =>
      connection
        .run(
          statement,
          plan.query.parameters.map(({ value }) => value),
        )
        .then(async (result) => Number((await result.getRows())[0]?.[0]))
        .catch((error: unknown) => {
          throw duckdbWriteError(error, at.place, file);
        }),
    );
    const count = recordCount(plan.output);
    const hashed = await hashGrowingFile(
      spooled,
      rows,
      (bytes) => options.onProgress?.(0, bytes),
      (chunk) => count?.take(chunk),
    );
    await checkKeys(plan, session);
    const content =
      count === undefined
        ? await parquetContent(plan.columns, spooled, options.signal)
        : { rows: count.records, sha256: hashed.sha256 };
    await handOver(spooled, file);
    return { rows: await rows, written: content.rows, bytes: hashed.bytes, sha256: content.sha256, ...counted };
  } catch (error) {
    if (causes(error).some((cause) => messageOf(cause).includes(notCanonical))) return undefined;
    throw error;
  } finally {
    await rm(spooled, { force: true });
  }
}

async function makeSpool(spooled: string): Promise<void> {
  try {
    await mkdir(dirname(spooled), { recursive: true, mode: 0o700 });
    await using _ = await open(spooled, "wx", 0o644);
  } catch (error) {
    throw fileError(error, spooled);
  }
}

/** Under a new name, or not at all; by a copy where the folders lie on different disks. */
async function handOver(spooled: string, file: string): Promise<void> {
  try {
    await link(spooled, file).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw error;
      await copyFile(spooled, file, constants.COPYFILE_EXCL);
      await using handle = await open(file, "r+");
      await handle.sync();
    });
  } catch (error) {
    throw fileError(error, file);
  }
}

async function checkKeys(plan: Plan, session: DuckdbSession): Promise<void> {
  const statement = keyStatement(plan);
  if (statement === undefined) return;
  const [found] = await session.rows(statement, plan.query);
  if (found === undefined) return;
  const columns = [...plan.columns, ...plan.hiddenKey];
  const named = (positions: readonly number[]): string => positions.map((position) => columns[position]?.name).join(", ");
  const [row, empty] = [Number(found[0]), found[1]];
  if (empty !== null) {
    const position = [...plan.key].sort((a, b) => a - b)[Number(empty)] ?? 0;
    throw formatError("format-empty-key", `Key column ${named([position])} is NULL in row ${row}.`);
  }
  throw formatError("format-duplicate-key", `Rows ${row - 1} and ${row} have the same key (${named(plan.key)}).`);
}

function causes(error: unknown): readonly unknown[] {
  return error instanceof Error && error.cause !== undefined ? [error, ...causes(error.cause)] : [error];
}
