import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { abandonOutput } from "../../runner/src/ledger/abandon.ts";
import { cancelRun } from "../../runner/src/ledger/cancel.ts";
import { type Claim, claim } from "../../runner/src/ledger/claim.ts";
import { decide } from "../../runner/src/ledger/decide.ts";
import { closeObligation, deferObligation, markReady } from "../../runner/src/ledger/defer.ts";
import { type DueQuery, dueObligations, takenPlaces } from "../../runner/src/ledger/due.ts";
import { takeOverExpired } from "../../runner/src/ledger/expire.ts";
import { findAttempt, findOutput } from "../../runner/src/ledger/find.ts";
import { heartbeat } from "../../runner/src/ledger/heartbeat.ts";
import { insertWindows, owedRow } from "../../runner/src/ledger/insert-windows.ts";
import { releaseLease, takeLease } from "../../runner/src/ledger/leases.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { listObligations } from "../../runner/src/ledger/list-runs.ts";
import { type ObligationRequest, requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { retryObligation } from "../../runner/src/ledger/retry.ts";
import { appendLog, readLog } from "../../runner/src/ledger/run-log.ts";
import { listRunners, registerRunner, runnerSeen, runnerStopped } from "../../runner/src/ledger/runners.ts";
import { endAttempt, markPublished } from "../../runner/src/ledger/settle.ts";
import { engines, type LedgerPlace, ledgerPlace } from "./ledger-engines.ts";
import { plan, staged } from "./samples.ts";

const leaseMs = 10_000;

describe.each(engines)("dispatch by a ledger on %s", (engine) => {
  let place: LedgerPlace;
  let one: Ledger;
  let two: Ledger;

  beforeEach(async () => {
    place = await ledgerPlace(engine);
    one = await place.open();
    two = await place.open();
  });
  afterEach(() => place.remove());

  const request = (changes: Partial<ObligationRequest> = {}): ObligationRequest => ({
    extract: "calls",
    kind: "Adhoc",
    window: plan.window,
    requester: "amy",
    definitionHash: "d",
    ...changes,
  });
  const wish = (obligation: string, changes: Partial<Claim> = {}): Claim => ({
    obligation,
    runner: "host:1",
    leaseMs,
    exclusive: false,
    destination: "local",
    planHash: "p",
    definitionHash: "d",
    ...changes,
  });
  const requested = (changes: Partial<ObligationRequest> = {}) => requestObligation(one, request(changes));
  const claimed = async (changes: Partial<ObligationRequest> = {}, wishes: Partial<Claim> = {}) =>
    claim(one, wish((await requested(changes)).id, wishes));
  const found = async (id: string) => (await listObligations(one)).find((obligation) => obligation.id === id);
  const due = async (query: Partial<DueQuery> = {}) =>
    (await dueObligations(two, { limit: 10, ...query })).map(({ obligation }) => obligation.id);
  const apply = (name: string, changes: Record<string, unknown> = {}) =>
    one.write((db) =>
      db
        .insertInto("extracts")
        .values({
          name,
          kind: "scheduled",
          owner: "amy",
          product: "p",
          warehouse: "w",
          definition_hash: "d",
          texts: "[]",
          enabled: 1,
          first_applied_at: one.now(),
          applied_at: one.now(),
          ...changes,
        })
        .execute(),
    );

  describe("places at a warehouse", () => {
    const w = { place: { warehouse: "w", most: 2 } };

    it("are given out up to the cap, lowest first, and become free", async () => {
      const first = await claimed({}, w);
      await claimed({}, w);
      expect(await takenPlaces(two)).toEqual(new Map([["w", 2]]));
      const third = await requested();
      await expect(claim(two, wish(third.id, w))).rejects.toMatchObject({ code: "warehouse-busy" });
      expect(await found(third.id)).toMatchObject({ state: "owed", tries: 0 });
      await claimed({}, { place: { warehouse: "v", most: 1 } });
      await claimed();
      await endAttempt(one, first, { state: "failed", obligation: "failed" });
      await claim(two, wish(third.id, w));
      const slots = await one.read((db) =>
        db
          .selectFrom("attempts")
          .select("slot")
          .where("state", "=", "running")
          .where("warehouse", "=", "w")
          .orderBy("slot")
          .execute(),
      );
      expect(slots).toEqual([{ slot: 1 }, { slot: 2 }]);
    });

    it("are never given twice to many who claim at once", async () => {
      const most = 3;
      const wishes = await Promise.all(Array.from({ length: 8 }, () => requested()));
      const claims = await Promise.allSettled(
        wishes.map(({ id }, index) => claim(index % 2 ? one : two, wish(id, { place: { warehouse: "w", most } }))),
      );
      expect(claims.filter(({ status }) => status === "fulfilled")).toHaveLength(most);
      for (const result of claims) {
        if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "warehouse-busy" });
      }
    });

    it("keep a cap that was lowered while higher ones are taken", async () => {
      const [first] = [await claimed({}, w), await claimed({}, w)];
      await endAttempt(one, first, { state: "failed", obligation: "failed" });
      const { id } = await requested();
      await expect(claim(two, wish(id, { place: { warehouse: "w", most: 1 } }))).rejects.toMatchObject({
        code: "warehouse-busy",
      });
    });

    it("of a dead runner are free once it is given up", async () => {
      await claimed({}, { place: { warehouse: "w", most: 1 } });
      place.pass(leaseMs + 1);
      await takeOverExpired(two);
      expect(await takenPlaces(two)).toEqual(new Map());
    });
  });

  describe("what is due", () => {
    it("comes by urgency, from extracts that are in force and free", async () => {
      for (const name of ["calls", "chats", "mails"]) await apply(name, { warehouse: name });
      const late = await requested();
      place.pass(1000);
      const chats = await requested({ extract: "chats" });
      await requested({ extract: "unknown" });
      await requested({ extract: "mails" });
      await one.write((db) =>
        db
          .updateTable("obligations")
          .set({ urgent_at: one.now(-60_000) })
          .where("id", "=", chats.id)
          .execute(),
      );
      await one.write((db) => db.updateTable("extracts").set({ removed_at: one.now() }).where("name", "=", "mails").execute());
      expect(await due()).toEqual([chats.id, late.id]);
      expect(await due({ limit: 1 })).toEqual([chats.id]);
      const [first] = await dueObligations(one, { limit: 1 });
      expect(first).toMatchObject({ warehouse: "chats", definitionHash: "d" });
      expect(await due({ after: first!.cursor })).toEqual([late.id]);
      expect(await due({ exceptWarehouses: ["chats"] })).toEqual([late.id]);
      expect(await due({ exceptExtracts: ["chats", "calls"] })).toEqual([]);
    });

    it("leaves out an extract that runs alone, and what was claimed or put off", async () => {
      await apply("calls");
      const [running, waiting] = [await requested(), await requested()];
      const attempt = await claim(one, wish(running.id, { exclusive: true }));
      expect(await due()).toEqual([]);
      await endAttempt(one, attempt, { state: "failed", obligation: "owed", retryInMs: 60_000 });
      expect(await due()).toEqual([waiting.id]);
      place.pass(60_000);
      expect((await due()).sort()).toEqual([running.id, waiting.id].sort());
    });

    it("holds windows of a paused or disabled extract back, and nobody's request", async () => {
      await apply("calls", { paused_at: "2026-11-20T12:00:00.000Z" });
      await apply("chats", { enabled: 0 });
      const now = await one.time();
      const windows = ["calls", "chats"].map((extract) =>
        owedRow(
          one,
          { extract, definitionHash: "d", requester: "schedule" },
          { kind: "Daily", window: plan.window },
          { dueAt: now, urgentAt: now },
        ),
      );
      await one.write((db) => insertWindows(db, windows));
      const asked = await requested({ extract: "chats" });
      expect(await due()).toEqual([asked.id]);
    });

    it("is put off by one of several, without using up a try", async () => {
      await apply("calls");
      const { id } = await requested();
      const [first] = await dueObligations(one, { limit: 1 });
      const { obligation } = first ?? expect.unreachable();
      place.pass(1);
      const error = { code: "warehouse-unreachable", message: "no answer" };
      const won = await Promise.all([one, two].map((ledger) => deferObligation(ledger, obligation, 60_000, error)));
      expect(won.filter((one) => one !== undefined)).toHaveLength(1);
      expect(await due()).toEqual([]);
      expect(await found(id)).toMatchObject({ state: "owed", tries: 0, error });
      expect(await markReady(two, id)).toBe(true);
      expect(await due()).toEqual([id]);
      expect((await found(id))?.readyAt).toBe("2026-11-20T12:00:00.001Z");
    });

    it("can be closed without a try, unless somebody has claimed it", async () => {
      const [failing, taken] = [await requested(), await requested()];
      const error = { code: "compile-value", message: "a value" };
      expect(await closeObligation(one, failing, "failed", error)).toBe(true);
      expect(await found(failing.id)).toMatchObject({ state: "failed", error, tries: 0 });
      await claim(two, wish(taken.id));
      expect(await closeObligation(one, taken, "failed", error)).toBe(false);
    });

    it("is left to the one who asks, for as long as was said", async () => {
      await apply("calls");
      const { id } = await requested({ reserveMs: 5_000 });
      expect(await due()).toEqual([]);
      place.pass(5_000);
      expect(await due()).toEqual([id]);
    });
  });

  describe("a run that somebody cancels", () => {
    it("publishes nothing; a request is cancelled with it, a window waits for a person", async () => {
      for (const { kind, state } of [
        { kind: "Adhoc", state: "cancelled" },
        { kind: "Daily", state: "failed" },
      ] as const) {
        const attempt = await claimed({ kind, extract: kind });
        await cancelRun(two, attempt.id, { by: "dana", reason: "wrong week" });
        const error = { code: "run-cancelled", message: "Cancelled by dana: wrong week" };
        expect(await findAttempt(one, attempt.id)).toMatchObject({ state: "cancelled", error });
        expect(await found(attempt.obligation)).toMatchObject({ state, error });
        expect(await heartbeat(one, attempt, leaseMs)).toBe(false);
        expect(await decide(one, attempt, plan, staged)).toBeUndefined();
        expect(await endAttempt(one, attempt, { state: "failed", obligation: "owed" })).toBe(false);
        await expect(cancelRun(two, attempt.id, { by: "dana" })).rejects.toMatchObject({ code: "run-closed" });
        expect(await retryObligation(two, attempt.obligation)).toMatchObject({ state: "owed", tries: 0 });
      }
      await expect(cancelRun(two, "nothing", { by: "dana" })).rejects.toMatchObject({ code: "unknown-id" });
    });

    it("is either cancelled or decided", async () => {
      for (let round = 0; round < 10; round++) {
        const attempt = await claimed();
        const [output, cancelled] = await Promise.all([
          decide(one, attempt, plan, staged),
          cancelRun(two, attempt.id, { by: "dana" }).then(
            () => true,
            () => false,
          ),
        ]);
        expect(output === undefined).toBe(cancelled);
      }
    });
  });

  it("tries again at once what failed or waits, and nothing that is closed", async () => {
    const attempt = await claimed();
    await endAttempt(one, attempt, { state: "failed", obligation: "owed", retryInMs: 3_600_000 });
    await one.write((db) =>
      db
        .updateTable("obligations")
        .set({ urgent_at: one.now(9_000_000) })
        .execute(),
    );
    place.pass(1000);
    expect(await retryObligation(two, attempt.obligation)).toMatchObject({ nextTryAt: "2026-11-20T12:00:01.000Z", tries: 0 });
    const again = await claim(one, wish(attempt.obligation));
    await expect(retryObligation(two, attempt.obligation)).rejects.toMatchObject({ code: "obligation-closed" });
    await decide(one, again, plan, staged);
    await markPublished(one, again.id);
    await expect(retryObligation(two, attempt.obligation)).rejects.toMatchObject({ code: "obligation-closed" });
    await expect(retryObligation(two, "nothing")).rejects.toMatchObject({ code: "unknown-id" });
  });

  it("gives a request of a daemon's dead runner to the next, up to its tries", async () => {
    const { id } = await requested();
    for (let tries = 1; tries <= 7; tries++) {
      await claim(one, wish(id, { mostTries: 7 }));
      place.pass(leaseMs + 1);
      await takeOverExpired(two);
      expect((await found(id))?.state).toBe(tries < 7 ? "owed" : "failed");
    }
  });

  it("does not count a try that its runner was asked to stop", async () => {
    const attempt = await claimed();
    await endAttempt(one, attempt, { state: "cancelled", obligation: "owed", uncounted: true });
    expect(await found(attempt.obligation)).toMatchObject({ state: "owed", tries: 0 });
  });

  it("gives up an output that can't be completed; its sequence stays used", async () => {
    const attempt = await claimed({ kind: "Daily" });
    await expect(abandonOutput(two, attempt.id, { by: "dana" })).rejects.toMatchObject({ code: "run-closed" });
    await decide(one, attempt, plan, staged);
    await expect(abandonOutput(two, attempt.id, { by: "dana" })).rejects.toMatchObject({ code: "publication-under-way" });
    place.pass(leaseMs + 1);
    await abandonOutput(two, attempt.id, { by: "dana", reason: "staging is gone" });
    expect(await findAttempt(one, attempt.id)).toMatchObject({ state: "failed", error: { code: "output-abandoned" } });
    expect(await found(attempt.obligation)).toMatchObject({ state: "abandoned" });
    expect(await findOutput(one, attempt.id)).not.toHaveProperty("publishedAt");
    await markPublished(one, attempt.id);
    expect(await findOutput(one, attempt.id)).toMatchObject({ state: "deleted" });
    const again = await requested({ kind: "Daily" });
    expect(again.id).not.toBe(attempt.obligation);
    expect((await claim(two, wish(again.id))).sequence).toBe(2);
  });

  it("says how far a run is", async () => {
    const attempt = await claimed();
    expect(await heartbeat(one, attempt, leaseMs, { rows: 7, bytes: 2 ** 40 })).toBe(true);
    expect((await findAttempt(two, attempt.id)).progress).toEqual({ rows: 7, bytes: 2 ** 40 });
  });

  it("keeps the log of a run in its order, whoever writes", async () => {
    const { id } = await claimed();
    await appendLog(one, id, [{ level: "info", message: "first" }]);
    await appendLog(two, id, [
      { level: "warn", message: "second", at: "2026-11-20T12:00:07.000Z" },
      { level: "error", message: "third" },
    ]);
    await Promise.all([one, two, one, two].map((ledger) => appendLog(ledger, id, [{ level: "info", message: "more" }])));
    const lines = await readLog(one, id);
    expect(lines).toHaveLength(7);
    expect(lines.slice(0, 3)).toEqual([
      { level: "info", message: "first", at: "2026-11-20T12:00:00.000Z" },
      { level: "warn", message: "second", at: "2026-11-20T12:00:07.000Z" },
      { level: "error", message: "third", at: "2026-11-20T12:00:00.000Z" },
    ]);
  });

  describe("a lease", () => {
    it("is held by one of many, renewed by him, and taken over when its time is over", async () => {
      const takes = await Promise.all(
        ["a", "b", "c"].map((holder) => takeLease(holder === "b" ? two : one, "s", holder, 1000)),
      );
      expect(takes.filter((taken) => taken !== undefined)).toEqual([{ epoch: 1 }]);
      const holder = ["a", "b", "c"][takes.findIndex((taken) => taken !== undefined)] ?? "";
      place.pass(1000);
      expect(await takeLease(one, "s", holder, 1000)).toEqual({ epoch: 1 });
      place.pass(1000);
      expect(await takeLease(two, "s", "other", 1000)).toBeUndefined();
      place.pass(1);
      expect(await takeLease(two, "s", "other", 1000)).toEqual({ epoch: 2 });
      expect(await takeLease(one, "s", holder, 1000)).toBeUndefined();
    });

    it("can be given back, by its holder alone", async () => {
      await takeLease(one, "s", "a", 1000);
      await releaseLease(two, "s", "b");
      expect(await takeLease(two, "s", "b", 1000)).toBeUndefined();
      await releaseLease(one, "s", "a");
      expect(await takeLease(two, "s", "b", 1000)).toEqual({ epoch: 2 });
    });
  });

  it("knows which runners are alive", async () => {
    await registerRunner(one, { id: "host:1", version: "0.2.0", roles: ["worker", "api"], address: "http://127.0.0.1:8787" });
    await registerRunner(two, { id: "host:2", version: "0.1.0", roles: ["worker"] });
    await registerRunner(two, { id: "host:3", version: "0.1.0", roles: [] });
    place.pass(20_000);
    await runnerSeen(one, "host:1", "c0ffee");
    await runnerStopped(two, "host:3");
    const runners = await listRunners(two);
    expect(runners.map(({ id, alive }) => ({ id, alive }))).toEqual([
      { id: "host:1", alive: true },
      { id: "host:3", alive: false },
      { id: "host:2", alive: false },
    ]);
    expect(runners[0]).toMatchObject({ roles: ["worker", "api"], address: "http://127.0.0.1:8787", commit: "c0ffee" });
    place.pass(90_000_000);
    expect(await listRunners(two)).toEqual([]);
  });
});
