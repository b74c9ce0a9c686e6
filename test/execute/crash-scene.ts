import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Plan } from "../../runner/src/compile/plan.ts";
import type { Destination } from "../../runner/src/destination/destination.ts";
import { openFileDestination } from "../../runner/src/destination/file/file-destination.ts";
import { openS3Destination } from "../../runner/src/destination/s3/s3-destination.ts";
import type { S3Settings } from "../../runner/src/destination/s3/s3-settings.ts";
import { openSftpDestination } from "../../runner/src/destination/sftp/sftp-destination.ts";
import type { SftpSettings } from "../../runner/src/destination/sftp/sftp-settings.ts";
import type { StepListener } from "../../runner/src/destination/steps.ts";
import type { Faults } from "../../runner/src/execute/faults.ts";
import { recover } from "../../runner/src/execute/recover.ts";
import type { RunResult } from "../../runner/src/execute/run-context.ts";
import { runPlan } from "../../runner/src/execute/run-plan.ts";
import { type Ledger, openLedger } from "../../runner/src/ledger/ledger.ts";
import { listOutputs } from "../../runner/src/ledger/list-outputs.ts";
import { listObligations } from "../../runner/src/ledger/list-runs.ts";
import { openDuckdb } from "../../runner/src/warehouse/duckdb/open-duckdb.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import { filesBelow, plan } from "./world.ts";

/** Where it happens. */
export interface Scene {
  readonly folder: string;
  /** Path or URL of the ledger. */
  readonly ledger: string;
  readonly place: Place;
}

/**
 * Where the files go; `folder` is where a server keeps them on this machine, so that the checker can look without our client.
 * `uploads` is where an S3 server keeps unfinished ones.
 */
export type Place =
  | { readonly type: "file" }
  | { readonly type: "sftp"; readonly folder: string; readonly settings: SftpSettings }
  | { readonly type: "s3"; readonly folder: string; readonly uploads: string; readonly settings: S3Settings };

/** What a store takes at least, so that a window of 8 MiB goes in parts. */
const partSizes = { upload: 5 * 2 ** 20, copy: 5 * 2 ** 20 };

/** Long: a runner that lives keeps it, however slow the machine is. `endLeases` ends those of the others. */
const lease = { leaseMs: 60_000, heartbeatMs: 100 };
export const allWindows = [0, 1, 2, 3];
const rowsInWindow = 5_000;

/** Fills a warehouse with a few windows of calls. */
export async function fillWarehouse(folder: string): Promise<void> {
  const database = await DuckDBInstance.create(join(folder, "warehouse.duckdb"));
  const connection = await database.connect();
  await connection.run(
    `create table calls as select i as id, i // ${rowsInWindow} as win, repeat('caller ' || i, 5) as caller
     from range(${allWindows.length * rowsInWindow}) t(i)`,
  );
  connection.closeSync();
  database.closeSync();
}

/** The forms of output, one for each window: written by the engine or row by row, whole or in parts, in every compression. */
const outputs: readonly Partial<Plan["output"]>[] = [
  { format: "csv", compress: "none" },
  { format: "json", compress: "zip" },
  { format: "csv", compress: "gzip", split: { rows: 2_000 } },
  { format: "parquet", compress: "none" },
];

/** A window that a schedule owes. */
export function planFor(window: number, { type }: Place = { type: "file" }): Plan {
  // The first is written by the engine as it is: for a store, large enough for several parts.
  const caller = type === "s3" && window === 0 ? "repeat(caller, 30) as caller" : "caller";
  const day = (number: number) => new Date(Date.UTC(2026, 0, 1 + number)).toISOString();
  return {
    ...plan,
    kind: "Daily",
    window: { start: day(window), end: day(window + 1), timezone: "Etc/UTC" },
    query: {
      sql: `select id, ${caller} from calls where win = cast($1 as integer) order by id`,
      parameters: [{ value: String(window), type: "integer", pii: false }],
    },
    columns: [
      { name: "id", field: "Call ID", type: { type: "integer" } },
      { name: "caller", field: "Caller", type: { type: "string" } },
    ],
    output: { ...plan.output, ...outputs[window % outputs.length] },
  };
}

/** A runner with its own connections to the ledger and the warehouse. */
export class CrashRunner implements AsyncDisposable {
  readonly ledger: Ledger;
  readonly destination: Destination;
  readonly #place: Place;
  readonly #warehouse: Warehouse;

  private constructor({ folder, place }: Scene, ledger: Ledger, onStep: StepListener) {
    this.ledger = ledger;
    this.#place = place;
    this.destination = openDestination(place, folder, onStep);
    this.#warehouse = openDuckdb("memory", { type: "duckdb", path: "warehouse.duckdb" }, folder);
  }

  static async open(scene: Scene, onStep: StepListener = () => {}): Promise<CrashRunner> {
    return new CrashRunner(scene, await openLedger(scene.ledger), onStep);
  }

  recover() {
    return recover({ ledger: this.ledger, destinations: new Map([["local", this.destination]]) });
  }

