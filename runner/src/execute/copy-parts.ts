import { rm } from "node:fs/promises";
import { partNames } from "../format/parts.ts";
import { matchColumns } from "../warehouse/match-columns.ts";
import type { Copied } from "../warehouse/warehouse.ts";
import { contentDiffers } from "./content-differs.ts";
import { compress, finishParquet } from "./parquet-parts.ts";
import { reconcile } from "./reconcile.ts";
import { type StagedPart, type Staging, stagedFile } from "./stage.ts";

/** Lets the engine write the file; undefined when it can't for this plan. */
export async function copyParts(staging: Staging): Promise<readonly StagedPart[] | undefined> {
  const { plan, warehouse, signal, progress, faults, naming, before } = staging;
  if (warehouse.copyTo === undefined || plan.output.split !== undefined) return undefined;
  matchColumns(plan, await warehouse.describe(plan.query, signal), warehouse.accepts);
  await faults?.reach("columns-matched");
  const { entry, file: name } = partNames(naming, 1);
  const spool = await stagedFile(staging, entry);
  await faults?.reach("staging-made");
  const copied = await warehouse.copyTo(plan, spool, {
    signal,
    onProgress: (rows, bytes) => progress.at(rows, bytes),
    ...(plan.output.reconcile === "count" ? { count: plan.count } : {}),
    ...(before === undefined ? {} : { before }),
  });
  if (copied === undefined) return undefined;
  await faults?.reach("first-rows");
  reconcile(plan.extract, { written: copied.written, sent: copied.rows, counted: copied.counted });
  if (plan.output.format === "parquet") return [await finishParquet(staging, 1, copied)];
  if (name === entry) return [uncompressed(name, copied)];
  const written = await compress(staging, 1);
  if (written.contentSha256 !== copied.sha256) throw contentDiffers(plan.extract, entry);
  await rm(spool);
  const { bytes, sha256, contentBytes, contentSha256 } = written;
  return [{ name, bytes, sha256, contentBytes, contentSha256, rows: copied.rows }];
}

function uncompressed(name: string, { bytes, sha256, rows }: Copied): StagedPart {
  return { name, bytes, sha256, contentBytes: bytes, contentSha256: sha256, rows };
}
