import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Documents } from "../../runner/src/commands/estate.ts";
import type { DaemonContext } from "../../runner/src/daemon/part.ts";
import { Worker, type WorkerOptions } from "../../runner/src/daemon/worker/worker.ts";
import type { RunEvent } from "../../runner/src/execute/run-event.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { listObligations } from "../../runner/src/ledger/list-runs.ts";
import type { Obligation } from "../../runner/src/ledger/records.ts";
import { type ObligationRequest, requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import { type engines, ledgerPlace } from "../ledger/ledger-engines.ts";
import { applyDocuments, dayWindow, oweDay, workerContext } from "./worker-context.ts";

export interface SceneOptions {
  readonly engine?: (typeof engines)[number];
  /** Documents of extracts. */
  readonly extracts: string;
  readonly maxQueries?: number;
  /** Plays the warehouse instead of DuckDB. */
  readonly warehouse?: (name: string) => Warehouse;
}

/** A ledger with extracts in force, and workers on it. */
export interface WorkerScene extends AsyncDisposable {
  readonly ledger: Ledger;
  readonly folder: string;
  readonly events: RunEvent[];
  readonly documents: Documents;
  /** A worker that is started; it ends with the scene. */
  worker(options?: WorkerOptions, changes?: Partial<DaemonContext>): Promise<Worker>;
  /** A day of November 2026 that a schedule owes, or that somebody asks for. */
  owe(extract: string, day: number, changes?: Partial<ObligationRequest>): Promise<Obligation>;
  obligations(extract?: string): Promise<readonly Obligation[]>;
  /** When what `question` asks of the ledger is so. */
  until(question: () => Promise<boolean>): Promise<void>;
  pass(milliseconds: number): void;
}

export async function openScene(options: SceneOptions): Promise<WorkerScene> {
  const { engine = "sqlite", maxQueries = 2 } = options;
  const folder = await mkdtemp(join(tmpdir(), "datafeed-worker-"));
  const place = await ledgerPlace(engine);
  const ledger = await place.open();
  const { context, parts } = workerContext({ ledger, folder, extracts: options.extracts, maxQueries });
  await applyDocuments(context);
  const play = options.warehouse;
  const inForce: DaemonContext = play === undefined ? context : { ...context, warehouse: async (name) => play(name) };
  const events: RunEvent[] = [];
  context.events.listen((event) => events.push(event));
  const workers: Worker[] = [];
  const obligations = (extract?: string) => listObligations(ledger, extract === undefined ? {} : { extract });
  return {
    ledger,
    folder,
    events,
    documents: context.documents(),
    worker: async (workerOptions, changes = {}) => {
      const worker = new Worker({ ...inForce, ...changes }, { pollMs: 50, ...workerOptions });
      workers.push(worker);
      await worker.start();
      return worker;
    },
    owe: async (extract, day, changes = {}) => {
      const window = dayWindow(day);
      if (changes.kind !== undefined) {
        return requestObligation(ledger, {
          extract,
          kind: changes.kind,
          window,
          requester: "amy",
          definitionHash: "d",
          ...changes,
        });
      }
      await oweDay(ledger, extract, day);
      return (await obligations(extract)).find((one) => one.window.start === window.start)!;
    },
    obligations,
    // The ledger tells of nothing but what is owed: a test looks at it as a person would, again and again.
    until: async (question) => {
      const deadline = performance.now() + 20_000;
      while (!(await question())) {
        if (performance.now() > deadline) throw new Error(JSON.stringify(await obligations(), undefined, 2));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    pass: place.pass,
    [Symbol.asyncDispose]: async () => {
      for (const worker of workers) await worker.stop(AbortSignal.abort());
      await parts[Symbol.asyncDispose]();
      await place.remove();
      await rm(folder, { recursive: true });
    },
  };
}