  /** Publishes each window that is not published yet. */
  async publishAll(owed: readonly number[], faults: Faults = { reach: () => {} }): Promise<readonly RunResult[]> {
    const results: RunResult[] = [];
    for (const window of owed) {
      if (!(await this.#isPublished(window))) results.push(await this.publish(window, faults));
    }
    return results;
  }

  async publish(window: number, faults: Faults = { reach: () => {} }): Promise<RunResult> {
    const { ledger, destination } = this;
    for (;;) {
      const result = await runPlan(
        planFor(window, this.#place),
        {
          ledger,
          destination,
          warehouse: this.#warehouse,
          runner: { id: `test:${process.pid}`, version: "0.0.0" },
          provenance: { approval: "unknown" },
          signal: new AbortController().signal,
          lease,
          faults,
        },
        { requester: "schedule" },
      );
      if (result.state !== "failed" || !("code" in result.error) || result.error.code !== "extract-busy") return result;
    }
  }

  async #isPublished(window: number): Promise<boolean> {
    const { start } = planFor(window).window;
    const obligations = await listObligations(this.ledger);
    return obligations.some((obligation) => obligation.window.start === start && obligation.state === "published");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#warehouse[Symbol.asyncDispose]();
    await this.destination[Symbol.asyncDispose]();
    await this.ledger[Symbol.asyncDispose]();
  }
}

function openDestination(place: Place, folder: string, onStep: StepListener): Destination {
  switch (place.type) {
    case "file":
      return openFileDestination("local", { path: "out" }, folder, { onStep });
    case "sftp":
      return openSftpDestination("local", { ...place.settings, spool: "spool" }, folder, { onStep });
    case "s3":
      return openS3Destination("local", { ...place.settings, spool: "spool" }, folder, { onStep, partSizes });
  }
}

/** Ends the leases of all runners, as if their time were over, for which nobody has to wait here. */
export async function endLeases(scene: Scene): Promise<void> {
  await using ledger = await openLedger(scene.ledger);
  await ledger.write((db) =>
    db
      .updateTable("attempts")
      .set({ lease_until: ledger.now(-1) })
      .execute(),
  );
}

/** The folder in which the published files stand, whatever they were sent by. */
export function publishedFolder({ folder, place }: Pick<Scene, "folder" | "place">): string {
  return place.type === "file" ? join(folder, "out") : place.folder;
}

/** What is on its way to be published: in staging, on the runner's disk, in the store. */
async function unfinished({ folder, place }: Scene): Promise<readonly string[]> {
  const staged = (await filesBelow(publishedFolder({ folder, place }))).filter((file) => file.startsWith(".staging"));
  const spooled = (await filesBelow(join(folder, "spool"))).filter((file) => file !== "local/");
  const uploads = place.type === "s3" ? (await filesBelow(place.uploads)).filter((file) => !file.endsWith("/")) : [];
  return [...staged, ...spooled, ...uploads];
}

/**
 * What contradicts the promise, by ledger, files and manifests alone. At any moment: a name holds the whole file that the ledger
 * decided on, and a manifest stands only with all its parts. After recovery, too: nothing in staging, nothing half done.
 */
export async function contradictions(
  scene: Scene,
  after: "crash" | "recovery" | "end",
  owed: readonly number[] = [],
): Promise<readonly string[]> {
  await using ledger = await openLedger(scene.ledger);
  const out = publishedFolder(scene);
  const found: string[] = [];
  const files = new Set((await filesBelow(out)).filter((file) => !file.startsWith(".")));
  const staged = await unfinished(scene);
  const { items } = await listOutputs(ledger, { states: ["decided", "published"] }, { limit: 1000 });
  const known = new Set<string>();
  for (const output of items) {
    const complete = output.state === "published" || files.has(output.manifestPath);
    for (const { path, sha256 } of output.parts) {
      known.add(path);
      if (!files.has(path)) {
        if (complete) found.push(`${path} is missing`);
        continue;
      }
      const hash = createHash("sha256")
        .update(await readFile(join(out, path)))
        .digest("hex");
      if (hash !== sha256) found.push(`${path} is not what was decided`);
    }
    known.add(output.manifestPath);
    if (output.state === "published" && !files.has(output.manifestPath)) found.push(`${output.manifestPath} is missing`);
    if (files.has(output.manifestPath) && (await readFile(join(out, output.manifestPath), "utf8")) !== output.manifest) {
      found.push(`${output.manifestPath} is not what was decided`);
    }
    if (output.rows !== rowsInWindow) found.push(`${output.path} has ${output.rows} rows`);
  }
  for (const file of files) if (!known.has(file)) found.push(`${file} is nobody's`);
  const obligations = await listObligations(ledger);
  for (const window of allWindows) {
    const { start } = planFor(window).window;
    const debts = obligations.filter((obligation) => obligation.window.start === start);
    const published = items.filter((output) => output.window.start === start && output.state === "published");
    const done = debts[0]?.state === "published";
    if (debts.length > 1) found.push(`window ${window} is owed ${debts.length} times`);
    if (published.length !== (done ? 1 : 0))
      found.push(`window ${window} is ${debts[0]?.state}, published ${published.length} times`);
    if (owed.includes(window) && !done) found.push(`window ${window} is ${debts[0]?.state}`);
  }
  if (after !== "crash") {
    if (staged.length > 0) found.push(`left in staging: ${staged.join(", ")}`);
    if (items.some(({ state }) => state === "decided")) found.push("a decided output is not published");
  }
  return found;
}
