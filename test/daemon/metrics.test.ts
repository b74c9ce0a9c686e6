import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { SourceProblem } from "../../runner/src/commands/commands.ts";
import { Metrics } from "../../runner/src/daemon/metrics.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { registerRunner } from "../../runner/src/ledger/runners.ts";
import { daily, engines, extractYaml, november, openScene, type Scene } from "./upkeep-scene.ts";

const hour = 3_600_000;

describe.each(engines)("metrics on %s", (engine) => {
  let scene: Scene;
  afterEach(() => scene[Symbol.asyncDispose]());

  const parsed = (text: string): ReadonlyMap<string, number> =>
    new Map(
      text
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
    );
  const owe = async (ledger: Ledger, extract: string, day: number) =>
    requestObligation(ledger, { extract, kind: "Daily", window: november(day), requester: "schedule", definitionHash: "d" });

  it("count what happens here, and ask the ledger for the rest", async () => {
    const shared = "shared: true";
    scene = await openScene(
      engine,
      extractYaml("one", daily),
      extractYaml("two", daily, shared),
      extractYaml("private", daily),
    );
    const context = await scene.context();
    using metrics = new Metrics(context, context.events);
    const onEvent = context.events.emit.bind(context.events);
    const output = await scene.publish("one", 17, "Daily", { onEvent });
    await scene.attempt("one", 18, "Daily", { onEvent, signal: AbortSignal.abort() });
    context.events.emit({ type: "discarded", extract: "two", run: "x", kind: "Daily" });
    await owe(scene.ledger, "two", 18);
    await owe(scene.ledger, "private", 18);
    await registerRunner(scene.ledger, { id: "host:1", version: "0.1.0", roles: ["worker"] });
    scene.pass(2 * hour);
    await registerRunner(scene.ledger, { id: "host:2", version: "0.2.0", roles: ["worker"] });
    await owe(scene.ledger, "one", 19);
    metrics.http({ method: "GET", route: "/v1/runs/:id", status: 200, seconds: 0.004 });
    const values = parsed(await metrics.metricsText());
    expect(values.get('datafeed_runs_total{product="p",kind="Daily",state="published"}')).toBe(1);
    expect(values.get('datafeed_runs_total{product="p",kind="",state="cancelled"}')).toBe(1);
    expect(values.get('datafeed_run_duration_seconds_count{product="p",state="published"}')).toBe(1);
    expect(values.get('datafeed_rows_total{product="p"}')).toBe(24);
    expect(values.get('datafeed_bytes_total{product="p"}')).toBe(output.bytes);
    expect(values.get("datafeed_takeovers_total")).toBe(1);
    expect(values.get('datafeed_obligations{state="owed"}')).toBe(3);
    expect(values.get('datafeed_obligations{state="failed"}')).toBe(0);
    expect(values.get("datafeed_lateness_seconds")).toBe(7200);
    expect(values.get("datafeed_late_extracts")).toBe(2);
    expect(values.get('datafeed_extract_lateness_seconds{extract="two"}')).toBe(7200);
    // Private ones are counted and not named.
    expect([...values.keys()].filter((name) => name.startsWith("datafeed_extract_lateness"))).toHaveLength(1);
    expect(values.get('datafeed_warehouse_slots{warehouse="w"}')).toBe(2);
    expect(values.get('datafeed_warehouse_slots_in_use{warehouse="w"}')).toBe(0);
    expect(values.get('datafeed_runners{version="0.2.0"}')).toBe(1);
    expect(values.get('datafeed_runners{version="0.1.0"}')).toBeUndefined();
    expect(values.get("datafeed_ledger_bytes")).toBeGreaterThan(100_000);
    expect(values.get("datafeed_ledger_up")).toBe(1);
    expect(values.get('datafeed_build_info{version="0.1.0"}')).toBe(1);
    expect(values.get('datafeed_http_requests_total{method="GET",route="/v1/runs/:id",status="200"}')).toBe(1);
    expect(values.get("process_cpu_seconds_total")).toBeGreaterThan(0);
  });

  it("do not grow with the number of extracts", async () => {
    const names = Array.from({ length: 110 }, (_, index) => `extract ${index}`);
    const shared = names.map((name) => extractYaml(name, daily, "shared: true"));
    scene = await openScene(engine, extractYaml("one", daily), ...shared);
    const context = await scene.context();
    using metrics = new Metrics(context, context.events);
    await owe(scene.ledger, "one", 1);
    const row = await scene.ledger.read((db) => db.selectFrom("obligations").selectAll().executeTakeFirstOrThrow());
    await scene.ledger.write((db) =>
      db
        .insertInto("obligations")
        .values(names.map((extract, index) => ({ ...row, id: `x${index}`, extract })))
        .execute(),
    );
    scene.pass(3 * hour);
    const values = parsed(await metrics.metricsText());
    expect(values.get("datafeed_late_extracts")).toBe(111);
    expect([...values.keys()].filter((name) => name.startsWith("datafeed_extract_lateness"))).toHaveLength(100);
  });

  it("say so when the ledger does not answer, and show what there is", async () => {
    scene = await openScene(engine, extractYaml("one", daily));
    const context = await scene.context();
    const broken = new Proxy(context.ledger, {
      get: (target, key) => (key === "read" ? () => Promise.reject(new Error("down")) : Reflect.get(target, key, target)),
    });
    using metrics = new Metrics({ ...context, ledger: broken }, context.events);
    const values = parsed(await metrics.metricsText());
    expect(values.get("datafeed_ledger_up")).toBe(0);
    expect(values.has("datafeed_lateness_seconds")).toBe(false);
    expect(values.has('datafeed_obligations{state="owed"}')).toBe(false);
    expect(values.get("process_cpu_seconds_total")).toBeGreaterThan(0);
  });
});

