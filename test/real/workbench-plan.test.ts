import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { WorkbenchServer } from "../support/workbench/server.ts";
import { inWorkbench } from "../support/workbench/workbench-test.ts";
import { Workspace } from "../support/workbench/workspace.ts";

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync("git", ["-C", folder, "-c", "user.name=Amy", "-c", "user.email=amy@example.com", ...args], { encoding: "utf8" });

test("what is edited is planned against the branch it left, or another, and shown folded", async () => {
  await using server = await WorkbenchServer.start({
    extensions: inject("workbenchExtensions"),
    settings: { "git.enabled": true, "git.autofetch": false },
  });
  using workspace = new Workspace({ sample: inject("workbenchSample") });
  const { folder } = workspace;
  git(folder, "init", "-q", "-b", "main");
  git(folder, "add", "extracts", "templates", "datafeed.yaml", "connections.yaml");
  git(folder, "commit", "-q", "-m", "Begin");
  git(folder, "checkout", "-q", "-b", "extract/voice");
  const path = "extracts/web-chat-weekly.extract.yaml";
  workspace.write(path, readFileSync(workspace.path(path), "utf8").replace("{ eq: Web-Chat }", "{ eq: Voice }"));
  git(folder, "commit", "-q", "-a", "-m", "Take voice");
  await inWorkbench(server.url, workspace, async (workbench) => {
    const { editor, messages, quickInput, page } = workbench;
    // Not saved: the plan saves it.
    await editor.open("on-request.extract.yaml");
    await editor.goTo(1);
    await page.keyboard.type("nonsense: true\n");
    await quickInput.command("Datafeed: Plan Changes");
    await quickInput.step("Plan Changes");
    await quickInput.row("main").waitFor();
    await quickInput.pick("What This Branch Changes");
    const plan = await workbench.webPage("h2:has-text('Datafeed plan')");
    await plan.getByText("2 extracts changed").waitFor();
    expect(await plan.locator("details").count()).toBeGreaterThanOrEqual(2);
    const changed = plan.locator("details", { hasText: "web-chat-weekly" }).last();
    expect(await changed.locator("pre").isVisible()).toBe(false);
    await changed.locator("summary").click();
    expect(await changed.locator("pre").textContent()).toContain("Voice");
    if (process.env["DATAFEED_PICTURE"] !== undefined) await page.screenshot({ path: process.env["DATAFEED_PICTURE"] });

    // Against what is committed here only the edit is left, and the same tab shows it.
    await quickInput.command("Datafeed: Plan Changes");
    await quickInput.pick("What Is Not Committed");
    await plan.getByText("1 extract changed").waitFor();
    git(folder, "update-ref", "-d", "HEAD");
    await quickInput.command("Datafeed: Plan Changes");
    await quickInput.pick("What Is Not Committed");
    await messages.said("HEAD");
  });
});
