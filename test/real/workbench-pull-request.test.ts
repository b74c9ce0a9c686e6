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

test("a narrowed run that is proposed is a document on a branch, and its form is closed then alone", async () => {
  await using server = await WorkbenchServer.start({
    extensions: inject("workbenchExtensions"),
    settings: { "git.enabled": true, "git.autofetch": false },
  });
  using workspace = new Workspace();
  const { folder } = workspace;
  git(folder, "init", "-q", "-b", "main");
  git(folder, "config", "user.name", "Amy");
  git(folder, "config", "user.email", "amy@example.com");
  git(folder, "add", "extracts", "templates", "datafeed.yaml");
  git(folder, "commit", "-q", "-m", "Begin");
  await inWorkbench(server.url, workspace, async (workbench) => {
    const { editor, messages, quickInput, page } = workbench;
    await editor.open("ixHelloExtract1.extract.yaml");
    await quickInput.command("Datafeed: Run Once, Narrowed");
    await quickInput.pick("Yesterday");
    await quickInput.step(/2\/3/);
    await page.keyboard.press("Enter");
    await quickInput.step(/3\/3/);
    await page.keyboard.press("Enter");
    const form = await workbench.webPage("datafeed-form");
    const button = (name: string) => form.locator("vscode-button", { hasText: name });
    await form.getByRole("checkbox", { name: "Channel", exact: true }).click();
    await form.getByText("23 of 24 fields").waitFor();
    await button("Next").click();
    await button("Next").click();
    // Who changes their mind about the branch has the form still.
    await button("Open Pull Request").click();
    await quickInput.step("Open Pull Request");
    await page.keyboard.press("Escape");
    await quickInput.closed();
    await form.getByText("23 of 24 fields").waitFor();
    await button("Open Pull Request").click();
    await quickInput.step("Open Pull Request");
    await quickInput.type("extract/once");
    await messages.said("Committed on the branch extract/once");
    await page.locator(".tabs-container .tab", { hasText: "Run ixHelloExtract1 Once" }).waitFor({ state: "detached" });
    const written = git(folder, "show", "extract/once:extracts/ixHelloExtract1-once.extract.yaml");
    expect(written).toContain("name: ixHelloExtract1-once");
    expect(written).not.toContain("- Channel");
  });
});
