import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkLink, signLink } from "../../../runner/src/commands/links.ts";
import { Deliverer, type DeliveryTimes, deliveryTimes } from "../../../runner/src/daemon/notify/deliver.ts";
import { look } from "../../../runner/src/daemon/notify/look.ts";
import { newLookMemory } from "../../../runner/src/daemon/notify/rules.ts";
import { upkeep } from "../../../runner/src/daemon/upkeep/upkeep.ts";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { keepSecret } from "../../../runner/src/errors/scrub.ts";
import { recordLateCheck } from "../../../runner/src/ledger/late-checks.ts";
import type { Ledger } from "../../../runner/src/ledger/ledger.ts";
import { linkKey } from "../../../runner/src/ledger/marks.ts";
import { dueNotices } from "../../../runner/src/ledger/notices.ts";
import { requestObligation } from "../../../runner/src/ledger/request-obligation.ts";
import { daily, engines, extractYaml, november, openScene, type Scene } from "../../daemon/upkeep-scene.ts";
import { openReceiver, type Receiver } from "../../daemon/webhook.ts";
import { applyExtract } from "../../ledger/applied-extract.ts";

const hour = 3_600_000;
const everything = "notify: [ { to: ops, events: [failure, late, recovery, success, drift] } ]";

describe.each(engines)("notices on %s", (engine) => {
  let scene: Scene;
  let ops: Receiver;
  let chat: Receiver;
  beforeEach(async () => {
    [ops, chat] = [await openReceiver(), await openReceiver()];
  });
  afterEach(async () => {
    await scene[Symbol.asyncDispose]();
    await ops[Symbol.asyncDispose]();
    await chat[Symbol.asyncDispose]();
  });

  const secret = "a secret that signs";
  async function deliverer(times: Partial<DeliveryTimes> = {}, publicUrl: string | undefined = "https://feeds.example.com/") {
    const { log, ledger } = await scene.context();
    const notifier = (name: string) => ({
      name,
      url: (name === "ops" ? ops : chat).url,
      ...(name === "ops" ? { secret } : {}),
    });
    for (const { url } of [ops, chat]) keepSecret(url);
    return new Deliverer({
      ledger,
      log,
      notifier,
      ...(publicUrl === "" ? {} : { publicUrl }),
      times: { ...deliveryTimes, ...times },
    });
  }
  const looking = (ledger: Ledger = scene.ledger, memory = newLookMemory()) => look(ledger, scene.documents(), memory);
  const deliver = async (by?: Deliverer) => (by ?? (await deliverer())).round(new AbortController().signal);
  const events = ({ posted }: Receiver) => posted.map(({ body }) => `${body.event} ${body.extract}`);
  /** Makes a window owed as the schedule does, due at 06:00 of the day after. */
  const owe = async (extract: string, day: number) => {
    const definitionHash = "d";
    const { id } = await requestObligation(scene.ledger, {
      extract,
      kind: "Daily",
      window: november(day),
      requester: "schedule",
      definitionHash,
    });
    const due = new Date(Date.parse(november(day).end) + 6 * hour).toISOString();
    await scene.ledger.write((db) =>
      db.updateTable("obligations").set({ due_at: due, purpose: "window" }).where("id", "=", id).execute(),
    );
    return id;
  };
  const failWindow = (id: string) =>
    scene.ledger.write((db) =>
      db
        .updateTable("obligations")
        .set({ state: "failed", error_code: "window-empty", error_message: "No rows.", changed_at: scene.ledger.now() })
        .where("id", "=", id)
        .execute(),
    );

  it("tells of each event once, with what a person needs to know", async () => {
    scene = await openScene(engine, extractYaml("one", daily, everything), extractYaml("quiet", daily));
    await scene.publish("one", 1);
    scene.pass(1);
    await looking();
    await failWindow(await owe("one", 18));
    await failWindow(await owe("quiet", 18));
    const output = await scene.publish("one", 17);
    await scene.publish("quiet", 17);
    await scene.ledger.write((db) =>
      db.insertInto("late_checks").values({ output_id: output.id, step: "1h", due_at: scene.ledger.now() }).execute(),
    );
    await recordLateCheck(scene.ledger, { output: output.id, step: "1h" }, { drift: -3 });
    for (let again = 0; again < 3; again++) await looking();
    await deliver();
    await deliver();
    expect(events(ops).sort()).toEqual(["drift one", "failure one", "late one", "success one"]);
    const of = (event: string) => ops.posted.find(({ body }) => body.event === event)!.body;
    expect(of("failure")).toMatchObject({
      extract: "one",
      kind: "Daily",
      window: november(18),
      error: { code: "window-empty", message: "No rows." },
      at: "2026-11-20T12:00:00.001Z",
    });
    expect(of("success")).toMatchObject({
      run: output.id,
      rows: 24,
      bytes: output.bytes,
      path: output.path,
      window: november(17),
    });
    expect(of("drift")).toMatchObject({ run: output.id, drift: -3 });
    expect(of("late")).toMatchObject({ windows: 1, since: "2026-11-19T06:00:00.000Z" });
  });

  it("signs what it posts, and its links open one thing for a day", async () => {
    scene = await openScene(engine, extractYaml("one", daily, everything));
    await looking();
    const output = await scene.publish("one", 17);
    await looking();
    await deliver();
    const [{ headers, text, body }] = ops.posted as [Receiver["posted"][number]];
    expect(headers["datafeed-signature"]).toBe(`sha256=${createHmac("sha256", secret).update(text).digest("hex")}`);
    expect(headers["datafeed-notice"]).toBe(body.id);
    expect(headers["content-type"]).toBe("application/json");
    expect(body.link).toMatch(/^https:\/\/feeds\.example\.com\/v1\/links\/[A-Za-z0-9_.-]+$/);
    const signed = body.link.split("/").at(-1);
    const key = await linkKey(scene.ledger);
    expect(checkLink(key, signed, "2026-11-21T11:59:59.000Z")).toEqual({
      path: `/v1/outputs/${output.id}/content`,
      until: body.linkUntil,
    });
    expect(checkLink(key, signed, "2026-11-21T12:00:00.000Z")).toBeUndefined();
    // The link is made when it is sent: nothing in the ledger opens anything.
    expect(JSON.stringify(await scene.ledger.read((db) => db.selectFrom("notices").selectAll().execute()))).not.toContain(
      "/v1/links",
    );
  });

  it("has no link where nobody said how people reach the API", async () => {
    scene = await openScene(engine, extractYaml("one", daily, everything));
    await looking();
    await scene.publish("one", 17);
    await looking();
    await deliver(await deliverer({}, ""));
    expect(ops.posted[0]?.body).not.toHaveProperty("link");
    expect(ops.posted[0]?.body).not.toHaveProperty("linkPath");
  });

  it("tells who is late once however many windows pile up, and when it is over", async () => {
    scene = await openScene(engine, extractYaml("one", daily, everything.replace("success, ", "")));
    await looking();
    for (const day of [17, 18]) await owe("one", day);
    for (let again = 0; again < 2; again++) await looking();
    await owe("one", 16);
    await looking();
    await deliver();
    expect(events(ops)).toEqual(["late one"]);
    scene.pass(1000);
    await scene.publish("one", 17);
    await looking();
    await deliver();
    expect(events(ops)).toEqual(["late one"]);
    for (const day of [16, 18]) await scene.publish("one", day);
    await looking();
    await looking();
    await deliver();
    expect(events(ops)).toEqual(["late one", "recovery one"]);
    // And late again.
    scene.pass(48 * hour);
    await owe("one", 19);
    await looking();
    await deliver();
    expect(events(ops)).toEqual(["late one", "recovery one", "late one"]);
  });

  it("is not late within lateAfter, nor for a backfill of old windows", async () => {
    scene = await openScene(engine, extractYaml("one", daily, everything));
    await looking();
    const soon = await owe("one", 19);
    const old = await owe("one", 3);
    await scene.ledger.write(async (db) => {
      await db.updateTable("obligations").set({ due_at: "2026-11-20T11:30:00.000Z" }).where("id", "=", soon).execute();
      await db.updateTable("obligations").set({ requester: "amy" }).where("id", "=", old).execute();
    });
    await looking();
    await deliver();
    expect(events(ops)).toEqual([]);
    scene.pass(hour + 1000);
    await looking();
    await deliver();
    expect(events(ops)).toEqual(["late one"]);
    expect(ops.posted[0]!.body).toMatchObject({ windows: 2, since: "2026-11-20T11:30:00.000Z" });
  });

  it("is not late before its extract was first applied, however old the windows of its schedule are", async () => {
    scene = await openScene(engine, extractYaml("one", daily, everything));
    await looking();
    await applyExtract(scene.ledger, "one");
    await owe("one", 3);
    await looking();
    scene.pass(hour - 1000);
    await looking();
    await deliver();
    expect(events(ops)).toEqual([]);
    scene.pass(2000);
    await looking();
    await deliver();
    expect(ops.posted.map(({ body }) => [body.event, body.since])).toEqual([["late", "2026-11-20T12:00:00.000Z"]]);
  });

  it("finds what happened while nobody looked, whoever looks next", async () => {
    scene = await openScene(engine, extractYaml("one", daily, everything));
    await looking();
    const id = await owe("one", 18);
    await failWindow(id);
    scene.pass(5 * hour);
    const other = await scene.context("host:2");
    await look(other.ledger, scene.documents(), newLookMemory());
    await looking();
    await deliver();
    expect(events(ops).sort()).toEqual(["failure one", "late one"]);
    // A second failure of the same window is another failure.
    await scene.ledger.write((db) => db.updateTable("obligations").set({ state: "owed" }).where("id", "=", id).execute());
    scene.pass(1000);
    await failWindow(id);
    await looking();
    await deliver();
    expect(events(ops).sort()).toEqual(["failure one", "failure one", "late one"]);
  });

  it("tells nothing that happened before its rule was there, and everything from then on", async () => {
    scene = await openScene(engine, extractYaml("one", daily));
    const memory = newLookMemory();
    const look = () => looking(scene.ledger, memory);
    await look();
    await scene.publish("one", 15);
    await failWindow(await owe("one", 18));
    scene.pass(1000);
    await look();
    scene.apply(extractYaml("one", daily, "notify: [ { to: ops, events: [success, failure] } ]"));
    scene.pass(1000);
    const after = await scene.publish("one", 16);
    for (let again = 0; again < 2; again++) await look();
    await deliver();
    expect(ops.posted.map(({ body }) => [body.event, body.run])).toEqual([["success", after.id]]);
    // The other rules go on when one is changed.
    scene.pass(1000);
    await look();
    scene.apply(extractYaml("one", daily, "notify: [ { to: ops, events: [success] }, { to: chat, events: [success] } ]"));
    await scene.publish("one", 17);
    await look();
    await deliver();
    expect([ops.posted.length, chat.posted.length]).toEqual([2, 1]);
  });

  it("finds what happens after the ledger's clock was set back", async () => {
    scene = await openScene(engine, extractYaml("one", daily, "notify: [ { to: ops, events: [failure] } ]"));
    scene.pass(3 * hour);
    await looking();
    scene.pass(hour);
    await looking();
    // Behind the first look of all, too.
    scene.pass(-2 * hour);
    await looking();
    await failWindow(await owe("one", 18));
    scene.pass(2 * 60_000);
    await looking();
    scene.pass(3 * hour);
    await failWindow(await owe("one", 17));
    for (let again = 0; again < 2; again++) await looking();
    const told = (await dueNotices(scene.ledger, [], 10)).map(({ body }) => body.window?.start);
    expect(told.sort()).toEqual([november(17).start, november(18).start]);
  });

  it("tries again with longer and longer waits, holds up no other receiver, and gives up after a day", async () => {
    scene = await openScene(
      engine,
      extractYaml("one", daily, "notify: [ { to: ops, events: [success] }, { to: chat, events: [success] } ]"),
    );
    await looking();
    await scene.publish("one", 17);
    await looking();
    ops.answer = { status: 503 };
    const by = await deliverer({ firstRetryMs: 5_000 });
    await deliver(by);
    await deliver(by);
    expect([ops.posted.length, chat.posted.length]).toEqual([1, 1]);
    const [waiting] = await scene.ledger.read((db) =>
      db.selectFrom("notices").selectAll().where("state", "=", "waiting").execute(),
    );
    expect(waiting).toMatchObject({ tries: 1, error: "the receiver answered 503" });
    scene.pass(6_000);
    await deliver(await deliverer());
    scene.pass(6_000);
    // The second wait is twice as long.
    await deliver(await deliverer());
    expect(ops.posted).toHaveLength(2);
    scene.pass(5_000);
    await deliver(await deliverer());
    expect(ops.posted).toHaveLength(3);
    // It is the same notice each time.
    expect(new Set(ops.posted.map(({ headers }) => headers["datafeed-notice"])).size).toBe(1);
    scene.pass(25 * hour);
    await deliver(await deliverer());
    scene.pass(25 * hour);
    await deliver(await deliverer());
    expect(ops.posted).toHaveLength(4);
    const states = await scene.ledger.read((db) => db.selectFrom("notices").select("state").orderBy("notifier").execute());
    expect(states).toEqual([{ state: "sent" }, { state: "failed" }]);
    expect(scene.lines.join("")).not.toContain("xyzzy-plugh");
  });

  it("follows no redirect, and waits for no answer too long", async () => {
    scene = await openScene(engine, extractYaml("one", daily, "notify: [ { to: ops, events: [success] } ]"));
    await looking();
    await scene.publish("one", 17);
    await looking();
    ops.answer = { status: 307, location: chat.url };
    await deliver();
    expect([ops.posted.length, chat.posted.length]).toEqual([1, 0]);
    scene.pass(hour);
    ops.answer = "silence";
    await deliver(await deliverer({ timeoutMs: 50 }));
    const errors = await scene.ledger.read((db) => db.selectFrom("notices").select("error").execute());
    expect(errors).toEqual([{ error: "no answer within 0.05 s" }]);
  });

  it("delivers again what a crash left unrecorded, under the same id", async () => {
    scene = await openScene(engine, extractYaml("one", daily, "notify: [ { to: ops, events: [success] } ]"));
    await looking();
    await scene.publish("one", 17);
    await looking();
    const crashing = new Proxy(scene.ledger, {
      get: (target, key) => {
        if (key === "write") return () => Promise.reject(new Error("killed here"));
        const value = Reflect.get(target, key, target) as unknown;
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const { log } = await scene.context();
    const first = new Deliverer({ ledger: crashing, log, notifier: (name) => ({ name, url: ops.url }) });
    await expect(first.round(new AbortController().signal)).rejects.toThrow("killed here");
    await deliver();
    await deliver();
    expect(ops.posted).toHaveLength(2);
    expect(ops.posted[0]!.body.id).toBe(ops.posted[1]!.body.id);
    expect(await dueNotices(scene.ledger, [], 10)).toEqual([]);
  });

  it("does not let one refused notice hold up the others, nor a notifier whose secret is missing", async () => {
    const both = "notify: [ { to: ops, events: [success] }, { to: chat, events: [success] } ]";
    scene = await openScene(engine, extractYaml("one", daily, both), extractYaml("two", daily, both));
    await looking();
    await scene.publish("one", 17);
    await scene.publish("two", 17);
    await looking();
    ops.answer = { status: 400 };
    const { log, ledger } = await scene.context();
    const notifier = (name: string) => {
      if (name === "chat") throw new Error("notifiers.chat.url names the environment variable CHAT, which is not set.");
      return { name, url: ops.url };
    };
    await deliver(new Deliverer({ ledger, log, notifier }));
    expect(events(ops).sort()).toEqual(["success one", "success two"]);
    const rows = await ledger.read((db) => db.selectFrom("notices").select(["notifier", "tries"]).execute());
    expect(
      rows
        .filter(({ notifier }) => notifier === "chat")
        .map(({ tries }) => tries)
        .sort(),
    ).toEqual([0, 1]);
  });
});

describe("at the start", () => {
  it("says which notifiers that extracts name can't be told anything, once each", async () => {
    const to = (name: string) => `notify: [ { to: ${name}, events: [failure] } ]`;
    await using scene = await openScene(
      engines[0] ?? "sqlite",
      extractYaml("one", daily, to("ops")),
      extractYaml("two", daily, to("ops")),
      extractYaml("three", daily, to("chat")),
    );
    const context = await scene.context();
    const notifier = (name: string) => {
      if (name === "chat") return { name, url: "https://chat.example.com" };
      throw new DatafeedError("secret-missing", "notifiers.ops.url names the environment variable OPS, which is not set.");
    };
    const part = upkeep(context, { notifier });
    await part.start();
    await part.stop(AbortSignal.abort());
    const warned = scene.lines.filter((line) => line.includes("can't be told"));
    expect(warned).toHaveLength(1);
    expect(warned[0]).toContain('"notifier":"ops"');
  });
});

describe("a signed link", () => {
  const link = { path: "/v1/outputs/x/content", until: "2026-11-21T00:00:00.000Z" };
  const now = "2026-11-20T00:00:00.000Z";

  it("opens with its own key alone, and only as it was signed", () => {
    const signed = signLink("key", link);
    expect(checkLink("key", signed, now)).toEqual(link);
    expect(checkLink("another", signed, now)).toBeUndefined();
    const [text, signature] = signed.split(".") as [string, string];
    const other = Buffer.from(JSON.stringify(["/v1/tokens", link.until])).toString("base64url");
    for (const forged of [`${other}.${signature}`, `${text}.`, text, "", ".", `${signed}.${signature}`, `${text}.AAAA`]) {
      expect(checkLink("key", forged, now)).toBeUndefined();
    }
  });
});
