import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { markDeleted } from "../../runner/src/ledger/begin-deletion.ts";
import { type Claim, claim, reserveSequence } from "../../runner/src/ledger/claim.ts";
import { decide } from "../../runner/src/ledger/decide.ts";
import { takeOverExpired } from "../../runner/src/ledger/expire.ts";
import { findAttempt, findOutput } from "../../runner/src/ledger/find.ts";
import { heartbeat } from "../../runner/src/ledger/heartbeat.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { listObligations } from "../../runner/src/ledger/list-runs.ts";
import { cancelObligation, type ObligationRequest, requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { endAttempt, markPublished } from "../../runner/src/ledger/settle.ts";
import { engines, type LedgerPlace, ledgerPlace } from "./ledger-engines.ts";
import { plan, staged } from "./samples.ts";

const leaseMs = 10_000;

describe.each(engines)("a ledger on %s", (engine) => {
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
    extract: plan.extract,
    kind: "RunOnce",
    window: plan.window,
    requester: "amy",
    definitionHash: "d",
    ...changes,
  });
  const wish = (obligation: string, changes: Partial<Claim> = {}): Claim => ({
    obligation,
    runner: "host:1",
    leaseMs,
    exclusive: true,
    destination: "local",
    planHash: "p",
    definitionHash: "d",
    ...changes,
  });
  const claimed = async (ledger: Ledger, changes: Partial<ObligationRequest> = {}) =>
    claim(ledger, wish((await requestObligation(ledger, request(changes))).id));
  const stateOf = async (id: string) => (await listObligations(one)).find((obligation) => obligation.id === id)?.state;

  it("leads what is owed through an attempt to a published output", async () => {
    const obligation = await requestObligation(one, request({ reason: "asked by phone" }));
    expect(obligation).toMatchObject({
      state: "owed",
      purpose: "request",
      requester: "amy",
      reason: "asked by phone",
      tries: 0,
    });
    const attempt = await claim(one, wish(obligation.id, { commit: "abc", dirty: true }));
    expect(attempt).toMatchObject({ state: "running", epoch: 1, sequence: 1, commit: "abc", dirty: true });
    expect(attempt.startedAt).toBe("2026-11-20T12:00:00.000Z");
    expect(attempt.leaseUntil).toBe("2026-11-20T12:00:10.000Z");
    const output = await decide(one, attempt, plan, staged);
    expect(output).toMatchObject({ id: attempt.id, state: "decided", shared: true, bytes: 2 ** 40, window: plan.window });
    expect(await findOutput(two, attempt.id)).toEqual(output);
    place.pass(1000);
    await markPublished(one, attempt.id);
    await markPublished(two, attempt.id);
    expect(await findOutput(one, attempt.id)).toMatchObject({ state: "published", publishedAt: "2026-11-20T12:00:01.000Z" });
    expect(await findAttempt(one, attempt.id)).toMatchObject({ state: "published", rows: 3, bytes: 2 ** 40 });
    expect(await stateOf(obligation.id)).toBe("published");
  });

  it("gives one of many claimers what is owed", async () => {
    const { id } = await requestObligation(one, request());
    const claims = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => claim(index % 2 ? one : two, wish(id, { runner: `host:${index}` }))),
    );
    expect(claims.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of claims) {
      if (result.status === "rejected") expect(["extract-busy", "obligation-closed"]).toContain(result.reason.code);
    }
  });

  it("runs one attempt of an extract at a time, unless more are allowed", async () => {
    const attempt = await claimed(one);
    const other = await requestObligation(two, request({ kind: "Adhoc" }));
    await expect(claim(two, wish(other.id))).rejects.toMatchObject({ code: "extract-busy" });
    expect(await stateOf(other.id)).toBe("owed");
    const parallel = await claim(two, wish(other.id, { exclusive: false }));
    expect(parallel.sequence).toBe(1);
    expect((await findAttempt(one, attempt.id)).state).toBe("running");
  });

  it("lets one of many claimers of different debts of one extract in", async () => {
    const obligations = await Promise.all(Array.from({ length: 6 }, () => requestObligation(one, request({ kind: "Adhoc" }))));
    const claims = await Promise.allSettled(obligations.map(({ id }, index) => claim(index % 2 ? one : two, wish(id))));
    expect(claims.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("never gives a sequence twice", async () => {
    const sequences: number[] = [];
    for (const ending of ["failed", "decided", "cancelled"] as const) {
      const attempt = await claimed(one);
      sequences.push(attempt.sequence);
      if (ending === "decided") {
        await decide(one, attempt, plan, staged);
        await markPublished(one, attempt.id);
      } else {
        await endAttempt(one, attempt, { state: ending, obligation: ending });
      }
    }
    const attempt = await claimed(one);
    expect([...sequences, attempt.sequence]).toEqual([1, 2, 3, 4]);
    const higher = await reserveSequence(one, attempt, 9);
    expect(higher?.sequence).toBe(9);
    const next = await reserveSequence(one, attempt, 2);
    expect(next?.sequence).toBe(10);
  });

  it("gives many attempts at one window different sequences", async () => {
    const obligations = await Promise.all(Array.from({ length: 8 }, () => requestObligation(one, request({ kind: "Adhoc" }))));
    const attempts = await Promise.all(
      obligations.map(({ id }, index) => claim(index % 2 ? one : two, wish(id, { exclusive: false }))),
    );
    expect(attempts.map(({ sequence }) => sequence).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("keeps a lease alive by heartbeats", async () => {
    const attempt = await claimed(one);
    place.pass(8000);
    expect(await heartbeat(one, attempt, leaseMs)).toBe(true);
    place.pass(8000);
    expect(await takeOverExpired(two)).toEqual([]);
    expect(await decide(one, attempt, plan, staged)).toBeDefined();
  });

  it("gives up a dead runner's attempt and lets another one do it", async () => {
    const dead = await claimed(one);
    place.pass(leaseMs);
    expect(await takeOverExpired(two)).toEqual([]);
    place.pass(1);
    expect((await takeOverExpired(two)).map(({ id }) => id)).toEqual([dead.id]);
    expect(await findAttempt(one, dead.id)).toMatchObject({ state: "discarded", error: { code: "runner-lost" } });
    const next = await claim(two, wish(dead.obligation, { runner: "host:2" }));
    expect(next).toMatchObject({ epoch: 2, sequence: 2 });
    expect(await decide(two, next, plan, staged)).toBeDefined();
  });

  it("does not hear a runner that was paused beyond its lease", async () => {
    const paused = await claimed(one);
    place.pass(leaseMs + 1);
    const next = await claim(two, wish(paused.obligation, { runner: "host:2" }));
    expect(await heartbeat(one, paused, leaseMs)).toBe(false);
    expect(await reserveSequence(one, paused, 5)).toBeUndefined();
    expect(await decide(one, paused, plan, staged)).toBeUndefined();
    expect(await endAttempt(one, paused, { state: "failed", obligation: "failed" })).toBe(false);
    expect(await stateOf(paused.obligation)).toBe("running");
    await expect(findOutput(one, paused.id)).rejects.toMatchObject({ code: "unknown-id" });
    expect(await decide(two, next, plan, staged)).toBeDefined();
  });

  it("lets decision and take-over exclude each other, whichever comes first", async () => {
    for (let round = 0; round < 10; round++) {
      const attempt = await claimed(one);
      place.pass(leaseMs + 1);
      const [output, taken] = await Promise.all([decide(one, attempt, plan, staged), takeOverExpired(two)]);
      expect(output === undefined ? taken.length : 1 + taken.length).toBe(1);
      const state = await stateOf(attempt.obligation);
      expect(state).toBe(output === undefined ? "owed" : "running");
      // Each round with an obligation of its own: one that was taken over five times fails.
      if (output !== undefined) await markPublished(one, attempt.id);
      else await cancelObligation(one, attempt.obligation);
    }
  });

  it("lets one of many take over", async () => {
    await claimed(one);
    place.pass(leaseMs + 1);
    const taken = await Promise.all([one, two, one, two].map(takeOverExpired));
    expect(taken.flat()).toHaveLength(1);
  });

  it("never gives up what was decided", async () => {
    const attempt = await claimed(one);
    await decide(one, attempt, plan, staged);
    place.pass(100 * leaseMs);
    expect(await takeOverExpired(two)).toEqual([]);
    expect(await endAttempt(one, attempt, { state: "cancelled", obligation: "owed" })).toBe(false);
    await expect(claim(two, wish(attempt.obligation))).rejects.toMatchObject({ code: "obligation-closed" });
  });

  it("gives an obligation up for a person to look at when each try kills its runner", async () => {
    const { obligation } = await claimed(one);
    for (let tries = 2; tries <= 5; tries++) {
      place.pass(leaseMs + 1);
      await takeOverExpired(one);
      expect(await stateOf(obligation)).toBe("owed");
      await claim(one, wish(obligation));
    }
    place.pass(leaseMs + 1);
    await takeOverExpired(one);
    expect(await stateOf(obligation)).toBe("failed");
  });

  it("fails an ad hoc request whose runner died: nobody waits for it", async () => {
    const { obligation } = await claimed(one, { kind: "Adhoc" });
    place.pass(leaseMs + 1);
    await takeOverExpired(two);
    expect(await stateOf(obligation)).toBe("failed");
  });

  it("owes a schedule's window once, and answers a later wish with a re-run", async () => {
    const owed = await Promise.all([one, two, one, two].map((ledger) => requestObligation(ledger, request({ kind: "Daily" }))));
    expect(new Set(owed.map(({ id }) => id)).size).toBe(1);
    const attempt = await claimed(two, { kind: "Daily" });
    expect(attempt.obligation).toBe(owed[0]?.id);
    await decide(two, attempt, plan, staged);
    await markPublished(two, attempt.id);
    const again = await requestObligation(one, request({ kind: "Daily" }));
    expect(again).toMatchObject({ purpose: "request", state: "owed" });
    expect((await claim(one, wish(again.id))).sequence).toBe(2);
  });

  it("takes up a one-off that a dead runner left, and makes a new one otherwise", async () => {
    const attempt = await claimed(one);
    place.pass(leaseMs + 1);
    await takeOverExpired(one);
    expect((await requestObligation(two, request())).id).toBe(attempt.obligation);
    await cancelObligation(two, attempt.obligation);
    expect((await requestObligation(two, request())).id).not.toBe(attempt.obligation);
  });

  it("cancels what is owed, not what is under way", async () => {
    const { obligation } = await claimed(one);
    expect(await cancelObligation(two, obligation)).toBe(false);
    const { id } = await requestObligation(one, request({ kind: "Adhoc" }));
    expect(await cancelObligation(two, id)).toBe(true);
    await expect(claim(one, wish(id))).rejects.toMatchObject({ code: "extract-busy" });
    await expect(claim(one, wish("nothing"))).rejects.toMatchObject({ code: "unknown-id" });
  });

  it("deletes an output once", async () => {
    const attempt = await claimed(one);
    await decide(one, attempt, plan, staged);
    expect(await markDeleted(one, attempt.id)).toBe(false);
    await markPublished(one, attempt.id);
    expect(await Promise.all([markDeleted(one, attempt.id), markDeleted(two, attempt.id)])).toContain(false);
    expect(await findOutput(one, attempt.id)).toMatchObject({ state: "deleted", deletedAt: "2026-11-20T12:00:00.000Z" });
    expect(await stateOf(attempt.obligation)).toBe("published");
  });
});
