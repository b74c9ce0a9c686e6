/**
 * What a daemon does with the documents of a project: `start`, `again` (with the ledger of an earlier start), `change` (of one
 * file), `policy` (of a grant, which concerns every extract) or `idle`. Measures itself, since only a part of the process counts.
 * `node reconcile.ts MODE PROJECT FOLDER`
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pino } from "pino";
import { FolderSource } from "../../runner/src/daemon/follow/folder-source.ts";
import { Reconciler } from "../../runner/src/daemon/reconcile/reconciler.ts";
import { spareMemory } from "../../runner/src/daemon/spare-memory.ts";
import { takeLease } from "../../runner/src/ledger/leases.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";

const [, , mode = "", project = "", folder = ""] = process.argv;
spareMemory();
const began = performance.now();
const ledger = await openLedger(join(folder, "ledger.sqlite"));
await takeLease(ledger, "scheduler", "bench", 3_600_000);
const runner = { id: "bench", version: "0" };
const log = pino({ level: "silent" });
const lease = { name: "scheduler", epoch: () => 1 };
const reconciler = new Reconciler({ ledger, runner, log, lease });
// Looked through ten times as often as by default.
const source = new FolderSource({
  folder: project,
  log,
  onSnapshot: (snapshot) => reconciler.apply(snapshot),
  rescanMs: 6_000,
});
await source.start();
const extracts = reconciler.documents().extracts.size;
if (extracts !== 10_000) throw new Error(`${extracts} extracts are in force`);
const started = (performance.now() - began) / 1000;
let seconds = started;
let cpu = process.cpuUsage();
const masks = ["last4", "redact"];

if (mode === "change") seconds = await median(join(project, "extracts/extract-77.extract.yaml"), (text) => `${text}# more\n`);
if (mode === "policy") {
  seconds = await median(
    join(project, "datafeed.yaml"),
    (text, round) => `${text.split("masking:")[0]}masking: { phone: ${masks[round % 2]} }\n`,
  );
}
if (mode === "idle") {
  await setTimeout(5_000);
  const before = process.cpuUsage();
  await setTimeout(12_000);
  cpu = process.cpuUsage(before);
  seconds = 12;
}
const residentMb = mode === "idle" ? process.memoryUsage().rss / 2 ** 20 : process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ wallSeconds: seconds, cpuSeconds: (cpu.user + cpu.system) / 1e6, residentMb, outputMb: 0 }));
await source.stop();
await ledger[Symbol.asyncDispose]();

/** From the written file to the ledger's commit, without the time in which more changes are waited for. */
async function median(file: string, change: (text: string, round: number) => string): Promise<number> {
  const text = readFileSync(file, "utf8");
  await source.stop();
  const quiet = new FolderSource({ folder: project, log, onSnapshot: (snapshot) => reconciler.apply(snapshot) });
  await quiet.start();
  const times: number[] = [];
  for (let round = 0; round < 7; round++) {
    writeFileSync(file, change(text, round));
    const from = performance.now();
    await quiet.refresh();
    times.push((performance.now() - from) / 1000);
    await setTimeout(500);
  }
  writeFileSync(file, text);
  await quiet.stop();
  return times.sort((one, other) => one - other)[3] ?? 0;
}
