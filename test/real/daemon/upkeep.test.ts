import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { retentionPlan } from "../../../runner/src/commands/retention.ts";
import type { Duty } from "../../../runner/src/daemon/leased.ts";
import { cleanupDuty } from "../../../runner/src/daemon/upkeep/cleanup.ts";
import { lateAuditDuty } from "../../../runner/src/daemon/upkeep/late-audit.ts";
import { recoveryDuty, sweepDuty } from "../../../runner/src/daemon/upkeep/recovery.ts";
import { retentionDuty } from "../../../runner/src/daemon/upkeep/retention.ts";
import type { Destination } from "../../../runner/src/destination/destination.ts";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import type { FaultPoint } from "../../../runner/src/execute/faults.ts";
import { listAudit } from "../../../runner/src/ledger/audit.ts";
import { findOutput } from "../../../runner/src/ledger/find.ts";
import { idAt } from "../../../runner/src/ledger/id.ts";
import { planLateChecks } from "../../../runner/src/ledger/late-checks.ts";
import { listOutputs } from "../../../runner/src/ledger/list-outputs.ts";
import { listObligations } from "../../../runner/src/ledger/list-runs.ts";
import { pinOutput } from "../../../runner/src/ledger/pin.ts";
import { appendLog, readLog } from "../../../runner/src/ledger/run-log.ts";
import { registerRunner } from "../../../runner/src/ledger/runners.ts";
import { daily, engines, extractYaml, openScene, type Scene } from "../../daemon/upkeep-scene.ts";

const hour = 3_600_000;
const day = 24 * hour;

