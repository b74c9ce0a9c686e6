import { mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Plan } from "../../runner/src/compile/plan.ts";
import type { Destination } from "../../runner/src/destination/destination.ts";
import { rowCounter } from "../../runner/src/execute/count-rows.ts";
import { deleteOutput } from "../../runner/src/execute/delete-output.ts";
import { downloadOutput } from "../../runner/src/execute/download-output.ts";
import { runPlan } from "../../runner/src/execute/run-plan.ts";
import { verifyOutput } from "../../runner/src/execute/verify-output.ts";
import { findOutput } from "../../runner/src/ledger/find.ts";
import { listObligations } from "../../runner/src/ledger/list-runs.ts";
import type { Output } from "../../runner/src/ledger/records.ts";
import { MemoryWarehouse } from "./memory-warehouse.ts";
import { columns, filesBelow, openWorld, plan, rows, stem, type World, withOutput } from "./world.ts";

let world: World;
const options = { signal: new AbortController().signal };
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

async function published(which: Plan = plan): Promise<Output> {
  const result = await runPlan(which, world.context(new MemoryWarehouse(columns, rows)), { requester: "amy" });
  return result.state === "published" ? result.output : expect.unreachable(JSON.stringify(result));
}
const inOut = (path: string) => join(world.folder, "out", path);

/** A destination whose staging is swept while the first small file is on its way. */
function clearedOnce(real: Destination): Destination {
  let cleared = false;
  return new Proxy(real, {
    get: (_, name: keyof Destination) => {
      if (name !== "createExclusive" || cleared) return typeof real[name] === "function" ? real[name].bind(real) : real[name];
      return async (attempt: string, path: string) => {
        cleared = true;
        await real.discard(attempt);
        return real.publish(attempt, "text-swept", path);
      };
    },
  });
}

describe("verify", () => {
  it.each(
    (["csv", "json", "ndjson", "parquet"] as const).flatMap((format) =>
      (["none", "zip", "gzip"] as const).map((compress) => ({ format, compress })),
    ),
  )("finds $format in $compress as it was published, whole and in parts", async ({ format, compress }) => {
    for (const split of [{}, { split: { rows: 2 } }]) {
      const output = await published(withOutput({ format, compress, ...split }));
      expect(output.rows).toBe(3);
      expect(await verifyOutput(output, world.destination, options)).toEqual([]);
    }
    expect((await world.files()).filter((file) => /staging|content/.test(file))).toEqual([]);
  });

  it("finds the same content in every compression", async () => {
    const outputs = [];
    for (const compress of ["none", "zip", "gzip"] as const) outputs.push(await published(withOutput({ compress })));
    expect(new Set(outputs.map(({ contentSha256 }) => contentSha256)).size).toBe(1);
    expect(new Set(outputs.map(({ sha256 }) => sha256)).size).toBe(3);
  });

  it("says what is missing, cut or changed", async () => {
    const output = await published();
    await rm(inOut(output.manifestPath));
    await truncate(inOut(output.path), 5);
    expect(await verifyOutput(output, world.destination, options)).toEqual([
      `${output.manifestPath} is missing`,
      `${output.path} has other bytes than were published`,
    ]);
    await rm(inOut(output.path));
    await writeFile(inOut(output.manifestPath), "{}");
    expect(await verifyOutput(output, world.destination, options)).toEqual([
      `${output.manifestPath} is not the manifest that was published`,
      `${output.path} is missing`,
    ]);
  });
});

describe("the row counter", () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('"', "\n", ",", "[{", "}]", "\\", '\\"', ""));
  it("counts what JavaScript would count, however the content is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ a: cell, b: cell })), fc.integer({ min: 1, max: 9 }), (records, size) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const contents = {
          csv: `a,b\n${records.map(({ a, b }) => `${quoted(a)},${quoted(b)}\n`).join("")}`,
          json: JSON.stringify(records, null, 2),
          ndjson: records.map((record) => `${JSON.stringify(record)}\n`).join(""),
        };
        for (const format of ["csv", "json", "ndjson"] as const) {
          const counter = rowCounter(format, true);
          const bytes = Buffer.from(contents[format]);
          for (let at = 0; at < bytes.length; at += size) counter.add(bytes.subarray(at, at + size));
          expect(counter.rows).toBe(records.length);
        }
      }),
    );
  });
});

describe("delete", () => {
  it("removes the files, keeps the manifest, leaves a tombstone, and owes nothing", async () => {
    const output = await published(withOutput({ split: { rows: 2 } }));
    world.pass(1000);
    await deleteOutput(output, world);
    expect(await world.files()).toEqual([`${stem}.csv.deleted`, `${stem}.csv.manifest`]);
    expect(JSON.parse(await readFile(inOut(`${stem}.csv.deleted`), "utf8"))).toMatchObject({
      extract: "calls",
      attempt: output.id,
      deletedAt: "2026-11-20T12:00:01.000Z",
    });
    const deleted = await findOutput(world.ledger, output.id);
    expect(deleted).toMatchObject({ state: "deleted", deletedAt: "2026-11-20T12:00:01.000Z" });
    expect((await listObligations(world.ledger)).map(({ state }) => state)).toEqual(["published"]);
    await expect(deleteOutput(deleted, world)).rejects.toMatchObject({ code: "output-deleted" });
    await expect(verifyOutput(deleted, world.destination, options)).rejects.toMatchObject({ code: "output-deleted" });
    await expect(downloadOutput(deleted, world.destination, world.folder, options)).rejects.toMatchObject({
      code: "output-deleted",
    });
  });

  it("goes on when a process that recovers clears staging under its hands", async () => {
    const output = await published();
    const destination = clearedOnce(world.destination);
    await deleteOutput(output, { ledger: world.ledger, destination });
    expect(await world.files()).toEqual([`${stem}.csv.deleted`, `${stem}.csv.manifest`]);
  });

  it("does not give the name to another run", async () => {
    await deleteOutput(await published(), world);
    expect((await published()).sequence).toBe(2);
  });
});

describe("download", () => {
  it("copies, and overwrites nothing", async () => {
    const output = await published(withOutput({ compress: "zip" }));
    const folder = join(world.folder, "downloads");
    await mkdir(folder);
    const first = await downloadOutput(output, world.destination, folder, options);
    const second = await downloadOutput(output, world.destination, folder, options);
    expect([...first, ...second]).toEqual([join(folder, `${stem}.zip`), join(folder, `${stem} (1).zip`)]);
    expect(await readFile(first[0] ?? "")).toEqual(await readFile(inOut(output.path)));
    expect(await filesBelow(folder)).toHaveLength(2);
  });

  it("refuses bytes that are not what was published", async () => {
    const output = await published();
    await truncate(inOut(output.path), 5);
    const folder = join(world.folder, "downloads");
    await mkdir(folder);
    await expect(downloadOutput(output, world.destination, folder, options)).rejects.toMatchObject({
      code: "download-damaged",
    });
    expect(await filesBelow(folder)).toEqual([]);
  });

  it("says when the folder or the file is missing", async () => {
    const output = await published();
    const nowhere = join(world.folder, "nowhere");
    await expect(downloadOutput(output, world.destination, nowhere, options)).rejects.toMatchObject({
      code: "download-refused",
    });
    await rm(inOut(output.path));
    await expect(downloadOutput(output, world.destination, world.folder, options)).rejects.toMatchObject({
      code: "destination-no-file",
    });
  });
});
