import { execFile, execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recover } from "../../runner/src/execute/recover.ts";
import { runPlan } from "../../runner/src/execute/run-plan.ts";
import { findAttempt } from "../../runner/src/ledger/find.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { listObligations } from "../../runner/src/ledger/list-runs.ts";
import { MemoryWarehouse, type Row } from "./memory-warehouse.ts";
import { columns, filesBelow, openWorld, plan, stem, type World, withOutput } from "./world.ts";

const amy = { requester: "amy" };
/** 700 KB of text that does not compress to nothing. */
const many: readonly Row[] = Array.from({ length: 10_000 }, (_, index) => [
  String(index).padStart(6, "0"),
  `caller ${index ** 7}`.padEnd(64, "*"),
]);

describe("a disk of one megabyte", () => {
  let world: World;
  let disk: string;
  let mounted = false;
  beforeEach(async (context) => {
    world = await openWorld();
    disk = join(world.folder, "out");
    await mkdir(disk);
    mounted = mount(disk);
    if (!mounted) context.skip("only root on Linux can mount a small disk");
  });
  afterEach(async () => {
    if (mounted) execFileSync("umount", [disk]);
    await world[Symbol.asyncDispose]();
  });

  it.each(["none", "zip"] as const)(
    "that is full ends the run (%s): nothing is left, the ledger says why",
    async (compress) => {
      await writeFile(join(disk, "filler"), Buffer.alloc(compress === "none" ? 600_000 : 1_000_000));
      const result = await runPlan(withOutput({ compress }), world.context(new MemoryWarehouse(columns, many)), amy);
      expect(result).toMatchObject({ state: "failed", error: { code: "format-disk-full" } });
      expect(await world.files()).toEqual(["filler"]);
      expect(await findAttempt(world.ledger, `${result.run}`)).toMatchObject({
        state: "failed",
        error: { code: "format-disk-full" },
      });
      expect((await listObligations(world.ledger)).map(({ state }) => state)).toEqual(["failed"]);
    },
  );

  it("that is full after the decision: the file waits, and is completed when there is room", async () => {
    const faults = { reach: (point: string) => (point === "part-published" ? fill() : undefined) };
    const fill = () => writeFile(join(disk, "filler"), Buffer.alloc(2_000_000)).catch(() => {});
    const result = await runPlan(plan, world.context(new MemoryWarehouse(columns, many.slice(0, 10)), { faults }), amy);
    expect(result).toMatchObject({ state: "failed", error: { code: "destination-full" } });
    expect((await findAttempt(world.ledger, `${result.run}`)).state).toBe("decided");
    await rm(join(disk, "filler"));
    const { completed } = await recover({ ledger: world.ledger, destinations: new Map([["local", world.destination]]) });
    expect(completed).toHaveLength(1);
    expect(await world.files()).toEqual([`${stem}.csv`, `${stem}.csv.manifest`]);
  });
});

describe("a folder without rights", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "datafeed-rights-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("is said so, and left as it was", async () => {
    await (await openLedger(join(folder, "ledger.sqlite")))[Symbol.asyncDispose]();
    await mkdir(join(folder, "out"));
    await writeFile(join(folder, "out", "secret.csv"), "");
    await chmod(join(folder, "out", "secret.csv"), 0o000);
    await chmod(join(folder, "ledger.sqlite"), 0o444);
    await chmod(join(folder, "out"), 0o555);
    await chmod(folder, 0o555);
    const script = fileURLToPath(new URL("as-nobody.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ["--disable-warning=ExperimentalWarning", script, folder]);
    expect(JSON.parse(stdout)).toEqual({
      stage: "destination-denied",
      read: "destination-denied",
      check: [false],
      ledger: "ledger-denied",
      oldLedger: "ledger-denied",
    });
    await chmod(folder, 0o755);
    await chmod(join(folder, "out"), 0o755);
    expect(await filesBelow(join(folder, "out"))).toEqual(["secret.csv"]);
  });
});

function mount(folder: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
