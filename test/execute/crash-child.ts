import { writeSync } from "node:fs";
import { allWindows, CrashRunner } from "./crash-scene.ts";

/**
 * A runner that dies: `node crash-child.ts FOLDER LEDGER [POINT SIGNAL WINDOW]` publishes all windows (or the one named) and sends
 * itself the signal at the named step. It says `working` when it begins, and at the end what came of each window.
 */
const [folder = "", ledger = "", point, signal = "SIGKILL", window] = process.argv.slice(2);
await using runner = await CrashRunner.open({ folder, ledger });
await runner.recover();
writeSync(1, "working\n");
let reached = false;
const faults = {
  reach: (step: string) => {
    if (step !== point || reached) return;
    reached = true;
    process.kill(process.pid, signal);
  },
};
const results =
  window === undefined ? await runner.publishAll(allWindows, faults) : [await runner.publish(Number(window), faults)];
for (const result of results) {
  writeSync(
    1,
    `${result.state === "failed" ? ("code" in result.error ? result.error.code : result.error.stack) : result.state}\n`,
  );
}
