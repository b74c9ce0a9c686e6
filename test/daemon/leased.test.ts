import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Duty, Leased } from "../../runner/src/daemon/leased.ts";
import { createLog } from "../../runner/src/daemon/log.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { engines, type LedgerPlace, ledgerPlace } from "../ledger/ledger-engines.ts";

const times = { leaseMs: 600, tickMs: 50 };
const log = createLog({ level: "silent", format: "json", to: new Writable() });

describe.each(engines)("what one runner does for all, on %s", (engine) => {
  let place: LedgerPlace;
  const open: AsyncDisposable[] = [];
  beforeEach(async () => {
    place = await ledgerPlace(engine);
  });
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
    await place.remove();
  });

  /** With the ledger's real clock: leases run out by themselves. */
  async function runner(id: string, rounds: string[], wrap: (ledger: Ledger) => Ledger = (ledger) => ledger) {
    const ledger = await openLedger(place.place);
    let aborted = 0;
    let heard: () => void = () => {};
    const duty: Duty = {
      name: "count",
      everyMs: 20,
      work: async (signal) => {
        signal.addEventListener("abort", () => aborted++, { once: true });
        rounds.push(id);
        heard();
      },
    };
    const part = new Leased("upkeep", [duty], { ledger: wrap(ledger), runner: { id, version: "0.1.0" }, log }, times);
    open.push({ [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose]() });
    open.push({ [Symbol.asyncDispose]: () => part.stop(AbortSignal.timeout(1000)) });
    const round = () =>
      new Promise<void>((resolve) => {
        heard = resolve;
      });
    return { part, round, aborted: () => aborted };
  }

  it("is done by one of many, and by another as soon as that one stops in order", async () => {
    const rounds: string[] = [];
    const one = await runner("host:1", rounds);
    const two = await runner("host:2", rounds);
    const first = one.round();
    await one.part.start();
    await first;
    await two.part.start();
    await one.round();
    await one.round();
    expect(new Set(rounds)).toEqual(new Set(["host:1"]));
    expect([one.part.isHolder, two.part.isHolder]).toEqual([true, false]);
    const next = two.round();
    await one.part.stop(AbortSignal.timeout(1000));
    const count = rounds.filter((id) => id === "host:1").length;
    await next;
    expect(rounds.filter((id) => id === "host:1")).toHaveLength(count);
    await one.part.stop(AbortSignal.timeout(1000));
  });

  it("ends by itself where the ledger is not heard of any more, before another begins", async () => {
    const rounds: string[] = [];
    let cut = false;
    const one = await runner("host:1", rounds, (ledger) => {
      return new Proxy(ledger, {
        get: (target, key) => {
          if ((key === "write" || key === "writeUrgent") && cut) return () => new Promise(() => {});
          const value = Reflect.get(target, key, target) as unknown;
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
    });
    const two = await runner("host:2", rounds);
    const first = one.round();
    await one.part.start();
    await first;
    const next = two.round();
    await two.part.start();
    cut = true;
    await next;
    expect(one.part.isHolder).toBe(false);
    expect(two.part.isHolder).toBe(true);
    expect(one.aborted()).toBeGreaterThan(0);
    // Its ledger never answers; stopping is not kept waiting by it.
    open.splice(1, 1);
  });

  it("goes on when a round fails, and never has two of a duty at a time", async () => {
    const ledger = await openLedger(place.place);
    let atOnce = 0;
    let most = 0;
    let done: () => void = () => {};
    const enough = new Promise<void>((resolve) => {
      done = resolve;
    });
    let count = 0;
    const duty: Duty = {
      name: "fails",
      everyMs: 0,
      work: async () => {
        most = Math.max(most, ++atOnce);
        // Longer than several ticks: another round would begin meanwhile if it could.
        await new Promise((resolve) => setTimeout(resolve, 120));
        atOnce--;
        if (++count === 3) done();
        throw new Error("each time");
      },
    };
    const part = new Leased("upkeep", [duty], { ledger, runner: { id: "host:1", version: "0.1.0" }, log }, times);
    await part.start();
    await enough;
    await part.stop(AbortSignal.timeout(1000));
    expect([most, atOnce]).toEqual([1, 0]);
    await ledger[Symbol.asyncDispose]();
  });
});
