import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Faults } from "../../runner/src/execute/faults.ts";
import { type Recovery, recover } from "../../runner/src/execute/recover.ts";
import type { RunResult } from "../../runner/src/execute/run-context.ts";
import { runPlan } from "../../runner/src/execute/run-plan.ts";
import { findAttempt, findOutput } from "../../runner/src/ledger/find.ts";
import { listObligations, listRuns } from "../../runner/src/ledger/list-runs.ts";
import manifestSchema from "../../schemas/manifest.schema.json" with { type: "json" };
import { MemoryWarehouse } from "./memory-warehouse.ts";
import { columns, openWorld, plan, rows, stem, type World, withOutput } from "./world.ts";

const amy = { requester: "amy" };
const csv = 'id,caller\na,***\nb,\nc,"say ""hi"",\nthen go"\n';
const validManifest = new Ajv2020({ strict: false }).compile(manifestSchema);

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const read = (path: string) => readFile(join(world.folder, "out", path), "utf8");
const at = (point: Parameters<Faults["reach"]>[0], action: () => void | Promise<void>): Faults => ({
  reach: (reached) => (reached === point ? action() : undefined),
});
const recovery = () => recover({ ledger: world.ledger, destinations: new Map([["local", world.destination]]) });
const run = (result: RunResult) => (result.run === undefined ? expect.unreachable() : findAttempt(world.ledger, result.run));
const onlyObligation = async () => (await listObligations(world.ledger))[0]?.state;

describe("a run", () => {
  it("publishes the file and its manifest, and leaves nothing else", async () => {
    const result = await runPlan(plan, world.context(new MemoryWarehouse(columns, rows)), amy);
    expect(result.state).toBe("published");
    expect(await world.files()).toEqual([`${stem}.csv`, `${stem}.csv.manifest`]);
    expect(await read(`${stem}.csv`)).toBe(csv);
    expect(world.events.map(({ type }) => type)).toEqual([
      "queued",
      "claimed",
      "started",
      "progress",
      "encoded",
      "decided",
      "published",
    ]);
    expect(await run(result)).toMatchObject({ state: "published", rows: 3, bytes: csv.length, commit: "c0ffee", dirty: true });
    expect(await onlyObligation()).toBe("published");
  });

  it("writes a manifest that its schema knows, without a personal value", async () => {
    const result = await runPlan(plan, world.context(new MemoryWarehouse(columns, rows)), amy);
    const text = await read(`${stem}.csv.manifest`);
    const manifest = JSON.parse(text) as Record<string, unknown>;
    validManifest(manifest);
    expect(validManifest.errors).toBeNull();
    expect(manifest).toMatchObject({
      name: stem,
      rows: 3,
      bytes: csv.length,
      key: ["id"],
      parameters: [
        { type: "instant", value: "2026-03-17T05:00:00.000Z" },
        { type: "string", pii: true },
      ],
      origin: { source: "local", commit: "c0ffee", dirty: true, approval: "unknown" },
      createdAt: "2026-11-20T12:00:00.000Z",
    });
    expect(text).not.toContain("+15550100");
    expect((await findOutput(world.ledger, `${result.run}`)).manifest).toBe(text);
  });

  it("says in the manifest how a column's JSON is built, that it stands in quotes, and that it is never NULL", async () => {
    const shape = { kind: "array", items: { kind: "value", type: { type: "integer" } } } as const;
    const marks = { type: { type: "json", shape }, jsonAs: "string", required: true } as const;
    const [id, caller] = plan.columns;
    const marked = { ...withOutput({ format: "ndjson" }), columns: [id!, { ...caller!, ...marks }] };
    await runPlan(marked, world.context(new MemoryWarehouse(columns, [["a", "[1, 2]"]])), amy);
    expect(await read(`${stem}.ndjson`)).toBe('{"id":"a","caller":"[1,2]"}\n');
    const manifest = JSON.parse(await read(`${stem}.ndjson.manifest`)) as { columns: unknown[] };
    validManifest(manifest);
    expect(validManifest.errors).toBeNull();
    expect(manifest.columns[0]).toEqual({ name: "id", field: "Call ID", type: { type: "string" } });
    expect(manifest.columns[1]).toEqual({ name: "caller", field: "Caller", pii: "phone", mask: "full", ...marks });
  });

  it.each(["csv", "json", "parquet"] as const)("fails at a NULL that may not be (%s)", async (format) => {
    const required = {
      ...withOutput({ format }),
      columns: plan.columns.map((column) => ({ ...column, required: true as const })),
    };
    const result = await runPlan(required, world.context(new MemoryWarehouse(columns, rows)), amy);
    expect(await run(result)).toMatchObject({ state: "failed", error: { code: "format-null" } });
    expect(await run(result)).toMatchObject({ error: { message: expect.stringMatching(/^Column caller is NULL in row 2/) } });
    expect(await world.files()).toEqual([]);
  });

  it.each([
    { format: "json", compress: "zip", file: `${stem}.zip` },
    { format: "ndjson", compress: "gzip", file: `${stem}.ndjson.gz` },
    { format: "csv", compress: "zip", file: `${stem}.zip` },
  ] as const)("writes $format in $compress", async ({ format, compress, file }) => {
    await runPlan(withOutput({ format, compress }), world.context(new MemoryWarehouse(columns, rows)), amy);
    expect(await world.files()).toEqual([file, `${file}.manifest`]);
  });

  it("splits into parts with one manifest, in the folders of the path", async () => {
    const split = withOutput({ split: { rows: 2 }, path: "{product}/{year}" });
    const result = await runPlan(split, world.context(new MemoryWarehouse(columns, rows)), amy);
    expect(await world.files()).toEqual([`p/2026/${stem}.csv.manifest`, `p/2026/${stem}_0001.csv`, `p/2026/${stem}_0002.csv`]);
    const { parts, rows: count } = await findOutput(world.ledger, `${result.run}`);
    expect(count).toBe(3);
    expect(parts.map(({ path }) => path)).toEqual([`p/2026/${stem}_0001.csv`, `p/2026/${stem}_0002.csv`]);
  });

  it("goes on when a listener fails", async () => {
    const onEvent = () => {
      throw new Error("a broken pipe");
    };
    expect((await runPlan(plan, world.context(new MemoryWarehouse(columns, rows), { onEvent }), amy)).state).toBe("published");
  });

  it("gives a second run the next sequence", async () => {
    const warehouse = new MemoryWarehouse(columns, rows);
    await runPlan(plan, world.context(warehouse), amy);
    const second = await runPlan(plan, world.context(warehouse), amy);
    expect((await run(second)).sequence).toBe(2);
  });

  it("counts on past files that this ledger does not know", async () => {
    await mkdir(join(world.folder, "out"));
    for (const sequence of [1, 2]) await writeFile(join(world.folder, "out", `${stem.slice(0, -1)}${sequence}.csv`), "old");
    const result = await runPlan(plan, world.context(new MemoryWarehouse(columns, rows)), amy);
    expect((await run(result)).sequence).toBe(3);
    expect(await read(`${stem}.csv`)).toBe("old");
  });
});

