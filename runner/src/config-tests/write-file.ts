import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Plan } from "../compile/plan.ts";
import { nameFor } from "../execute/output-naming.ts";
import { spooledAs } from "../execute/parquet-parts.ts";
import { Progress } from "../execute/progress.ts";
import { windowEmpty } from "../execute/run-errors.ts";
import { type StagedParts, stage } from "../execute/stage.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";

/** What the writer wrote, not compressed: a file's content, or that of each part of a split output. */
export interface Written {
  readonly rows: number;
  /** None where an empty window is skipped. */
  readonly contents: readonly Buffer[];
}

/**
 * Writes a plan's file by the steps of a run up to the decision: the same query, checks, encoder and engine, so the same bytes.
 * Of Parquet the content is its rows as canonical CSV, as its hash is of those. Errors: those of a run, window-empty among them.
 */
export async function writeFile(asked: Plan, warehouse: Warehouse, folder: string, signal: AbortSignal): Promise<Written> {
  // Compression does not change the content, which is what a test compares.
  const plan: Plan = { ...asked, output: { ...asked.output, compress: "none" } };
  const staged = await stageIn(plan, warehouse, await makeFolder(folder, "staging"), signal);
  if (staged.rows === 0 && plan.output.empty === "fail") throw windowEmpty(plan);
  if (staged.rows === 0 && plan.output.empty === "skip") return { rows: 0, contents: [] };
  if (plan.output.format !== "parquet") return await readParts(staged, join(folder, "staging"));
  const content = await stageIn(spooledAs(plan), warehouse, await makeFolder(folder, "content"), signal);
  if (content.contentSha256 !== staged.contentSha256) throw new Error("A Parquet file holds other rows than its content.");
  return await readParts(content, join(folder, "content"));
}

/** A folder for one test, empty; removed in the end. */
export async function withFolder<Result>(parent: string, work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(parent, "datafeed-test-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeFolder(parent: string, name: string): Promise<string> {
  const folder = join(parent, name);
  await mkdir(folder, { recursive: true });
  return folder;
}

function stageIn(plan: Plan, warehouse: Warehouse, folder: string, signal: AbortSignal): Promise<StagedParts> {
  return stage({
    plan,
    attempt: { id: "test", staging: "test" },
    naming: nameFor(plan, 1).naming,
    warehouse,
    destination: { stagingFolder: async () => folder },
    signal,
    progress: new Progress(() => {}),
    faults: undefined,
  });
}

async function readParts({ parts, rows }: StagedParts, folder: string): Promise<Written> {
  return { rows, contents: await Promise.all(parts.map(({ name }) => readFile(join(folder, name)))) };
}
