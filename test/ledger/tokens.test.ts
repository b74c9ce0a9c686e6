import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listAudit, recordAudit } from "../../runner/src/ledger/audit.ts";
import { beginIdempotent, dropIdempotent, finishIdempotent } from "../../runner/src/ledger/idempotency.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { removeOld } from "../../runner/src/ledger/remove-old.ts";
import { newTokenText, tokenIdOf } from "../../runner/src/ledger/token-text.ts";
import {
  createToken,
  findToken,
  hasActiveToken,
  listTokens,
  regenerateToken,
  revokeToken,
} from "../../runner/src/ledger/tokens.ts";
import { engines, type LedgerPlace, ledgerPlace } from "./ledger-engines.ts";

const day = 86_400_000;

describe.each(engines)("a ledger on %s", (engine) => {
  let place: LedgerPlace;
  let ledger: Ledger;
  beforeEach(async () => {
    place = await ledgerPlace(engine);
    ledger = await place.open();
  });
  afterEach(() => place.remove());

  it("knows a token by its whole text alone", async () => {
    const made = await createToken(ledger, { user: "amy", name: "laptop", createdBy: "root" });
    expect(made).toMatchObject({ user: "amy", name: "laptop", createdBy: "root", state: "active" });
    expect(Date.parse(made.expiresAt) - Date.parse(made.createdAt)).toBe(90 * day);
    expect(await findToken(ledger, made.token)).toMatchObject({ id: made.id, user: "amy", state: "active" });
    // A sound text of the same id, which was never given out.
    expect(await findToken(ledger, newTokenText(made.id))).toBeUndefined();
    expect(await findToken(ledger, made.token.toUpperCase())).toBeUndefined();
    expect(await findToken(ledger, "")).toBeUndefined();
  });

  it("keeps nothing from which a token could be made again", async () => {
    const { token } = await createToken(ledger, { user: "amy", name: "laptop", createdBy: "root" });
    const { rows } = await ledger.read((db) => sql`select * from tokens`.execute(db));
    expect(JSON.stringify(rows)).not.toContain(token.split("_")[2]);
  });

  it("refuses a mistyped token without a question to the ledger", async () => {
    const { token } = await createToken(ledger, { user: "amy", name: "laptop", createdBy: "root" });
    await ledger[Symbol.asyncDispose]();
    const mistyped = token.replace(/.(?=.{10}$)/, (letter) => (letter === "a" ? "b" : "a"));
    expect(await findToken(ledger, mistyped)).toBeUndefined();
    await expect(findToken(ledger, token)).rejects.toThrow();
  });

  it("lets a token expire, revokes and regenerates it", async () => {
    const first = await createToken(ledger, { user: "amy", name: "ci", days: 2, createdBy: "root" });
    expect(await hasActiveToken(ledger)).toBe(true);
    place.pass(2 * day);
    expect(await findToken(ledger, first.token)).toMatchObject({ state: "expired" });
    expect(await hasActiveToken(ledger)).toBe(false);

    const second = await regenerateToken(ledger, first.id, "zoe");
    expect(second).toMatchObject({ user: "amy", name: "ci", createdBy: "zoe", state: "active" });
    expect(Date.parse(second.expiresAt) - Date.parse(second.createdAt)).toBe(2 * day);
    expect(await findToken(ledger, first.token)).toMatchObject({ state: "revoked" });
    await expect(regenerateToken(ledger, first.id, "zoe")).rejects.toMatchObject({ code: "token-refused" });

    expect(await revokeToken(ledger, second.id, "zoe")).toMatchObject({ state: "revoked" });
    expect(await findToken(ledger, second.token)).toMatchObject({ state: "revoked" });
    expect((await listTokens(ledger)).map(({ id }) => id)).toEqual([second.id, first.id]);
    await expect(revokeToken(ledger, "0123456789ab", "zoe")).rejects.toMatchObject({ code: "unknown-id" });
  });

  it("regenerates a token once when two ask at the same moment", async () => {
    const { id } = await createToken(ledger, { user: "amy", name: "ci", createdBy: "root" });
    const other = await place.open();
    const results = await Promise.allSettled([regenerateToken(ledger, id, "a"), regenerateToken(other, id, "b")]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await listTokens(ledger)).filter(({ state }) => state === "active")).toHaveLength(1);
  });

  it("notes the use of a token once a minute", async () => {
    const { token } = await createToken(ledger, { user: "amy", name: "ci", createdBy: "root" });
    const used = async () => (await listTokens(ledger))[0]?.lastUsedAt;
    expect(await used()).toBeUndefined();
    await findToken(ledger, token);
    const first = await used();
    expect(first).toBeDefined();
    place.pass(59_000);
    await findToken(ledger, token);
    expect(await used()).toBe(first);
    place.pass(1_000);
    await findToken(ledger, token);
    expect(Date.parse((await used())!) - Date.parse(first!)).toBe(60_000);
  });

  it.each([{ days: 0 }, { days: 367 }, { days: 1.5 }, { name: "" }, { name: "x".repeat(101) }, { name: "a\nb" }])(
    "refuses a token with %j",
    async (wrong) => {
      const order = { user: "amy", name: "ci", createdBy: "root", ...wrong };
      await expect(createToken(ledger, order)).rejects.toMatchObject({ code: "token-refused" });
    },
  );

  it("lists the audit log, newest first, and forgets it in the end", async () => {
    await recordAudit(ledger, {
      actor: "amy",
      action: "run.dispatch",
      subject: "Calls_1",
      outcome: "done",
      client: "127.0.0.1",
    });
    place.pass(1000);
    await recordAudit(
      ledger,
      ...Array.from({ length: 1200 }, () => ({ actor: "bob", action: "output.list", outcome: "done" as const })),
    );
    expect((await listAudit(ledger)).total).toBe(1201);
    expect((await listAudit(ledger, { actor: "amy" })).items).toEqual([
      {
        at: "2026-11-20T12:00:00.000Z",
        actor: "amy",
        action: "run.dispatch",
        subject: "Calls_1",
        outcome: "done",
        client: "127.0.0.1",
      },
    ]);
    expect((await listAudit(ledger, { search: "calls_" })).total).toBe(1);
    expect((await listAudit(ledger, { search: "calls%" })).total).toBe(0);
    place.pass(10 * day);
    const removed = async () => (await removeOld(ledger, new AbortController().signal)).audit;
    expect(await removed()).toBe(0);
    place.pass(391 * day);
    expect(await removed()).toBe(1201);
  });

  it("begins a request once for a key, and repeats its answer", async () => {
    const request = { actor: "amy", key: "k1", sha256: "aa" };
    const other = await place.open();
    const began = await Promise.all([beginIdempotent(ledger, request), beginIdempotent(other, request)]);
    expect(began.map(({ state }) => state).sort()).toEqual(["begun", "under-way"]);
    expect(await beginIdempotent(ledger, { ...request, actor: "bob" })).toEqual({ state: "begun" });
    await finishIdempotent(ledger, request, { status: 202, body: "{}" });
    expect(await beginIdempotent(other, request)).toEqual({ state: "answered", status: 202, body: "{}" });
    expect(await beginIdempotent(other, { ...request, sha256: "bb" })).toEqual({ state: "differs" });
    place.pass(day + 1);
    expect(await beginIdempotent(ledger, request)).toEqual({ state: "begun" });
    await dropIdempotent(ledger, request);
    expect(await beginIdempotent(ledger, request)).toEqual({ state: "begun" });
    place.pass(day + 1);
    expect((await removeOld(ledger, new AbortController().signal)).idempotency).toBe(2);
  });

  it("lets a key be taken again whose server died, and keeps its late answer from another request", async () => {
    const request = { actor: "amy", key: "k1", sha256: "aa" };
    expect(await beginIdempotent(ledger, request)).toEqual({ state: "begun" });
    place.pass(119_000);
    expect(await beginIdempotent(ledger, request)).toEqual({ state: "under-way" });
    place.pass(2_000);
    const another = { ...request, sha256: "bb" };
    expect(await beginIdempotent(ledger, another)).toEqual({ state: "begun" });
    await finishIdempotent(ledger, request, { status: 202, body: "late" });
    expect(await beginIdempotent(ledger, another)).toEqual({ state: "under-way" });
    await finishIdempotent(ledger, another, { status: 202, body: "{}" });
    place.pass(3_600_000);
    expect(await beginIdempotent(ledger, another)).toEqual({ state: "answered", status: 202, body: "{}" });
  });
});

describe("the text of a token", () => {
  it("is found out by its checksum when any letter is another", () => {
    const text = newTokenText("0123456789ab");
    expect(tokenIdOf(text)).toBe("0123456789ab");
    for (let at = 0; at < text.length; at++) {
      const wrong = text.slice(0, at) + (text[at] === "a" ? "b" : "a") + text.slice(at + 1);
      expect(tokenIdOf(wrong), wrong).toBeUndefined();
    }
  });
});
