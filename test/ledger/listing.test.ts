import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { markDeleted } from "../../runner/src/ledger/begin-deletion.ts";
import { claim } from "../../runner/src/ledger/claim.ts";
import { decide } from "../../runner/src/ledger/decide.ts";
import { findOutput } from "../../runner/src/ledger/find.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { latestOutput, listOutputs } from "../../runner/src/ledger/list-outputs.ts";
import { listRuns } from "../../runner/src/ledger/list-runs.ts";
import { requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { endAttempt, markPublished } from "../../runner/src/ledger/settle.ts";
import type { RunKind } from "../../runner/src/schedule/window.ts";
import { engines, type LedgerPlace, ledgerPlace } from "./ledger-engines.ts";
import { plan, staged } from "./samples.ts";

describe.each(engines)("lists of a ledger on %s", (engine) => {
  let place: LedgerPlace;
  let ledger: Ledger;
  beforeEach(async () => {
    place = await ledgerPlace(engine);
    ledger = await place.open();
  });
  afterEach(() => place.remove());

  async function attempt(extract: string, kind: RunKind, day: number) {
    const window = { start: iso(day), end: iso(day + 1), timezone: "Etc/UTC" };
    const { id } = await requestObligation(ledger, {
      extract,
      kind,
      window,
      requester: "amy",
      reason: "r",
      definitionHash: "d",
    });
    const claimed = await claim(ledger, {
      obligation: id,
      runner: "host:1",
      leaseMs: 1000,
      exclusive: true,
      destination: "local",
      planHash: "p",
      definitionHash: "d",
    });
    place.pass(1000);
    return claimed;
  }
  async function published(extract: string, kind: RunKind, day: number, bytes = 1): Promise<string> {
    const claimed = await attempt(extract, kind, day);
    const path = `${extract}_${kind}_${day}.csv`;
    const parts = staged.parts.map((part) => ({ ...part, path }));
    await decide(ledger, claimed, { ...plan, shared: extract === "b" }, { ...staged, parts, bytes });
    await markPublished(ledger, claimed.id);
    return claimed.id;
  }
  const iso = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();

  it("narrow, sort and page outputs", async () => {
    const a1 = await published("a", "Daily", 1, 30);
    const a2 = await published("a", "Daily", 2, 10);
    const b1 = await published("b", "Weekly", 1, 20);
    await decide(ledger, await attempt("a", "Daily", 3), plan, staged);
    const ids = async (...query: Parameters<typeof listOutputs> extends [unknown, ...infer Rest] ? Rest : never) =>
      (await listOutputs(ledger, ...query)).items.map(({ id }) => id);
    expect(await ids()).toEqual([b1, a2, a1]);
    expect(await ids({ extract: "a" })).toEqual([a2, a1]);
    expect(await ids({ shared: true })).toEqual([b1]);
    expect(await ids({ kind: "Daily" }, {}, { by: "size", direction: "asc" })).toEqual([a2, a1]);
    expect(await ids({ search: "_DAILY_2" })).toEqual([a2]);
    expect(await ids({ search: "%" })).toEqual([]);
    expect(await ids({ from: iso(2), to: iso(3) })).toEqual([a2]);
    expect(await ids({ minBytes: 20 }, {}, { by: "size", direction: "asc" })).toEqual([b1, a1]);
    expect(await ids({ minBytes: 10, maxBytes: 20 }, {}, { by: "size", direction: "asc" })).toEqual([a2, b1]);
    const page = await listOutputs(ledger, {}, { limit: 1, offset: 1 }, { by: "size", direction: "desc" });
    expect(page.items.map(({ id }) => id)).toEqual([b1]);
    expect(page.total).toBe(3);
  });

  it("tell when each output's state changed last: narrowed by it and sorted, those that were deleted, too", async () => {
    const first = await published("a", "Daily", 1);
    const second = await published("a", "Daily", 2);
    const states = ["published", "deleted"] as const;
    const { publishedAt } = (await listOutputs(ledger, { search: "_2" })).items[0]!;
    const list = async (...[filter, by]: [Parameters<typeof listOutputs>[1], "asc" | "desc"]) =>
      (await listOutputs(ledger, filter, {}, { by: "modified", direction: by })).items.map(({ id }) => id);
    expect(await list({ modifiedFrom: publishedAt! }, "asc")).toEqual([second]);
    expect(await list({ modifiedTo: publishedAt! }, "desc")).toEqual([second, first]);
    place.pass(60_000);
    await markDeleted(ledger, first);
    expect(await list({ states }, "desc")).toEqual([first, second]);
    expect(await list({ states, modifiedTo: publishedAt! }, "asc")).toEqual([second]);
    expect(await list({ modifiedTo: publishedAt! }, "asc")).toEqual([second]);
  });

  it("tell the newest output: by window, then sequence, never ad hoc or deleted", async () => {
    expect(await latestOutput(ledger, "a")).toBeUndefined();
    await published("a", "Daily", 5);
    const again = await published("a", "Daily", 5);
    await published("a", "Daily", 4);
    await published("a", "Adhoc", 9);
    await markDeleted(ledger, await published("a", "Daily", 6));
    expect((await latestOutput(ledger, "a"))?.id).toBe(again);
  });

  it("show runs with who asked, newest first", async () => {
    const first = await published("a", "Daily", 1);
    const second = await attempt("a", "Daily", 2);
    await endAttempt(ledger, second, {
      state: "failed",
      obligation: "failed",
      error: { code: "warehouse-refused", message: "no such table" },
    });
    const { items, total } = await listRuns(ledger);
    expect(total).toBe(2);
    expect(items.map(({ id }) => id)).toEqual([second.id, first]);
    expect(items[0]).toMatchObject({
      state: "failed",
      obligationState: "failed",
      requester: "amy",
      reason: "r",
      error: { code: "warehouse-refused", message: "no such table" },
    });
    expect((await listRuns(ledger, { states: ["published"] })).total).toBe(1);
  });

  it("find by the beginning of an id", async () => {
    const id = await published("a", "Daily", 1);
    expect((await findOutput(ledger, id.slice(0, 8))).id).toBe(id);
    await expect(findOutput(ledger, "")).rejects.toMatchObject({ code: "unknown-id" });
    await expect(findOutput(ledger, "%")).rejects.toMatchObject({ code: "unknown-id" });
    await expect(findOutput(ledger, "zzz")).rejects.toMatchObject({ code: "unknown-id" });
    await published("a", "Daily", 2);
    await expect(findOutput(ledger, id.slice(0, 2))).rejects.toMatchObject({ code: "ambiguous-id" });
  });
});
