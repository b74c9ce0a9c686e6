import { once } from "node:events";
import { writeSync } from "node:fs";
import { pino } from "pino";
import { Worker } from "../../runner/src/daemon/worker/worker.ts";
import type { Faults } from "../../runner/src/execute/faults.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { type ContextOptions, workerContext } from "../daemon/worker-context.ts";

/** What a process is told: where it works, and at which step it stops. */
export interface WorkerOrder extends Omit<ContextOptions, "ledger"> {
  /** Path or URL. */
  readonly ledger: string;
  readonly concurrency?: number;
  /** When it first comes to this step it says so, and waits for ever (`hang`) or until SIGCONT (`stop`). */
  readonly at?: { readonly point: string; readonly does: "hang" | "stop" };
}

/** `node worker-process.ts ORDER`: a worker that says `ready`, then each event of its runs, until SIGTERM. */
const order = JSON.parse(process.argv[2] ?? "{}") as WorkerOrder;
await using ledger = await openLedger(order.ledger);
const { context, parts } = workerContext({ ...order, ledger });
await using _ = parts;
let reached = false;
const faults: Faults = {
  reach: async (point) => {
    if (point !== order.at?.point || reached) return;
    reached = true;
    say(`at ${point}`);
    if (order.at.does === "stop") process.kill(process.pid, "SIGSTOP");
    else await new Promise(() => {});
  },
};
context.events.listen((event) => {
  if (event.type === "progress") return;
  say(`${event.type} ${event.run ?? ""} ${event.type === "failed" ? event.error.code : ""}`.trimEnd());
});
const log = pino({ level: process.env["WORKER_LOG"] ?? "silent" }, pino.destination(2));
const worker = new Worker(
  { ...context, faults, log },
  order.concurrency === undefined ? {} : { concurrency: order.concurrency },
);
await worker.start();
say("ready");
await once(process, "SIGTERM");
await worker.stop(AbortSignal.timeout(10_000));

function say(line: string): void {
  writeSync(1, `${line}\n`);
}
