import { hostname } from "node:os";
import { expect, it } from "vitest";
import { signsOfLife } from "../../runner/src/daemon/signs-of-life.ts";
import { registerRunner, runnerStopped } from "../../runner/src/ledger/runners.ts";
import { engines, openScene } from "./upkeep-scene.ts";

it.each(engines)("a second runner on a ledger in a file is told of the first that lives; on %s", async (engine) => {
  await using scene = await openScene(engine);
  const context = await scene.context();
  const begin = async (): Promise<number> => {
    scene.lines.length = 0;
    const part = signsOfLife(context, ["worker"], () => undefined);
    await part.start();
    await part.stop(AbortSignal.abort());
    return scene.lines.filter((line) => line.includes("another runner works")).length;
  };
  const enter = (id: string) => registerRunner(scene.ledger, { id, version: "0.1.0", roles: ["worker"] });
  expect(await begin()).toBe(0);
  // Beyond the numbers of processes: this one was killed. And one of this number was in this container before.
  await enter(`${hostname()}:99999999:aaaa`);
  await enter(`${hostname()}:${process.pid}:bbbb`);
  expect(await begin()).toBe(0);
  const alive = `${hostname()}:${process.ppid}:cccc`;
  await enter(alive);
  expect(await begin()).toBe(engine === "sqlite" ? 1 : 0);
  await runnerStopped(scene.ledger, alive);
  expect(await begin()).toBe(0);
});
