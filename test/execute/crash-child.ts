import { writeSync } from "node:fs";
import { allWindows, CrashRunner, type Scene } from "./crash-scene.ts";

/**
 * A runner that dies: `node crash-child.ts SCENE [POINT SIGNAL WINDOW]` publishes all windows (or the one named) and sends itself the
 * signal at the named step, of a run or of the destination. It says `working` when it begins, and at the end what came of each
 * window.
 */
const [scene = "", point, signal = "SIGKILL", window] = process.argv.slice(2);
let reached = false;
let working = false;
const reach = (step: string) => {
  // Recovery passes these steps, too, before the window's own turn.
  if (step !== point || reached || !working) return;
  reached = true;
  process.kill(process.pid, signal);
};
await using runner = await CrashRunner.open(JSON.parse(scene) as Scene, reach);
await runner.recover();
working = true;
writeSync(1, "working\n");
const results =
  window === undefined ? await runner.publishAll(allWindows, { reach }) : [await runner.publish(Number(window), { reach })];
for (const result of results) {
  writeSync(
    1,
    `${result.state === "failed" ? ("code" in result.error ? result.error.code : result.error.stack) : result.state}\n`,
  );
}
