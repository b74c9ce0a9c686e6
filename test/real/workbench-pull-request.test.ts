import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { WorkbenchServer } from "../support/workbench/server.ts";
import { inWorkbench } from "../support/workbench/workbench-test.ts";
import { Workspace } from "../support/workbench/workspace.ts";

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync("git", ["-C", folder, "-c", "user.name=Amy", "-c", "user.email=amy@example.com", ...args], { encoding: "utf8" });

test("an extract is proposed on a branch of its own; what Git refuses is said, and the branch from before is there again", async () => {
  await using server = await WorkbenchServer.start({
    extensions: inject("workbenchExtensions"),
    settings: { "git.enabled": true, "git.autofetch": false },
  });
  const remote = mkdtempSync(join(tmpdir(), "datafeed-remote-"));
  git(remote, "init", "-q", "--bare");
  using workspace = new Workspace({ program: "none" });
  const { folder } = workspace;
  git(folder, "init", "-q", "-b", "main");
  git(folder, "config", "user.name", "Amy");
  git(folder, "config", "user.email", "amy@example.com");
  git(folder, "add", "extracts", "templates", "datafeed.yaml");
  git(folder, "commit", "-q", "-m", "Begin");
  git(folder, "remote", "add", "origin", remote);
  try {
    await inWorkbench(server.url, workspace, async ({ editor, messages, quickInput, page }) => {
      await editor.open("on-request.extract.yaml");
      await editor.goTo(1);
      await page.keyboard.type("# Asked for by the analysts.\n");
      await quickInput.command("Datafeed: Open Pull Request");
      await quickInput.step("Open Pull Request");
      await quickInput.type("extract/on-request");
      await messages.said("extract/on-request is pushed to origin");
      expect(git(remote, "log", "--format=%s", "extract/on-request").split("\n")[0]).toBe(
        "Change extracts/on-request.extract.yaml",
      );
      expect(git(remote, "show", "extract/on-request:extracts/on-request.extract.yaml")).toMatch(
        /^# Asked for by the analysts\.\n/,
      );

      // A hook that says no.
      workspace.write(".git/hooks/pre-commit", "#!/bin/sh\necho 'fatal: not on a Saturday' >&2\nexit 1\n");
      execFileSync("chmod", ["+x", workspace.path(".git/hooks/pre-commit")]);
      await page.keyboard.type("# Twice.\n");
      await quickInput.command("Datafeed: Open Pull Request");
      await quickInput.step("Open Pull Request");
      await quickInput.type("extract/again");
      expect(await messages.said("could not be committed")).toContain("not on a Saturday");
      expect(git(folder, "branch", "--show-current").trim()).toBe("extract/on-request");
      expect(git(folder, "diff", "--cached", "--name-only")).toBe("");
    });
  } finally {
    rmSync(remote, { recursive: true, force: true });
  }
});
