import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import type { FaultPoint } from "../../runner/src/execute/faults.ts";
import { abandonOutput } from "../../runner/src/ledger/abandon.ts";
import { attemptsIn } from "../../runner/src/ledger/find.ts";
import { listObligations } from "../../runner/src/ledger/list-runs.ts";
import { daily, extractYaml, openScene, type Scene } from "./upkeep-scene.ts";

describe("giving up an output", () => {
  let scene: Scene;
  afterEach(() => scene[Symbol.asyncDispose]());

  const open = async () => {
    scene = await openScene("sqlite", extractYaml("one", daily));
    return localCommands(await scene.context(), { user: "ada", role: "admin" });
  };
  const decided = async () => (await attemptsIn(scene.ledger, ["decided"]))[0]!;
  const files = async () => (await readdir(join(scene.folder, "out"))).filter((name) => name !== ".staging").sort();
  const states = async () => (await listObligations(scene.ledger)).map(({ state }) => state);
  const at = (wanted: FaultPoint, then: () => Promise<unknown>) => ({
    reach: async (point: FaultPoint) => {
      if (point === wanted) await then();
    },
  });
  /** A runner that never does anything again. */
  const die = () =>
    new Promise<void>((resolve) => {
      const hang = () => {
        resolve();
        return new Promise(() => {});
      };
      void scene.attempt("one", 2, "Daily", {
        faults: at("after-decide", hang),
        lease: { leaseMs: 10_000, heartbeatMs: 1e6 },
      });
    });

  it.each(["after-decide", "part-published"] as const)("is refused while its runner is at it: %s", async (point) => {
    const commands = await open();
    let refused: unknown;
    const abandoning = async () => {
      refused = await commands.abandon((await decided()).id, "impatient").catch((error: unknown) => error);
    };
    const result = await scene.attempt("one", 2, "Daily", { faults: at(point, abandoning) });
    expect(refused).toMatchObject({ code: "publication-under-way" });
    expect(result).toMatchObject({ state: "published", output: { state: "published", sequence: 1 } });
    expect(await files()).toHaveLength(2);
    expect(await states()).toEqual(["published"]);
  });

  it("completes what can be completed, and says so", async () => {
    const commands = await open();
    await die();
    const { id } = await decided();
    scene.pass(11_000);
    expect(await commands.abandon(id, "impatient")).toMatchObject({ state: "published" });
    expect(await files()).toHaveLength(2);
    expect(await states()).toEqual(["published"]);
    await expect(commands.abandon(id, "again")).rejects.toMatchObject({ code: "run-closed" });
  });

  it("leaves a slow runner nothing to do where it completes for it", async () => {
    const commands = await open();
    const abandoning = async () => {
      scene.pass(11_000);
      expect(await commands.abandon((await decided()).id, "slow")).toMatchObject({ state: "published" });
    };
    const result = await scene.attempt("one", 2, "Daily", { faults: at("part-published", abandoning) });
    expect(result).toMatchObject({ state: "published", output: { state: "published" } });
    expect(await files()).toHaveLength(2);
  });

  it("happens where what was staged is gone; the next run publishes", async () => {
    const commands = await open();
    await die();
    const { id, staging } = await decided();
    scene.pass(11_000);
    await rm(join(scene.folder, "out", ".staging", staging), { recursive: true });
    expect(await commands.abandon(id, "the disk is gone")).toMatchObject({ state: "failed" });
    expect(await states()).toEqual(["abandoned"]);
    expect(await files()).toEqual([]);
    expect((await scene.publish("one", 2)).sequence).toBe(2);
    expect(await files()).toHaveLength(2);
  });

  it("does not happen for another reason", async () => {
    const commands = await open();
    await die();
    const { id } = await decided();
    scene.pass(11_000);
    const { path } = await scene.ledger.read((db) => db.selectFrom("outputs").select("path").executeTakeFirstOrThrow());
    await scene.destinations.get("local")!.createExclusive("stranger", path, "somebody else's");
    await expect(commands.abandon(id, "in the way")).rejects.toMatchObject({ code: "publish-conflict" });
    expect((await decided()).id).toBe(id);
  });

  it("is told to a runner that published meanwhile", async () => {
    await open();
    const abandoning = async () => {
      scene.pass(11_000);
      await abandonOutput(scene.ledger, (await decided()).id, { by: "amy" });
    };
    const result = await scene.attempt("one", 2, "Daily", { faults: at("part-published", abandoning) });
    expect(result).toMatchObject({ state: "failed", error: { code: "output-abandoned" } });
  });
});
