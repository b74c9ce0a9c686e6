import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { Dice } from "../../../runner/src/sample/dice.ts";
import { stepSql, truthSql } from "./calls-sql.ts";
import type { Segment } from "./texts.ts";
import type { Truth } from "./truth.ts";
import type { Step, StepKind, Workload } from "./workload.ts";

export interface WriterOptions {
  readonly url: string;
  readonly writers: number;
  readonly seed: number;
  readonly segments: (index: number) => readonly Segment[];
  readonly signal?: AbortSignal;
}

/** What the writers have done. */
export interface Written {
  readonly committed: number;
  readonly rolledBack: number;
  /** Connections that were lost, and transactions of which the commit was asked about afterwards. */
  readonly lost: number;
}

/** Works a workload off in concurrent transactions, some held open for a while, some rolled back. */
export async function write(workload: Workload, options: WriterOptions): Promise<Written> {
  const written = { committed: 0, rolledBack: 0, lost: 0, transactions: 0 };
  await Promise.all(Array.from({ length: options.writers }, (_, at) => writer(workload, options, at, written)));
  return written;
}

async function writer(
  workload: Workload,
  { url, seed, segments, signal }: WriterOptions,
  number: number,
  written: { committed: number; rolledBack: number; lost: number; transactions: number },
): Promise<void> {
  const dice = new Dice(seed, number, 24);
  let client: pg.Client | undefined;
  try {
    while (!workload.isOver && signal?.aborted !== true) {
      client ??= await connected(url);
      const steps = workload.take(dice.between(1, 60));
      if (steps.length === 0) {
        await workload.hasSettled(signal);
        continue;
      }
      const transaction = ++written.transactions;
      const keep = !dice.oneIn(20);
      let committed = false;
      try {
        await client.query("begin");
        await apply(client, steps, segments);
        await client.query("insert into public.noted_transactions values ($1)", [transaction]);
        await setTimeout(heldMs(dice));
        await client.query(keep ? "commit" : "rollback");
        committed = keep;
      } catch {
        // Whether it was committed only the database knows.
        written.lost++;
        await client.end().catch(() => {});
        client = await connected(url);
        const found = await client.query("select from public.noted_transactions where id = $1", [transaction]);
        committed = found.rowCount === 1;
      }
      workload.settle(steps, committed);
      if (committed) written.committed += steps.length;
      else written.rolledBack += steps.length;
    }
  } finally {
    await client?.end().catch(() => {});
  }
}

/** Most are short, some are held for seconds: what begins after them is committed before them. */
function heldMs(dice: Dice): number {
  const chance = dice.below(200);
  if (chance < 120) return 0;
  if (chance < 185) return dice.between(1, 80);
  return chance < 199 ? dice.between(100, 500) : dice.between(500, 3000);
}

async function apply(client: pg.Client, steps: readonly Step[], segments: WriterOptions["segments"]): Promise<void> {
  for (const kind of Object.keys(stepSql) as StepKind[]) {
    const rows = steps
      .filter((step) => step.kind === kind)
      .map(({ conversation: { index, externalId }, number }) => ({
        index,
        external_id: externalId,
        number,
        ...(kind === "analyse" && { segments: rowsOf(segments(index)) }),
      }))
      // One order for all: writers that wait for each other would be a deadlock.
      .sort((a, b) => a.index - b.index);
    if (rows.length === 0) continue;
    const parameters = [JSON.stringify(rows)];
    for (const sql of stepSql[kind]) await client.query(sql, parameters);
  }
}

function rowsOf(segments: readonly Segment[]) {
  return segments.map(({ start, end, ...segment }, no) => ({ no, ...segment, start_ms: start, end_ms: end }));
}

/** Tries until the server is there. */
export async function connected(url: string): Promise<pg.Client> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      if (attempt === 300) throw error;
      await setTimeout(200);
    }
  }
}

/** What the database says must have been sent. */
export async function readTruth(url: string): Promise<Truth> {
  const client = await connected(url);
  const read = async (sql: string) => (await client.query<[string, string]>({ text: sql, rowMode: "array" })).rows;
  try {
    return {
      created: new Set((await read(truthSql.created)).map(([externalId]) => externalId)),
      analysed: new Map((await read(truthSql.analysed)).map(([externalId, revision]) => [externalId, Number(revision)])),
      revisions: new Map((await read(truthSql.revisions)).map(([revision, externalId]) => [Number(revision), externalId])),
      matches: new Map((await read(truthSql.matches)).map(([id, externalId]) => [Number(id), externalId])),
    };
  } finally {
    await client.end();
  }
}