describe("an empty window", () => {
  const nothing = new MemoryWarehouse(columns, []);
  it("is published", async () => {
    await runPlan(plan, world.context(nothing), amy);
    expect(await read(`${stem}.csv`)).toBe("id,caller\n");
  });
  it("is skipped where the extract says so", async () => {
    const result = await runPlan(withOutput({ empty: "skip" }), world.context(nothing), amy);
    expect(result.state).toBe("skipped");
    expect(await world.files()).toEqual([]);
    expect(await onlyObligation()).toBe("skipped");
  });
  it("fails where the extract says so", async () => {
    const result = await runPlan(withOutput({ empty: "fail" }), world.context(nothing), amy);
    expect(result).toMatchObject({ state: "failed", error: { code: "window-empty" } });
    expect(await world.files()).toEqual([]);
    expect(await onlyObligation()).toBe("failed");
  });
});

describe("a result that is not whole", () => {
  it.each([
    { name: "fewer rows than were sent", warehouse: new MemoryWarehouse(columns, rows, { sent: 4 }), code: "rows-differ" },
    { name: "another count", warehouse: new MemoryWarehouse(columns, rows, { counted: 2 }), code: "count-differs" },
    { name: "other columns", warehouse: new MemoryWarehouse(["id"], []), code: "warehouse-columns-changed" },
    {
      name: "rows out of order",
      warehouse: new MemoryWarehouse(columns, [rows[0], rows[0]]),
      code: "format-duplicate-key",
    },
  ])("is not published: $name", async ({ warehouse, code }) => {
    const result = await runPlan(withOutput({ reconcile: "count" }), world.context(warehouse), amy);
    expect(result).toMatchObject({ state: "failed", error: { code } });
    expect(await world.files()).toEqual([]);
    expect((await run(result)).error?.code).toBe(code);
    expect(await onlyObligation()).toBe("failed");
    expect(warehouse.open).toBe(0);
  });

  it("is not published where the engine's file does not hold the rows that the engine says", async () => {
    const content = "id,caller\na,***\n";
    const warehouse = Object.assign(new MemoryWarehouse(columns, rows), {
      copyTo: async (_: unknown, file: string) => {
        await writeFile(file, content);
        const sha256 = createHash("sha256").update(content).digest("hex");
        return { rows: 3, written: 1, bytes: content.length, sha256 };
      },
    });
    const result = await runPlan(plan, world.context(warehouse), amy);
    expect(result).toMatchObject({ state: "failed", error: { code: "rows-differ" } });
    expect(await world.files()).toEqual([]);
  });

  it("keeps the words of an error that nobody foresaw to itself", async () => {
    const broken = new MemoryWarehouse(columns, rows, {
      before: () => {
        throw new Error("secret");
      },
    });
    const result = await runPlan(plan, world.context(broken), amy);
    expect((await run(result)).error).toMatchObject({ code: "unexpected-failure" });
    expect(JSON.stringify([world.events, await listRuns(world.ledger)])).not.toContain("secret");
  });
});

