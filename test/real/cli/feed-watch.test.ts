import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerOf, environment, expectFailure, launcher } from "../../cli/command-line.ts";
import { TestProject } from "../../cli/test-project.ts";

let project: TestProject;
beforeAll(() => {
  project = TestProject.withDocuments();
});
afterAll(() => project?.[Symbol.dispose]());

test("feed status --watch shows what changes, on a terminal, until Ctrl-C; elsewhere it is refused", async () => {
  // Until somebody has said something of a feed there is no ledger to look at.
  expect((await project.run("feed", "pause", "conversation-events", "--reason", "one")).code).toBe(0);
  expectFailure(await project.run("feed", "status", "--watch"), "usage");

  const command = `stty rows 30 cols 120; exec "${process.execPath}" "${launcher}" feed status conversation-events --watch`;
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    cwd: project.root,
    env: environment({ cwd: project.root, home: project.folder }),
    stdio: "pipe",
  });
  using _ = { [Symbol.dispose]: () => child.kill() };
  const ended = answerOf(child);
  let shown = "";
  let looked = () => {};
  child.stdout.on("data", (chunk: Buffer) => {
    shown += chunk;
    looked();
  });
  const says = async (words: RegExp): Promise<void> => {
    while (!words.test(shown)) {
      await new Promise<void>((resolve) => {
        looked = resolve;
      });
    }
  };
  await says(/paused by .*one/);
  shown = "";
  expect((await project.run("feed", "resume", "conversation-events")).code).toBe(0);
  await says(/state +waiting/);
  child.stdin.write("\u0003");
  const { code, text } = await ended;
  expect(code).toBe(130);
  expect(text).not.toContain("Cancel");
});