it("say whether what is followed can be read, and how old the documents are", async () => {
  await using scene = await openScene("sqlite", extractYaml("one", daily));
  const context = await scene.context();
  let problem: SourceProblem | undefined;
  const newestAt = performance.now() - 90_000;
  const estate = { ...context, sourceProblem: () => problem, sourceNewestAt: () => newestAt };
  using metrics = new Metrics(estate, context.events);
  expect(await metrics.metricsText()).toMatch(/^datafeed_source_up 1$/m);
  problem = { code: "git-unreachable", message: "The branch can't be fetched.", since: "2026-11-20T12:00:00.000Z" };
  const text = await metrics.metricsText();
  expect(text).toMatch(/^datafeed_source_up 0$/m);
  expect(text).toMatch(/^datafeed_source_age_seconds 9[0-9]\./m);
  using without = new Metrics(context, context.events);
  expect(await without.metricsText()).not.toMatch(/^datafeed_source_(up|age_seconds) /m);
});

describe("what is written of metrics", () => {
  const root = join(import.meta.dirname, "../..");
  const namesIn = (text: string) => new Set(text.match(/\bdatafeed_[a-z_]+[a-z]/g));

  it("names each of them in docs/metrics.md, and no other there or in the alerts", async () => {
    await using scene = await openScene("sqlite", extractYaml("one", daily));
    const context = await scene.context();
    using metrics = new Metrics(context, context.events);
    const text = await metrics.metricsText();
    const there = new Set([...text.matchAll(/^# TYPE (datafeed_\S+)/gm)].map(([, name]) => name ?? ""));
    const docs = readFileSync(join(root, "docs/metrics.md"), "utf8");
    const table = new Set([...docs.matchAll(/^\| `(datafeed_\w+)`/gm)].map(([, name]) => name ?? ""));
    expect([...table].sort()).toEqual([...there].sort());
    const { groups } = parse(readFileSync(join(root, "deploy/alerts.yaml"), "utf8")) as {
      readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(5);
    for (const name of namesIn([docs, ...rules.map(({ expr }) => expr)].join("\n"))) expect([...there]).toContain(name);
  });
});
