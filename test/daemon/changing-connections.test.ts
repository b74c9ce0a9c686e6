import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OpenEstate } from "../../runner/src/daemon/open-estate.ts";
import type { DaemonContext } from "../../runner/src/daemon/part.ts";
import { Worker } from "../../runner/src/daemon/worker/worker.ts";
import { attemptsIn } from "../../runner/src/ledger/find.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { listObligations } from "../../runner/src/ledger/list-runs.ts";
import type { Connections } from "../../runner/src/load/project-documents.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import { MemoryWarehouse } from "../execute/memory-warehouse.ts";
import { type LedgerPlace, ledgerPlace } from "../ledger/ledger-engines.ts";
import { applyDocuments, daily, extractText, oweDay, workerContext } from "./worker-context.ts";

const parallel = daily.replace(" }", ", overlap: parallel }");

describe("a connections file that changes while a daemon runs", () => {
  let folder: string;
  let place: LedgerPlace;
  let ledger: Ledger;
  let given: DaemonContext;
  let estate: OpenEstate;
  let changes = 0;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "datafeed-connections-"));
    place = await ledgerPlace("sqlite");
    ledger = await place.open();
    const extracts = extractText("a", parallel) + extractText("b", daily, "chats");
    ({ context: given } = workerContext({ ledger, folder, extracts, maxQueries: 3 }));
    estate = new OpenEstate(pino({ level: "silent" }), { graceMs: 0 });
  });
  afterEach(async () => {
    await estate[Symbol.asyncDispose]();
    await place.remove();
    await rm(folder, { recursive: true });
  });

  const take = (connections: Connections): void => {
    const text = { path: "connections.yaml", text: String(++changes), trusted: false };
    estate.take({ root: folder, files: [], connections: text, diagnostics: [] }, connections);
  };
  const withMemory = (maxQueries: number, others: Connections["warehouses"] = {}): Connections => ({
    ...given.connections,
    warehouses: { ...others, memory: { ...given.connections.warehouses["memory"]!, maxQueries } },
  });
  const until = async (question: () => Promise<boolean>): Promise<void> => {
    while (!(await question())) await setTimeout(10);
  };

  it("gives a running worker the warehouses and places that are added", async () => {
    take(withMemory(1));
    const go = Promise.withResolvers<void>();
    const slow = new MemoryWarehouse(["id", "caller"], [["a", "one"]], { before: () => go.promise });
    const context: DaemonContext = {
      ...given,
      get connections() {
        return estate.inForce.connections;
      },
      warehouse: async () => slow,
      destination: (name) => estate.destination(name),
      hold: () => estate.hold(),
    };
    await applyDocuments(given);
    for (const day of [16, 17, 18]) await oweDay(ledger, "a", day);
    await oweDay(ledger, "b", 16);
    const worker = new Worker(context, { pollMs: 20 });
    await worker.start();
    const running = async () => (await attemptsIn(ledger, ["running"])).length;
    const missing = async () => (await listObligations(ledger, { extract: "b" }))[0]?.error?.code === "connection-unknown";
    await until(async () => (await running()) === 1);
    take(withMemory(3));
    await until(async () => (await running()) === 3);
    go.resolve();
    // Somebody is told that the warehouse of the other one is not there, and it runs when it is.
    await until(missing);
    take(given.connections);
    place.pass(60_000);
    await until(async () => (await listObligations(ledger)).every(({ state }) => state === "published"));
    await worker.stop(AbortSignal.timeout(5_000));
  });

  it("keeps open what is the same, and closes what is not once no run uses it", async () => {
    const { other } = given.connections.warehouses;
    take(withMemory(1, { other: other! }));
    const run = estate.hold();
    const [memory, same, local] = [
      await estate.warehouse("memory"),
      await estate.warehouse("other"),
      estate.destination("local"),
    ];
    const closed = whenClosed(memory);
    let isClosed = false;
    void closed.then(() => (isClosed = true));
    take(withMemory(2, { other: other! }));
    expect(await estate.warehouse("memory")).not.toBe(memory);
    expect(await estate.warehouse("other")).toBe(same);
    expect(estate.destination("local")).toBe(local);
    const later = estate.hold();
    // That nothing happens has no event: a closing begun above would have ended by then.
    await setTimeout(5);
    expect(isClosed).toBe(false);
    run[Symbol.dispose]();
    await closed;
    later[Symbol.dispose]();
  });
});

function whenClosed(warehouse: Warehouse): Promise<void> {
  const closed = Promise.withResolvers<void>();
  const close = warehouse[Symbol.asyncDispose].bind(warehouse);
  warehouse[Symbol.asyncDispose] = async () => {
    await close();
    closed.resolve();
  };
  return closed.promise;
}
