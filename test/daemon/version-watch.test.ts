import { sql } from "kysely";
import { afterEach, describe, expect, it } from "vitest";
import { leaseName, Scheduler } from "../../runner/src/daemon/scheduler/scheduler.ts";
import { versionWatch } from "../../runner/src/daemon/version-watch.ts";
import { takeLease } from "../../runner/src/ledger/leases.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import type { Migrations } from "../../runner/src/ledger/migrate.ts";
import { daily, engines, extractYaml, openScene, type Scene } from "./upkeep-scene.ts";

const breaking: Migrations = {
  "9001-breaking": {
    up: async (db) => {
      await db.schema.alterTable("audit").dropColumn("detail").execute();
      await sql`update ledger set readable_from = '9001-breaking'`.execute(db);
    },
  },
};

describe.each(engines)("a runner of an older version on %s", (engine) => {
  let scene: Scene;
  afterEach(() => scene[Symbol.asyncDispose]());

  it("ends when a newer one has changed the ledger beyond it", async () => {
    scene = await openScene(engine, extractYaml("one", daily));
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const watch = versionWatch(await scene.context(), end, 20);
    await watch.start();
    await using newer = await openLedger(scene.place, { laterMigrations: breaking });
    expect(await newer.isReadable()).toBe(true);
    await ended;
    await watch.stop(AbortSignal.timeout(1000));
    expect(scene.lines.join("")).toContain("a newer version has changed the ledger");
  });

  it("says once that it is older than minRunner, and leaves the making of windows to others", async () => {
    scene = await openScene(engine, extractYaml("one", daily));
    const context = await scene.context("old:1");
    let minRunner: string | undefined = "9.0.0";
    const documents = () => ({
      ...scene.documents(),
      project: { ...scene.documents().project!, ...(minRunner === undefined ? {} : { minRunner }) },
    });
    const watch = versionWatch({ ...context, documents }, () => {}, 5);
    await watch.start();
    await watch.stop(AbortSignal.timeout(1000));
    expect(scene.lines.filter((line) => line.includes("asks for 9.0.0 or newer"))).toHaveLength(1);

    minRunner = undefined;
    const heard: boolean[] = [];
    let hear: () => void = () => {};
    const next = () =>
      new Promise<void>((resolve) => {
        hear = resolve;
      });
    const lease = { leaseMs: 400, heartbeatMs: 30 };
    const scheduler = new Scheduler({ ...context, documents, lease }, (is) => {
      heard.push(is);
      hear();
    });
    const takes = next();
    await scheduler.start();
    await takes;
    const lets = next();
    minRunner = "9.0.0";
    scheduler.look();
    await lets;
    expect(heard).toEqual([true, false]);
    expect(scheduler.isHolder).toBe(false);
    await scheduler.stop(AbortSignal.timeout(1000));
    expect(await takeLease(scene.ledger, leaseName, "new:1", 1000)).toBeDefined();
  });
});
