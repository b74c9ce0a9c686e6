import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import type { Plan } from "../compile/plan.ts";
import { PartWriter, type WrittenFile } from "../format/part-writer.ts";
import { partNames, type WrittenPart } from "../format/parts.ts";
import { contentDiffers } from "./content-differs.ts";
import { hashFile } from "./hash-file.ts";
import { type StagedPart, type Staging, stagedFile } from "./stage.ts";

/** What is encoded for a plan: itself; for Parquet its rows as canonical CSV, which is a Parquet file's content. */
export function spooledAs(plan: Plan): Plan {
  if (plan.output.format !== "parquet") return plan;
  const csv = { format: "csv", compress: "none", delimiter: ",", header: true, bom: false, formulas: "raw" } as const;
  return { ...plan, output: { ...plan.output, ...csv } };
}

/** Turns a spool of CSV into the Parquet file of the same part, and reads that back: its rows must be those of the spool. */
export async function parquetPart(staging: Staging, spool: WrittenPart, number: number): Promise<StagedPart> {
  const { plan, naming, signal } = staging;
  const { parquetContent, parquetFromCsv } = await import("../format/parquet.ts");
  const { entry } = partNames(naming, number);
  const file = await stagedFile(staging, entry);
  await parquetFromCsv(plan.columns, spool.file, file, signal);
  const content = await parquetContent(plan.columns, file, signal);
  if (content.sha256 !== spool.contentSha256 || content.rows !== spool.rows) throw contentDiffers(plan.extract, entry);
  await rm(spool.file);
  return finishParquet(staging, number, content);
}

/** Hashes a staged Parquet file, or compresses it where that is asked for. */
export async function finishParquet(
  staging: Staging,
  number: number,
  content: { readonly rows: number; readonly sha256: string },
): Promise<StagedPart> {
  const { entry, file: name } = partNames(staging.naming, number);
  const file = await stagedFile(staging, entry);
  const contentOf = { contentSha256: content.sha256, rows: content.rows };
  if (name === entry) return { name, bytes: (await stat(file)).size, sha256: await hashFile(file), ...contentOf };
  const { bytes, sha256 } = await compress(staging, number);
  await rm(file);
  return { name, bytes, sha256, ...contentOf };
}

/** Writes the compressed file of a part whose content is staged already. The content stays. */
export async function compress(staging: Staging, number: number): Promise<WrittenFile> {
  const { naming, signal } = staging;
  const { entry, file: name } = partNames(naming, number);
  const writer = await PartWriter.open({ file: await stagedFile(staging, name), compress: naming.compress, entry });
  try {
    const content = createReadStream(await stagedFile(staging, entry), { highWaterMark: 1 << 18, signal });
    for await (const bytes of content as AsyncIterable<Buffer>) await writer.write(bytes);
    return await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
