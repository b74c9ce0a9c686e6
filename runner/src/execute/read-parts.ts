import type { Plan } from "../compile/plan.ts";
import type { Encoder } from "../format/encoder.ts";
import { makeEncoder } from "../format/make-encoder.ts";
import { createParts, type Parts, type WrittenPart } from "../format/parts.ts";
import { matchColumns } from "../warehouse/match-columns.ts";
import type { Reading } from "../warehouse/warehouse.ts";
import { parquetPart, spooledAs } from "./parquet-parts.ts";
import { reconcile } from "./reconcile.ts";
import type { StagedPart, Staging } from "./stage.ts";

/** Reads row by row and encodes; compression overlaps. Parquet goes by way of a spool of canonical CSV. */
export async function readParts(staging: Staging): Promise<readonly StagedPart[]> {
  const { plan, signal } = staging;
  const written = spooledAs(plan);
  const parts = await readInto(staging, written);
  if (written === plan) return parts.map(({ file: _, ...part }) => part);
  const converted: StagedPart[] = [];
  for (const [index, part] of parts.entries()) {
    signal.throwIfAborted();
    converted.push(await parquetPart(staging, part, index + 1));
  }
  return converted;
}

async function readInto(staging: Staging, plan: Plan): Promise<readonly WrittenPart[]> {
  const { attempt, warehouse, signal, faults, before } = staging;
  const count = plan.output.reconcile === "count" ? { count: plan.count } : {};
  const slices = plan.slices === undefined ? {} : { slices: plan.slices };
  const first = before === undefined ? {} : { before };
  await using reading = await warehouse.read(plan.query, { signal, label: attempt.id, ...count, ...first, ...slices });
  matchColumns(plan, reading.columns, warehouse.accepts);
  await faults?.reach("columns-matched");
  const folder = await staging.destination.stagingFolder(staging.attempt.staging);
  await faults?.reach("staging-made");
  const { format, compress, split } = plan.output;
  const parts = createParts(folder, { stem: staging.naming.stem, format, compress, ...(split === undefined ? {} : { split }) });
  const encoder = makeEncoder(plan);
  try {
    await encode(staging, reading, encoder, parts);
    reconcile(plan.extract, { written: encoder.rows, sent: reading.rows(), counted: reading.counted });
    return parts.close();
  } catch (error) {
    await parts.abort();
    throw error;
  }
}

async function encode({ signal, progress, faults }: Staging, reading: Reading, encoder: Encoder, parts: Parts): Promise<void> {
  for (const piece of encoder.begin()) await parts.write(piece, encoder.rows);
  let first = true;
  for await (const batch of reading.batches) {
    for (const piece of encoder.encode(batch)) {
      const full = parts.write(piece, encoder.rows);
      if (full !== undefined) await full;
    }
    signal.throwIfAborted();
    progress.at(encoder.rows, parts.contentBytes);
    if (first) await faults?.reach("first-rows");
    first = false;
  }
  for (const piece of encoder.end()) await parts.write(piece, encoder.rows);
}
