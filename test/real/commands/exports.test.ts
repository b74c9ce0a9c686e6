import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Commands, Deleted, ExportDay, Role, Where } from "../../../runner/src/commands/commands.ts";
import { answerOf } from "../../../runner/src/commands/export-answer.ts";
import { localCommands } from "../../../runner/src/commands/local/local-commands.ts";
import type { Destination } from "../../../runner/src/destination/destination.ts";
import { deleteOutput } from "../../../runner/src/execute/delete-output.ts";
import { listAudit } from "../../../runner/src/ledger/audit.ts";
import { claim } from "../../../runner/src/ledger/claim.ts";
import { insertWindows, owedRow } from "../../../runner/src/ledger/insert-windows.ts";
import { dueLateChecks, planLateChecks, recordLateCheck } from "../../../runner/src/ledger/late-checks.ts";
import { readMark } from "../../../runner/src/ledger/marks.ts";
import type { Output } from "../../../runner/src/ledger/records.ts";
import { requestObligation } from "../../../runner/src/ledger/request-obligation.ts";
import { endAttempt } from "../../../runner/src/ledger/settle.ts";
import { skipWindows } from "../../../runner/src/ledger/skip.ts";
import { supersedeOutput } from "../../../runner/src/ledger/supersede.ts";
import type { Extract } from "../../../runner/src/load/project-documents.ts";
import { resolveOperation } from "../../../runner/src/load/resolve-operation.ts";
import { dailyExports } from "../../commands/daily-exports.ts";
import { openEstate, type TestEstate } from "../../commands/estate.ts";
import { engines } from "../../ledger/ledger-engines.ts";

const day = 86_400_000;
const name = "shared-talks";
const windowOf = (date: string, next: string) => ({
  start: `${date}T00:00:00.000Z`,
  end: `${next}T00:00:00.000Z`,
  timezone: "UTC",
});

/** The error that a day without a document is answered with. */
function failureOf(day: ExportDay): unknown {
  try {
    return answerOf(day);
  } catch (error) {
    return error;
  }
}

/** A destination that stops before it leaves a small file, or removes one. */
function stoppedAt(real: Destination, stop: () => Promise<void>): Destination {
  return new Proxy(real, {
    get: (_, name: keyof Destination) => {
      const method = real[name] as unknown;
      if (typeof method !== "function") return method;
      if (name !== "createExclusive" && name !== "delete") return method.bind(real);
      return async (...args: readonly unknown[]) => {
        await stop();
        return method.apply(real, args);
      };
    },
  });
}