describe("a run that is cancelled", () => {
  it("ends its query and leaves nothing", async () => {
    const stop = new AbortController();
    const warehouse = new MemoryWarehouse(columns, rows, { before: (row) => (row === 1 ? stop.abort() : undefined) });
    const result = await runPlan(plan, world.context(warehouse, { signal: stop.signal }), amy);
    expect(result.state).toBe("cancelled");
    expect(await world.files()).toEqual([]);
    expect((await run(result)).state).toBe("cancelled");
    expect(await onlyObligation()).toBe("cancelled");
    expect(warehouse.open).toBe(0);
  });

  it("leaves a schedule's window owed", async () => {
    const stop = new AbortController();
    const faults = at("encoded", () => stop.abort());
    const context = world.context(new MemoryWarehouse(columns, rows), { signal: stop.signal, faults });
    expect((await runPlan({ ...plan, kind: "Daily" }, context, amy)).state).toBe("cancelled");
    expect(await onlyObligation()).toBe("owed");
  });

  it("is published all the same when the decision was made", async () => {
    const stop = new AbortController();
    const faults = at("after-decide", () => stop.abort());
    const context = world.context(new MemoryWarehouse(columns, rows), { signal: stop.signal, faults });
    expect((await runPlan(plan, context, amy)).state).toBe("published");
  });

  it("before it began is not recorded", async () => {
    const result = await runPlan(plan, world.context(new MemoryWarehouse(columns, rows), { signal: AbortSignal.abort() }), amy);
    expect(result.state).toBe("cancelled");
    expect(await listObligations(world.ledger)).toEqual([]);
  });
});

describe("two runs of one extract", () => {
  it("do not run at once: the second is refused and forgotten", async () => {
    const warehouse = new MemoryWarehouse(columns, rows);
    let second: RunResult | undefined;
    const faults = at("first-rows", async () => {
      second ??= await runPlan({ ...plan, kind: "Adhoc" }, world.context(warehouse), amy);
    });
    const first = await runPlan(plan, world.context(warehouse, { faults }), amy);
    expect(second).toMatchObject({ state: "failed", error: { code: "extract-busy" } });
    expect(first.state).toBe("published");
    const states = (await listObligations(world.ledger)).map(({ kind, state }) => [kind, state]);
    expect(new Map(states as [string, string][])).toEqual(
      new Map([
        ["RunOnce", "published"],
        ["Adhoc", "cancelled"],
      ]),
    );
  });
});

describe("a runner that comes back after its lease", () => {
  it("publishes nothing when another has taken over", async () => {
    const warehouse = new MemoryWarehouse(columns, rows);
    let other: RunResult | undefined;
    const faults = at("before-decide", async () => {
      world.pass(10_001);
      await recovery();
      other = await runPlan(plan, world.context(warehouse), amy);
    });
    const late = await runPlan(plan, world.context(warehouse, { faults }), amy);
    expect(late).toMatchObject({ state: "failed", error: { code: "lease-lost" } });
    expect(other?.state).toBe("published");
    expect((await run(late)).state).toBe("discarded");
    expect(await world.files()).toEqual([`${stem.slice(0, -1)}2.csv`, `${stem.slice(0, -1)}2.csv.manifest`]);
  });

  it("ends its query as soon as it hears of it", async () => {
    const warehouse = new MemoryWarehouse(columns, rows, {
      before: async (row, signal) => {
        if (row === 0) return;
        world.pass(10_001);
        await recovery();
        if (!signal.aborted) await once(signal, "abort");
      },
    });
    const result = await runPlan(plan, world.context(warehouse, { lease: { leaseMs: 10_000, heartbeatMs: 5 } }), amy);
    expect(result).toMatchObject({ state: "failed", error: { code: "lease-lost" } });
    expect(warehouse.open).toBe(0);
    expect(await world.files()).toEqual([]);
    expect(await onlyObligation()).toBe("owed");
  });

  it("gives up when the ledger does not answer until the lease is over", async () => {
    const locker = new Database(world.ledgerPath);
    const warehouse = new MemoryWarehouse(columns, rows, {
      before: async (row, signal) => {
        if (row === 0) return;
        locker.exec("begin immediate");
        await once(signal, "abort");
        locker.exec("rollback");
      },
    });
    const result = await runPlan(plan, world.context(warehouse, { lease: { leaseMs: 50, heartbeatMs: 5 } }), amy);
    locker.close();
    expect(result).toMatchObject({ state: "failed", error: { code: "lease-lost" } });
    expect(await world.files()).toEqual([]);
  });

  it("finds its decision completed by another, and even deleted, and leaves it so", async () => {
    const faults = at("after-decide", async () => {
      await recovery();
      await world.destination.delete(`${stem}.csv`);
    });
    const result = await runPlan(plan, world.context(new MemoryWarehouse(columns, rows), { faults }), amy);
    expect(result.state).toBe("published");
    expect(await world.files()).toEqual([`${stem}.csv.manifest`]);
  });
});