describe.each(engines)("upkeep on %s", (engine) => {
  let scene: Scene;
  afterEach(() => scene?.[Symbol.asyncDispose]());

  const round = async (duty: Duty): Promise<void> => {
    await duty.work(new AbortController().signal);
    await duty.settled?.();
  };
  const files = async (folder = "out"): Promise<readonly string[]> =>
    (await readdir(join(scene.folder, folder)).catch(() => [])).filter((name) => name !== ".staging").sort();
  const staged = async (folder = "out"): Promise<readonly string[]> =>
    readdir(join(scene.folder, folder, ".staging")).catch(() => []);

  /** A runner that dies at a step: it never does anything again, not even tidy up. */
  const die = (extract: string, on: number, at: FaultPoint): Promise<void> =>
    new Promise((resolve) => {
      const reach = (point: FaultPoint) => {
        if (point !== at) return undefined;
        resolve();
        return new Promise<void>(() => {});
      };
      const lease = { leaseMs: 10_000, heartbeatMs: 1_000_000 };
      void scene.attempt(extract, on, "Daily", { faults: { reach }, lease });
    });

  describe("recovery", () => {
    it("leaves the living alone, then gives up what was not decided and completes what was", async () => {
      scene = await openScene(engine, extractYaml("one", daily), extractYaml("two", daily));
      await die("one", 2, "sealed");
      await die("two", 2, "after-decide");
      const context = await scene.context();
      let woken = 0;
      const told: string[] = [];
      context.events.listen(({ type, extract, window }) => told.push(`${type} ${extract} ${window?.start.slice(0, 10)}`));
      const recovery = recoveryDuty({ ...context, wake: () => woken++ });
      await round(recovery);
      expect([told, await files()]).toEqual([[], []]);
      scene.pass(11_000);
      await round(recovery);
      expect(told).toEqual(["discarded one 2026-11-02", "published two 2026-11-02"]);
      expect(woken).toBe(1);
      expect((await files()).filter((name) => name.startsWith("two"))).toHaveLength(2);
      const states = (await listObligations(scene.ledger)).map(({ extract, state }) => `${extract} ${state}`);
      expect(states).toEqual(["one owed", "two published"]);
      expect(await staged()).toHaveLength(1);
      await round(sweepDuty(context));
      expect(await staged()).toEqual([]);
    });

    it("leaves staging of its own name alone that it does not know, until it is a day old", async () => {
      scene = await openScene(engine, extractYaml("one", daily));
      const own = (id: string) => `${scene.ledger.id}-${id}`;
      const now = Date.parse(await scene.ledger.time());
      const [old, young] = [now - day - hour, now - hour].map((ms) => own(`${idAt(ms)}aaaaa`));
      for (const name of [old!, young!, "other-1000000aaaaa"]) {
        await mkdir(join(scene.folder, "out", ".staging", name), { recursive: true });
      }
      await round(sweepDuty(await scene.context()));
      expect((await staged()).toSorted()).toEqual([young!, "other-1000000aaaaa"].toSorted());
    });

    it("tries a destination that is down less and less, and holds up no other", async () => {
      scene = await openScene(engine, extractYaml("one", daily), extractYaml("two", daily, "output: { to: other }"));
      await die("one", 2, "after-decide");
      await die("two", 2, "after-decide");
      scene.pass(11_000);
      let tries = 0;
      const down = async (): Promise<never> => {
        tries++;
        throw new DatafeedError("destination-failed", "the file server is down");
      };
      const real = scene.destinations.get("local")!;
      scene.destinations.set("local", overlaid(real, { publish: down }));
      const recovery = recoveryDuty(await scene.context());
      await round(recovery);
      await round(recovery);
      await round(recovery);
      expect(tries).toBe(3);
      expect(await files("other")).toHaveLength(2);
      expect(await files()).toEqual([]);
      scene.destinations.set("local", real);
      await round(recoveryDuty(await scene.context()));
      expect(await files()).toHaveLength(2);
    });

    it("does not wait for one that hangs", async () => {
      scene = await openScene(engine, extractYaml("one", daily), extractYaml("two", daily, "output: { to: other }"));
      await die("one", 2, "after-decide");
      await die("two", 2, "after-decide");
      scene.pass(11_000);
      let letGo = (): void => {};
      const hanging = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const real = scene.destinations.get("local")!;
      const publish: Destination["publish"] = async (...args) => {
        await hanging;
        return real.publish(...args);
      };
      scene.destinations.set("local", overlaid(real, { publish }));
      const context = await scene.context();
      const published = new Promise((resolve) =>
        context.events.listen((event) => event.extract === "two" && resolve(event.type)),
      );
      const recovery = recoveryDuty(context);
      await recovery.work(new AbortController().signal);
      expect(await published).toBe("published");
      letGo();
      await recovery.settled?.();
      expect(await files()).toHaveLength(2);
    });

    it("says once of a file that stands in the way, and completes when it is gone", async () => {
      scene = await openScene(engine, extractYaml("one", daily));
      await die("one", 2, "after-decide");
      scene.pass(11_000);
      const [decided] = (await listOutputs(scene.ledger, { states: ["decided"] })).items;
      const real = scene.destinations.get("local")!;
      await real.createExclusive("stranger", decided!.path, "somebody else's");
      const context = await scene.context();
      const told: string[] = [];
      context.events.listen((event) => told.push(event.type === "failed" ? event.error.code : event.type));
      const soon = () => recoveryDuty(context);
      await round(soon());
      await round(soon());
      expect(told).toEqual(["publish-conflict"]);
      await real.delete(decided!.path);
      await round(soon());
      expect(told).toEqual(["publish-conflict", "published"]);
    });
  });

  describe("retention", () => {
    const publishAll = async (extract: string, days: readonly number[]): Promise<readonly string[]> => {
      const ids: string[] = [];
      for (const each of days) ids.push((await scene.publish(extract, each)).id);
      return ids;
    };
    const planned = async () =>
      (await retentionPlan(scene.ledger, scene.documents())).map(({ output, why }) => [output.id, why]);

    it("keeps the newest by window, the pinned, and what no rule names", async () => {
      scene = await openScene(
        engine,
        extractYaml("counted", daily, "retention: { keep: 2 }"),
        extractYaml("aged", daily, "retention: { days: 10 }"),
        extractYaml("kept", daily),
      );
      const counted = await publishAll("counted", [5, 2, 4, 3]);
      const aged = await publishAll("aged", [2, 3]);
      await publishAll("kept", [2, 3]);
      expect((await planned()).sort()).toEqual([counted[1], counted[3]].sort().map((id) => [id, "2 newer ones are kept"]));
      scene.pass(11 * day);
      const old = "published more than 10 days ago";
      expect(await planned()).toContainEqual([aged[0], old]);
      // The newest is what `latest` answers.
      expect(await planned()).not.toContainEqual([aged[1], old]);
      await scene.ledger.write((db) =>
        db
          .updateTable("outputs")
          .set({ pinned_at: scene.ledger.now(), pinned_by: "amy" })
          .where("id", "=", counted[1]!)
          .execute(),
      );
      expect((await planned()).map(([id]) => id)).not.toContain(counted[1]);

      await round(retentionDuty(await scene.context()));
      expect(await planned()).toEqual([]);
      expect((await findOutput(scene.ledger, counted[3]!)).state).toBe("deleted");
      expect((await findOutput(scene.ledger, counted[1]!)).state).toBe("published");
      const left = await files();
      expect(left.filter((name) => name.endsWith(".csv.zip") || name.endsWith(".zip"))).toHaveLength(6);
      expect(left.filter((name) => name.endsWith(".deleted"))).toHaveLength(2);
      expect(left.filter((name) => name.endsWith(".manifest"))).toHaveLength(8);
      expect((await listAudit(scene.ledger, {})).items.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
        "runner output.delete",
        "runner output.delete",
      ]);
      const owed = (await listObligations(scene.ledger)).filter(({ state }) => state !== "published");
      expect(owed).toEqual([]);
    });

    it("looks again before each deletion, and passes over one that can't be removed", async () => {
      scene = await openScene(engine, extractYaml("one", daily, "retention: { keep: 1 }"), extractYaml("two", daily));
      await publishAll("one", [2, 3, 4, 5]);
      const [first, second, third] = (await planned()).map(([id]) => id);
      const real = scene.destinations.get("local")!;
      const broken = (await findOutput(scene.ledger, first!)).path;
      const deleting: string[] = [];
      const remove: Destination["delete"] = async (path) => {
        deleting.push(path);
        // Somebody pins the next one meanwhile.
        await pinOutput(scene.ledger, second!, "amy");
        if (path === broken) throw new DatafeedError("destination-failed", "not this one");
        return real.delete(path);
      };
      scene.destinations.set("local", overlaid(real, { delete: remove }));
      const duty = retentionDuty(await scene.context());
      await round(duty);
      const states = async () =>
        Promise.all([first, second, third].map(async (id) => (await findOutput(scene.ledger, id!)).state));
      expect(await states()).toEqual(["published", "published", "deleted"]);
      expect(deleting).toContain(broken);
      deleting.length = 0;
      await round(duty);
      expect(deleting).toEqual([]);
      scene.apply(extractYaml("one", daily), extractYaml("two", daily));
      await round(retentionDuty(await scene.context()));
      expect(deleting).toEqual([]);
    });

    it("counts what was asked for ad hoc apart, and takes it when it is old", async () => {
      scene = await openScene(engine, extractYaml("one", daily, "retention: { keep: 1, days: 5 }"));
      const window = await scene.publish("one", 2);
      const first = await scene.publish("one", 3, "Adhoc");
      await scene.publish("one", 4, "Adhoc");
      expect((await planned()).map(([id]) => id)).toEqual([first.id]);
      scene.pass(6 * day);
      expect(await planned()).toHaveLength(2);
      expect((await planned()).map(([id]) => id)).not.toContain(window.id);
    });
  });

  describe("the late-row audit", () => {
    const checks = async () =>
      scene.ledger.read((db) =>
        db.selectFrom("late_checks").select(["step", "drift", "error", "checked_at"]).orderBy("due_at").execute(),
      );

    it("counts closed windows again after an hour, a day and a week, and says what came or went", async () => {
      scene = await openScene(engine, extractYaml("one", daily));
      const audit = lateAuditDuty(await scene.context());
      await round(audit);
      await scene.publish("one", 2);
      await scene.publish("one", 3, "Adhoc");
      await round(audit);
      expect((await checks()).map(({ step, checked_at }) => [step, checked_at])).toEqual([
        ["1h", null],
        ["24h", null],
        ["7d", null],
      ]);
      scene.pass(hour + 1000);
      await round(audit);
      expect((await checks()).map(({ drift }) => drift)).toEqual([0, null, null]);
      await scene.sql("insert into calls values (9001, timestamp '2026-11-02 10:00'), (9002, timestamp '2026-11-03 10:00')");
      scene.pass(day);
      await round(audit);
      await scene.sql("delete from calls where start >= timestamp '2026-11-02' and start < timestamp '2026-11-03' and id < 30");
      scene.pass(7 * day);
      await round(audit);
      expect((await checks()).map(({ drift }) => drift)).toEqual([0, 1, 1 - 6]);
      expect(scene.lines.filter((line) => line.includes("rows changed after publication"))).toHaveLength(2);
      // Nothing is slipped in.
      expect((await listOutputs(scene.ledger, { extract: "one", kind: "Daily" })).items).toMatchObject([
        { rows: 24, sequence: 1 },
      ]);
    });

    it("counts again what was published after the ledger's clock was set back", async () => {
      scene = await openScene(engine, extractYaml("one", daily));
      await planLateChecks(scene.ledger);
      scene.pass(-hour);
      await planLateChecks(scene.ledger);
      await scene.publish("one", 2);
      scene.pass(2 * 60_000);
      await planLateChecks(scene.ledger);
      expect(await checks()).toHaveLength(3);
    });

    it("does not compare what is not comparable, or not there any more", async () => {
      scene = await openScene(engine, extractYaml("one", daily), extractYaml("two", daily));
      const audit = lateAuditDuty(await scene.context());
      await round(audit);
      await scene.publish("one", 2);
      await scene.publish("two", 2);
      await scene.publish("two", 2);
      await round(audit);
      scene.apply(extractYaml("one", daily, "filter: { ID: { gte: 30 } }"), extractYaml("two", daily));
      scene.pass(hour + 1000);
      await round(audit);
      const done = (await checks()).filter(({ checked_at }) => checked_at !== null);
      expect(done.map(({ drift, error }) => drift ?? error).sort()).toEqual([0, "not comparable", "superseded"]);
    });

    it("goes on counting what a day of a daily export is answered by, when that was run again", async () => {
      scene = await openScene(engine, extractYaml("one", daily, "export: daily", "output: { format: json, compress: none }"));
      const audit = lateAuditDuty(await scene.context());
      await round(audit);
      await scene.publish("one", 2);
      await scene.publish("one", 2);
      await round(audit);
      await scene.sql("insert into calls values (9001, timestamp '2026-11-02 10:00'), (9002, timestamp '2026-11-02 11:00')");
      scene.pass(hour + 1000);
      await round(audit);
      const done = (await checks()).filter(({ checked_at }) => checked_at !== null);
      expect(done.map(({ drift }) => drift)).toEqual([2, 2]);
    });

    it("waits for a warehouse that is down, and where all its places are taken", async () => {
      scene = await openScene(engine, extractYaml("one", daily));
      const context = await scene.context();
      await round(lateAuditDuty(context));
      await scene.publish("one", 2);
      await round(lateAuditDuty(context));
      scene.pass(hour + 1000);
      const warehouse = () => Promise.reject(new DatafeedError("warehouse-unreachable", "no route"));
      await round(lateAuditDuty({ ...context, warehouse }));
      expect((await checks())[0]).toMatchObject({ step: "1h", checked_at: null, error: "warehouse-unreachable" });
      scene.pass(hour);
      for (const [slot, on] of [5, 6].entries()) {
        await die("one", on, "claimed").catch(() => {});
        await scene.ledger.write((db) =>
          db
            .updateTable("attempts")
            .set({ warehouse: "w", slot, exclusive: null })
            .where("state", "=", "running")
            .where("slot", "is", null)
            .execute(),
        );
      }
      await round(lateAuditDuty(context));
      expect((await checks()).every(({ checked_at }) => checked_at === null)).toBe(true);
      await scene.ledger.write((db) =>
        db.updateTable("attempts").set({ state: "failed" }).where("state", "=", "running").execute(),
      );
      scene.pass(hour);
      await round(lateAuditDuty(context));
      expect((await checks()).filter(({ drift }) => drift === 0)).toHaveLength(1);
    });
  });

  it("removes what is old from the ledger, and nothing else", async () => {
    scene = await openScene(engine, extractYaml("one", daily));
    const { ledger } = scene;
    const recent = await scene.publish("one", 2);
    await appendLog(ledger, recent.id, [{ level: "info", message: "recent" }]);
    const obligation = (await listObligations(ledger))[0]!.id;
    await ledger.write(async (db) => {
      const attempt = await db.selectFrom("attempts").selectAll().where("id", "=", recent.id).executeTakeFirstOrThrow();
      await db
        .insertInto("attempts")
        .values({ ...attempt, id: "1000000aaaaa", obligation_id: obligation, sequence: 99, state: "failed", staging: "old" })
        .execute();
    });
    await appendLog(ledger, "1000000aaaaa", [
      { level: "info", message: "old" },
      { level: "info", message: "older" },
    ]);
    await registerRunner(ledger, { id: "gone:1", version: "0.1.0", roles: ["worker"] });
    await ledger.write((db) =>
      db.insertInto("idempotency").values({ actor: "amy", key: "k", request_sha256: "x", created_at: ledger.now() }).execute(),
    );
    await round(cleanupDuty(await scene.context()));
    expect(await readLog(ledger, "1000000aaaaa")).toEqual([]);
    const counts = async () => [
      (await ledger.read((db) => db.selectFrom("runners").select("id").execute())).length,
      (await ledger.read((db) => db.selectFrom("idempotency").select("key").execute())).length,
    ];
    expect(await counts()).toEqual([1, 1]);
    scene.pass(8 * day);
    await registerRunner(ledger, { id: "here:1", version: "0.1.0", roles: ["worker"] });
    await round(cleanupDuty(await scene.context()));
    expect(await counts()).toEqual([1, 0]);
    expect(await readLog(ledger, recent.id)).toHaveLength(1);
  });
});

/** A destination with some of its ways replaced. */
function overlaid(real: Destination, changes: Partial<Destination>): Destination {
  return new Proxy(real, {
    get: (target, key) => {
      const changed = (changes as Record<string | symbol, unknown>)[key];
      if (changed !== undefined) return changed;
      const value = Reflect.get(target, key, target) as unknown;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