describe.each(engines)("daily exports on %s", (engine) => {
  let open: TestEstate;
  let admin: Commands;
  beforeEach(async () => {
    open = await openEstate(engine, dailyExports);
    admin = as("ada", "admin");
  });
  afterEach(() => open[Symbol.asyncDispose]());

  const as = (user: string, role: Role): Commands => localCommands(open.estate, { user, role });
  const states = async (query = {}) =>
    (await admin.listExportDays(name, query)).items.map(({ date, state }) => `${date} ${state}`);
  const again = (output: Output) => open.publish(output.extract, "ada", { start: output.window.start, end: output.window.end });
  const recordsOf = async (date: string, where: Where, of = name) =>
    text(await (await admin.exportRecords(await admin.exportDay(of, date), where)).open());
  const ask = (date: string, next: string) =>
    requestObligation(open.ledger, {
      extract: name,
      kind: "Daily",
      window: windowOf(date, next),
      requester: "amy",
      definitionHash: "d",
    });
  /** As the scheduler does. */
  const owe = async (date: string, next: string) => {
    const owner = { extract: name, definitionHash: "d", requester: "schedule" };
    const at = `${next}T01:00:00.000Z`;
    const row = owedRow(open.ledger, owner, { kind: "Daily", window: windowOf(date, next) }, { dueAt: at, urgentAt: at });
    await open.ledger.write((db) => insertWindows(db, [row]));
    return ask(date, next);
  };
  const claimed = (obligation: string) =>
    claim(open.ledger, {
      obligation,
      runner: "host:1",
      leaseMs: 10_000,
      exclusive: false,
      destination: "local",
      planHash: "p",
      definitionHash: "d",
    });

  it("list their days, the newest first, with the one that is open", async () => {
    expect(await states()).toEqual(["2026-11-20 open"]);
    const first = await open.publish(name);
    open.pass(day / 2);
    // Over, but not closed: its run is due at 01:00.
    expect(await states()).toEqual(["2026-11-21 open", "2026-11-20 open", "2026-11-19 published"]);
    open.pass(day / 2);
    await open.publish(name);
    const page = await admin.listExportDays(name, { pageSize: 2 });
    expect(page).toMatchObject({ total: 3, page: 1, pageSize: 2 });
    expect(page.items).toMatchObject([
      { extract: name, date: "2026-11-21", state: "open", closesAt: "2026-11-22T01:00:00.000Z" },
      { date: "2026-11-20", state: "published", output: { rows: 1, sequence: 1 } },
    ]);
    expect(page.items[0]).not.toHaveProperty("output");
    const last = await admin.listExportDays(name, { pageSize: 2, page: 2 });
    expect(last.items).toMatchObject([{ date: "2026-11-19", state: "published", output: { id: first.id, rows: 3 } }]);
    expect(await states({ sort: "date" })).toEqual((await states()).reverse());
    await expect(admin.listExportDays(name, { sort: "rows" })).rejects.toMatchObject({ code: "query-invalid" });
  });

  it("are answered by what was published first, whatever comes later", async () => {
    const first = await open.publish(name);
    const second = await again(first);
    expect(second.sequence).toBe(first.sequence + 1);
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({ state: "published", output: { id: first.id } });
    await expect(admin.delete([first.id])).resolves.toMatchObject([{ deleted: false, error: { code: "output-exported" } }]);
    await expect(admin.delete([second.id])).resolves.toMatchObject([{ deleted: true }]);
    const forced = async (by: Commands, reason?: string) => {
      const [{ deleted, error }] = (await by.delete([first.id], { force: true, ...(reason && { reason }) })) as [Deleted];
      return error?.code ?? deleted;
    };
    // It takes the right of who may say what answers a day, and a reason.
    expect(await forced(as("amy", "developer"), "mine")).toBe("not-allowed");
    expect([await forced(admin), await forced(admin, " ")]).toEqual(["output-exported", "output-exported"]);
    expect(await forced(admin, "names in it")).toBe(true);
    const { items } = await listAudit(open.ledger, { action: "output.delete" }, { limit: 50 });
    expect(items.find(({ detail, outcome }) => outcome === "done" && detail?.["force"])).toMatchObject({
      actor: "ada",
      subject: first.id,
      detail: { force: true, reason: "names in it" },
    });
    const third = await again(first);
    // Not silently the next one.
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({ state: "deleted", output: { id: first.id } });
    await admin.supersede(name, "2026-11-19", { output: third.id, reason: "by mistake" });
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({ state: "published", output: { id: third.id } });
  });

  it("wait for a run with a lower sequence, which could still publish", async () => {
    const quick = await open.publish(name);
    const slow = await claimed((await ask("2026-11-19", "2026-11-20")).id);
    // As if it had been claimed before the other, which overlapped it.
    await open.ledger.write((db) => db.updateTable("attempts").set({ sequence: 0 }).where("id", "=", slow.id).execute());
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({ state: "running" });
    await endAttempt(open.ledger, slow, { state: "failed", obligation: "failed" });
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({ state: "published", output: { id: quick.id } });
  });

  it("say why a day has no document", async () => {
    const owed = await owe("2026-11-19", "2026-11-20");
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({ state: "owed" });
    const run = await claimed(owed.id);
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({ state: "running" });
    await endAttempt(open.ledger, run, { state: "failed", obligation: "failed", error: { code: "x-y", message: "why" } });
    const failed = await admin.exportDay(name, "2026-11-19");
    expect(failed).toMatchObject({ state: "failed", error: { code: "x-y", message: "why" }, obligation: owed.id });
    expect(failureOf(failed)).toMatchObject({ code: "export-day-failed", hint: expect.stringContaining(`retry ${owed.id}`) });
    await skipWindows(open.ledger, name, windowOf("2026-11-19", "2026-11-20"), { by: "ada", reason: "no data" });
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({ state: "skipped", reason: "skipped by ada: no data" });
    const nothing = await claimed((await owe("2026-11-17", "2026-11-18")).id);
    await endAttempt(open.ledger, nothing, { state: "skipped", obligation: "skipped", rows: 0 });
    expect(await admin.exportDay(name, "2026-11-17")).toMatchObject({ state: "empty" });
    expect(await states()).toEqual(["2026-11-20 open", "2026-11-19 skipped", "2026-11-17 empty"]);
    const wrong = { "2026-11-18": "missing", "2026-11-16": "missing" };
    for (const [date, what] of Object.entries(wrong)) {
      await expect(admin.exportDay(name, date), date).rejects.toMatchObject({ code: `export-day-${what}` });
    }
    // One that has not begun is not closed, either; it is in no list.
    for (const [date, closesAt] of [
      ["2026-11-21", "2026-11-22T01:00:00.000Z"],
      ["2031-01-01", "2031-01-02T01:00:00.000Z"],
    ] as const) {
      expect(await admin.exportDay(name, date)).toMatchObject({ date, state: "open", closesAt });
    }
    for (const date of ["2026-02-30", "2026-1-1", "today", "", "20261119", "+002026-11-19"]) {
      await expect(admin.exportDay(name, date), date).rejects.toMatchObject({ code: "export-date-invalid" });
    }
    await expect(admin.exportDay("shared-daily", "2026-11-19")).rejects.toMatchObject({ code: "export-none" });
  });

  it("owe the days behind their frontier, and have passed over those of a stretch", async () => {
    const set = (values: object) =>
      open.ledger.write((db) => db.updateTable("extracts").set(values).where("name", "=", name).execute());
    await set({ frontier: "2026-11-19T00:00:00.000Z", covered_from: "2026-11-17T00:00:00.000Z" });
    await owe("2026-11-17", "2026-11-19");
    await open.ledger.write((db) =>
      db
        .updateTable("obligations")
        .set({ stretch: 1, state: "skipped", reason: "catchup: none", kind: "Transition" })
        .where("extract", "=", name)
        .execute(),
    );
    const all = ["2026-11-20 open", "2026-11-19 owed", "2026-11-18 skipped", "2026-11-17 skipped"];
    expect(await states()).toEqual(all);
    for (const each of all) expect((await admin.exportDay(name, each.slice(0, 10))).state).toBe(each.slice(11));
    await set({ paused_at: "2026-11-20T00:00:00.000Z" });
    expect(await states()).toEqual(all.map((each) => each.replace("owed", "paused")));
    const paused = await admin.exportDay(name, "2026-11-19");
    expect(paused.state).toBe("paused");
    expect(failureOf(paused)).toMatchObject({ code: "export-day-paused", hint: expect.stringContaining("datafeed resume") });
    // A window that is owed waits, too; what somebody asked for does not.
    const { id } = await owe("2026-11-19", "2026-11-20");
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({ state: "paused", obligation: id });
    await open.ledger.write((db) => db.updateTable("obligations").set({ purpose: "request" }).where("id", "=", id).execute());
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({ state: "owed", obligation: id });
  });

  it("are superseded by admins alone, for a reason, with another output of the same day", async () => {
    const first = await open.publish(name);
    const second = await again(first);
    const ask = (commands: Commands, output: string, reason = "late rows") =>
      commands.supersede(name, "2026-11-19", { output, reason });
    for (const [user, role] of [
      ["amy", "developer"],
      ["vic", "viewer"],
    ] as const) {
      await expect(ask(as(user, role), second.id)).rejects.toMatchObject({ code: "not-allowed" });
    }
    const other = await open.publish("amys-talks");
    open.pass(day);
    const next = await open.publish(name);
    for (const [output, reason] of [
      [first.id, "r"],
      [other.id, "r"],
      [next.id, "r"],
      [second.id, "  "],
    ] as const) {
      await expect(ask(admin, output, reason), output).rejects.toMatchObject({ code: "supersede-refused" });
    }
    await expect(ask(admin, "none")).rejects.toMatchObject({ code: "unknown-id" });
    await expect(ask(admin, second.id.slice(0, -1))).resolves.toMatchObject({
      output: { id: second.id },
      superseded: { from: first.id, by: "ada", reason: "late rows" },
    });
    await ask(admin, first.id, "the first was right");
    open.pass(-2 * day);
    // A clock that is set back changes nothing.
    const third = await again(first);
    await ask(admin, third.id, "once more");
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({
      state: "published",
      output: { id: third.id },
      superseded: { from: first.id, reason: "once more" },
    });
    const { items } = await listAudit(open.ledger, { action: "export.supersede" }, { limit: 50 });
    expect(items.filter(({ outcome }) => outcome === "done")).toHaveLength(3);
    expect(items.filter(({ outcome }) => outcome === "refused")).toHaveLength(2);
    expect(items.find(({ outcome }) => outcome === "done")).toMatchObject({
      actor: "ada",
      subject: name,
      detail: { date: "2026-11-19" },
    });
    // The one that answers is kept, the others may go.
    await expect(admin.delete([third.id])).resolves.toMatchObject([{ error: { code: "output-exported" } }]);
    await expect(admin.delete([first.id, second.id])).resolves.toMatchObject([{ deleted: true }, { deleted: true }]);
  });

  it("are not superseded on the word of what was seen, when something else answers by now", async () => {
    const first = await open.publish(name);
    const [second, third] = [await again(first), await again(first)];
    const word = { by: "ada", reason: "r" };
    const both = await Promise.all([
      supersedeOutput(open.ledger, { output: second, insteadOf: first.id, ...word }),
      supersedeOutput(open.ledger, { output: third, insteadOf: first.id, ...word }),
    ]);
    expect(both.filter((each) => each === "changed")).toHaveLength(1);
    const answer = (await admin.exportDay(name, "2026-11-19")).superseded;
    expect(answer).toMatchObject({ from: first.id });
    // Two admins at once: the one that came second is told, or saw the first's.
    const ask = ({ id }: Output) => admin.supersede(name, "2026-11-19", { output: id, reason: "r" });
    const other = both[0] === "changed" ? second : third;
    const outcomes = await Promise.allSettled([ask(other), ask(first)]);
    for (const each of outcomes) {
      if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "supersede-changed" });
    }
    expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
  });

  it("stay when what is to answer them is being deleted, and when what is being deleted is to answer them", async () => {
    const first = await open.publish(name);
    const output = await again(first);
    // Stopped between its first step and its last one.
    let reached = () => {};
    let go = () => {};
    const atFiles = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const released = new Promise<void>((resolve) => {
      go = resolve;
    });
    const slow = stoppedAt(open.estate.destination(output.destination), async () => {
      reached();
      await released;
    });
    const deletion = deleteOutput(output, { ledger: open.ledger, destination: slow, spareAnswer: true });
    await atFiles;
    const supersede = (id: string) => admin.supersede(name, "2026-11-19", { output: id, reason: "r" });
    await expect(supersede(output.id)).rejects.toMatchObject({ code: "supersede-refused" });
    go();
    await expect(deletion).resolves.toBe("deleted");
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({ state: "published", output: { id: first.id } });
    expect(await readMark(open.ledger, `deleting:${output.id}`)).toBeUndefined();
    // The other way round: it answers before a file is touched.
    const third = await again(first);
    await supersede(third.id);
    await expect(deleteOutput(third, { ledger: open.ledger, destination: slow, spareAnswer: true })).resolves.toBe("answers");
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({ state: "published", output: { id: third.id } });
    // Both at once, again and again: never a day without its document.
    for (let turn = 0; turn < 8; turn++) {
      const next = await again(first);
      const before = (await admin.exportDay(name, "2026-11-19")).output!.id;
      const [superseded, [deleted]] = (await Promise.all([
        supersede(next.id).then(
          () => true,
          () => false,
        ),
        admin.delete([next.id]),
      ])) as [boolean, [Deleted]];
      expect(superseded).toBe(!deleted.deleted);
      const day = await admin.exportDay(name, "2026-11-19");
      expect(day).toMatchObject({ state: "published", output: { id: superseded ? next.id : before } });
    }
  });

  it("keep what will answer them when no run with a lower sequence publishes any more", async () => {
    const quick = await open.publish(name);
    const slow = await claimed((await ask("2026-11-19", "2026-11-20")).id);
    await open.ledger.write((db) => db.updateTable("attempts").set({ sequence: 0 }).where("id", "=", slow.id).execute());
    await expect(admin.delete([quick.id])).resolves.toMatchObject([{ error: { code: "output-exported" } }]);
    await endAttempt(open.ledger, slow, { state: "failed", obligation: "failed" });
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({ state: "published", output: { id: quick.id } });
  });

  it("get the note of who superseded them when they are superseded by the same once more, where it is missing", async () => {
    const first = await open.publish(name);
    const second = await again(first);
    const supersede = () => admin.supersede(name, "2026-11-19", { output: second.id, reason: "late rows" });
    const done = await supersede();
    const note = join(open.folder, "out", `${second.manifestPath.replace(/manifest$/, "answers-1")}`);
    const text = await readFile(note, "utf8");
    await expect(supersede()).rejects.toMatchObject({ code: "supersede-refused" });
    await rm(note);
    open.pass(1000);
    expect(await supersede()).toEqual(done);
    expect(await readFile(note, "utf8")).toBe(text);
    await expect(supersede()).rejects.toMatchObject({ code: "supersede-refused" });
    await expect(admin.supersede(name, "2026-11-19", { output: first.id, reason: "back" })).resolves.toBeDefined();
  });

  it("are there for who may know of them", async () => {
    const [shared, amys] = [await open.publish(name), await open.publish("amys-talks")];
    const [vic, amy] = [as("vic", "viewer"), as("amy", "developer")];
    expect(await vic.exportDay(name, "2026-11-19")).toMatchObject({ output: { id: shared.id } });
    expect(await amy.exportDay("amys-talks", "2026-11-19")).toMatchObject({ output: { id: amys.id } });
    await expect(vic.exportDay("amys-talks", "2026-11-19")).rejects.toMatchObject({ code: "extract-unknown" });
    await expect(vic.listExportDays("amys-talks")).rejects.toMatchObject({ code: "extract-unknown" });
    // It was published for its owner alone, and is shared since.
    await open.ledger.write((db) => db.updateTable("outputs").set({ shared: 0 }).where("id", "=", shared.id).execute());
    expect(await vic.exportDay(name, "2026-11-19")).not.toHaveProperty("output");
    const unseen = vic.exportRecords(await vic.exportDay(name, "2026-11-19"), { bot_id: ["b1"] });
    await expect(unseen).rejects.toMatchObject({ code: "output-unknown" });
    expect(await amy.exportDay(name, "2026-11-19")).toMatchObject({ output: { id: shared.id } });
  });

  it("tell of late rows, which are not in the document", async () => {
    await planLateChecks(open.ledger);
    open.pass(1000);
    const output = await open.publish(name);
    await planLateChecks(open.ledger);
    open.pass(3_600_000);
    const [check] = await dueLateChecks(open.ledger, 10);
    await recordLateCheck(open.ledger, check!, { drift: 2 });
    expect(await admin.exportDay(name, "2026-11-19")).toMatchObject({ drift: 2, output: { id: output.id, rows: 3, drift: 2 } });
  });

  it("are left alone by the retention of the project", async () => {
    const retention = { days: 1 };
    const { project } = open.extract(name);
    const ruled = { ...project, defaults: { ...project.defaults, retention } };
    const written = { kind: "Extract", name, template: "Talks", fields: "all", product: "calls", export: "daily" } as const;
    expect(resolveOperation(written as Extract, ruled)).not.toHaveProperty("retention");
    expect(resolveOperation({ ...written, retention } as Extract, ruled)).toMatchObject({ retention });
  });

  it.each(["shared-talks", "amys-talks"])("give records by a column's values: %s", async (of) => {
    open.pass(-day / 2);
    await open.publish(of);
    open.pass(day / 2);
    const output = await open.publish(of);
    const ids = async (where: Where) =>
      (JSON.parse(await recordsOf("2026-11-19", where, of)) as { readonly id: string }[]).map(({ id }) => id).join(" ");
    expect(await ids({ bot_id: ["b1"] })).toBe("t3 t5");
    expect(await ids({ bot_id: ["b1", "b2"] })).toBe("t3 t4 t5");
    expect(await ids({ bot_id: ["b1"], test_mode: ["true"] })).toBe("t5");
    expect(await ids({ messages: ["0"] })).toBe("t4");
    expect(await ids({ note: ["back\\slash"] })).toBe("t3");
    expect(await ids({ note: ["naïve 🙂"] })).toBe("t4");
    expect(await ids({ note: [""] })).toBe("t5");
    expect(await ids({ bot_id: ["b3"] })).toBe("");
    // All records are the document, byte for byte.
    const whole = await text((await admin.content(output.id)).stream);
    expect(await recordsOf("2026-11-19", { bot_id: ["b1", "b2"] }, of)).toBe(whole);
    for (const column of ["visitor", "data", "Bot_id", "constructor"]) {
      const refused = admin.exportRecords(await admin.exportDay(of, "2026-11-19"), { [column]: ["x"] });
      await expect(refused, column).rejects.toMatchObject({
        code: "export-filter-unknown",
        hint: "Choose by id, bot_id, ended_at, messages, test_mode, note.",
      });
    }
    const tag = async (where: Where) => (await admin.exportRecords(await admin.exportDay(of, "2026-11-19"), where)).tag;
    expect(await tag({ id: ["t3"], bot_id: ["b1", "b2"] })).toBe(await tag({ bot_id: ["b2", "b1"], id: ["t3"] }));
    expect(await tag({ id: ["t3"] })).not.toBe(await tag({ id: ["t4"] }));
    expect(await tag({ id: ["t3"] })).not.toBe(await tag({ bot_id: ["t3"] }));
  });
});
