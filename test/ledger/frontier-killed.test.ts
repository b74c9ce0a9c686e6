import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findExtractRow } from "../../runner/src/ledger/extracts.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { applyExtract, checkCoverage } from "./applied-extract.ts";
import { engines, type LedgerPlace, ledgerPlace } from "./ledger-engines.ts";

const child = join(import.meta.dirname, "frontier-child.ts");
const names = ["a", "b", "c"];

describe.each(engines)("frontiers in a ledger on %s", (engine) => {
  let place: LedgerPlace;
  let ledger: Ledger;

  beforeEach(async () => {
    place = await ledgerPlace(engine);
    ledger = await place.open();
    for (const name of names) await applyExtract(ledger, name);
  });
  afterEach(() => place.remove());

  /** Starts a scheduler and kills it at some moment of its work: the first turns are done, however slow the machine is. */
  async function live(): Promise<void> {
    const scheduler = spawn(process.execPath, [child, place.place], { stdio: ["ignore", "pipe", "inherit"] });
    const gone = once(scheduler, "exit");
    await once(scheduler.stdout, "data");
    await setTimeout(Math.random() * 120);
    scheduler.kill("SIGKILL");
    expect((await gone)[1]).toBe("SIGKILL");
  }

  it("meet whenever a scheduler is killed, two of them working at a time", async () => {
    let before = 0;
    for (let round = 0; round < 5; round++) {
      await Promise.all([live(), live()]);
      let windows = 0;
      for (const name of names) {
        const { coveredFrom, frontier } = (await findExtractRow(ledger, name))!;
        if (coveredFrom !== undefined) windows += await checkCoverage(ledger, name, coveredFrom, frontier!);
      }
      expect(windows).toBeGreaterThanOrEqual(before);
      before = windows;
    }
    expect(before).toBeGreaterThan(20);
  });
});
