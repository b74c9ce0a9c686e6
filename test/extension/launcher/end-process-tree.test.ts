import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { endProcessTree, stepsToEnd } from "../../../vscode-extension/src/launcher/end-process-tree.ts";

describe("how a session is ended", () => {
  test.each(["linux", "darwin"] as const)("on %s its group gets SIGINT, and SIGKILL when that was not heard", (platform) => {
    expect(stepsToEnd(42, platform)).toEqual([
      { type: "signal", group: 42, signal: "SIGINT" },
      { type: "signal", group: 42, signal: "SIGKILL" },
    ]);
  });

  test("on Windows it is asked, and its tree is killed when that was not heard", () => {
    const [gently, byForce] = stepsToEnd(42, "win32", "D:\\Win");
    expect(gently).toEqual({ type: "ask" });
    expect(byForce).toEqual({
      type: "program",
      file: expect.stringMatching(/^D:\\Win.System32.taskkill\.exe$/),
      args: ["/PID", "42", "/T", "/F"],
    });
  });
});

/** A process with a child of its own, as a group; what SIGINT does to it is said by `onInt`. Answers with the child's id. */
async function startTree(onInt: string): Promise<{ readonly parent: ChildProcess; readonly child: number }> {
  const script = `
    const child = require("child_process").spawn("sleep", ["600"], { stdio: "ignore" });
    process.on("SIGINT", () => { ${onInt} });
    process.stdin.on("data", () => process.exit(7)).resume();
    process.stdout.write(String(child.pid) + "\\n");`;
  const parent = spawn(process.execPath, ["-e", script], { detached: true, stdio: ["pipe", "pipe", "inherit"] });
  const [line] = (await once(parent.stdout!, "data")) as [Buffer];
  return { parent, child: Number(line.toString()) };
}

/** One that has ended counts as ended, although nobody may have asked for its exit code yet. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

const nothing = (): void => {};

test("one that hears ends by itself, and what it had started ends, too", async () => {
  const { parent, child } = await startTree("process.exit(3)");
  await endProcessTree(parent, { ask: nothing });
  expect(parent.exitCode).toBe(3);
  await expect.poll(() => isAlive(child)).toBe(false);
});

test("one that does not hear is killed with all that it had started", async () => {
  const { parent, child } = await startTree("");
  await endProcessTree(parent, { ask: nothing, graceMs: 200 });
  expect(parent.signalCode).toBe("SIGKILL");
  await expect.poll(() => isAlive(child)).toBe(false);
});

test("one that has ended is no trouble", async () => {
  const ended = spawn(process.execPath, ["-e", ""], { detached: true });
  await once(ended, "exit");
  await endProcessTree(ended, { ask: nothing });
});

test("where it is asked, that is enough", async () => {
  const { parent, child } = await startTree("");
  await endProcessTree(parent, { ask: () => void parent.stdin!.write("stop"), platform: "win32" });
  expect(parent.exitCode).toBe(7);
  process.kill(child, "SIGKILL");
});