describe("a decision whose answer is lost", () => {
  it("is left to recovery", async () => {
    const locker = new Database(world.ledgerPath);
    const faults = at("before-decide", () => void locker.exec("begin immediate"));
    const result = await runPlan(plan, world.context(new MemoryWarehouse(columns, rows), { faults }), amy);
    expect(result).toMatchObject({ state: "failed", error: { code: "ledger-locked" } });
    locker.exec("rollback");
    locker.close();
    expect((await run(result)).state).toBe("running");
    expect(await world.files()).toEqual([expect.stringMatching(/^\.staging\/.*\.csv$/)]);
    world.pass(10_001);
    expect((await recovery()).discarded).toHaveLength(1);
    expect(await world.files()).toEqual([]);
    expect(await onlyObligation()).toBe("owed");
  });
});

describe("a publication in whose place another file stands", () => {
  it("raises the alarm, overwrites nothing, and is completed when the way is free", async () => {
    const stranger = join(world.folder, "out", `${stem}.csv`);
    const faults = at("after-decide", () => writeFile(stranger, "somebody else's"));
    const result = await runPlan(plan, world.context(new MemoryWarehouse(columns, rows), { faults }), amy);
    expect(result).toMatchObject({ state: "failed", error: { code: "publish-conflict" } });
    expect(await run(result)).toMatchObject({ state: "decided", error: { code: "publish-conflict" } });
    expect(await readFile(stranger, "utf8")).toBe("somebody else's");
    expect((await recovery()).problems).toMatchObject([{ error: { code: "publish-conflict" } }]);
    await world.destination.delete(`${stem}.csv`);
    expect((await recovery()).completed).toHaveLength(1);
    expect(await read(`${stem}.csv`)).toBe(csv);
    expect((await run(result)).error).toBeUndefined();
  });
});

describe("recovery", () => {
  it("asks no warehouse, and completes what was decided", async () => {
    const warehouse = new MemoryWarehouse(columns, rows);
    const faults = at("after-decide", () => Promise.reject(new Error("the end")));
    await runPlan(plan, world.context(warehouse, { faults }), amy);
    expect(await world.files()).toEqual([expect.stringMatching(/^\.staging\/.*\.csv$/)]);
    const { completed } = await recovery();
    expect(completed).toHaveLength(1);
    expect(await world.files()).toEqual([`${stem}.csv`, `${stem}.csv.manifest`]);
    expect(warehouse.queries).toBe(1);
    expect(await recovery()).toEqual({ discarded: [], completed: [], problems: [] });
  });

  it("may be done by many at once, while the runner itself goes on", async () => {
    for (let round = 0; round < 10; round++) {
      const others: Promise<Recovery>[] = [];
      const faults = at("after-decide", () => {
        for (let number = 0; number < 4; number++) others.push(recovery());
      });
      const context = world.context(new MemoryWarehouse(columns, rows), { faults });
      expect((await runPlan(withOutput({ split: { rows: 1 } }), context, amy)).state).toBe("published");
      for (const { problems } of await Promise.all(others)) expect(problems).toEqual([]);
      await recovery();
      expect((await world.files()).filter((file) => file.startsWith(".staging"))).toEqual([]);
      expect(await world.files()).toHaveLength(4 * (round + 1));
    }
  });

  it("clears its own staging and leaves another ledger's", async () => {
    await writeFile(join(await world.destination.stagingFolder(`${world.ledger.id}-1000000aaaaa`), "x"), "");
    await writeFile(join(await world.destination.stagingFolder("other-attempt"), "x"), "");
    await recovery();
    expect(await world.files()).toEqual([".staging/other-attempt/x"]);
  });

  it("says which destination is missing", async () => {
    const faults = at("after-decide", () => Promise.reject(new Error("the end")));
    await runPlan(plan, world.context(new MemoryWarehouse(columns, rows), { faults }), amy);
    const { problems } = await recover({ ledger: world.ledger, destinations: new Map() });
    expect(problems).toMatchObject([{ error: { code: "destination-unknown" } }]);
  });
});
