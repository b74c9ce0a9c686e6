import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Daemon, onWorkspace } from "../support/workbench/datafeed.ts";
import type { Workbench } from "../support/workbench/workbench.ts";
import { inWorkbench } from "../support/workbench/workbench-test.ts";
import { Workspace } from "../support/workbench/workspace.ts";

let estate: Workspace;
let daemon: Daemon;

beforeAll(async () => {
  estate = new Workspace({ sample: inject("workbenchSample") });
  await onWorkspace(estate, "run", "contacts-for-excel");
  daemon = await Daemon.start(estate);
});
afterAll(async () => {
  await daemon.stop();
  estate[Symbol.dispose]();
});

/** A folder without a project whose settings name the server. */
function clientOf(url: string): Workspace {
  return new Workspace({
    only: [],
    program: "none",
    files: { "readme.md": "# Nothing here\n", ".vscode/settings.json": JSON.stringify({ "datafeed.server": url }) },
  });
}

async function signIn({ quickInput }: Workbench, token: string): Promise<void> {
  await quickInput.command("Datafeed: Sign In");
  await quickInput.step("Sign In to");
  await quickInput.type(token);
}

test("somebody signs in with a token, sees what they may see, and signs out", async () => {
  using client = clientOf(daemon.url);
  const token = await daemon.token("amy");
  await inWorkbench(inject("workbenchUrl"), client, async (workbench) => {
    const { quickInput, messages, sideBar } = workbench;
    await sideBar.show("Datafeed");
    await workbench.page.getByText("Sign in to the server to see its extracts").first().waitFor();
    await quickInput.command("Datafeed: Sign In");
    await quickInput.step("Sign In to");
    await quickInput.field.fill("df_nobody");
    await workbench.page.keyboard.press("Enter");
    await quickInput.error.filter({ hasText: /token/i }).waitFor();
    await quickInput.type(token);
    expect(await messages.said("Signed in")).toContain("as amy");
    await sideBar.row("contacts-for-excel").waitFor();
    // The token is kept by the editor: a reload asks nobody.
    await workbench.reload();
    await sideBar.show("Datafeed");
    await sideBar.row("contacts-for-excel").waitFor();
    await quickInput.command("Datafeed: Sign Out");
    await messages.said("Signed out");
    await workbench.page.getByText("Sign in to the server to see its extracts").first().waitFor();
  });
});

test("a server that is down is told in a sentence with a way out, and found again when it is back", async () => {
  using place = new Workspace();
  await using own = await Daemon.start(place);
  const token = await own.token("amy");
  using client = clientOf(own.url);
  await inWorkbench(inject("workbenchUrl"), client, async (workbench) => {
    const { messages, quickInput, sideBar, page } = workbench;
    await signIn(workbench, token);
    await messages.said("Signed in");
    await sideBar.show("Datafeed");
    await sideBar.row("contacts-for-excel").waitFor();
    await own.stop();
    await quickInput.command("Datafeed: Refresh");
    await page.getByText("The server does not answer").first().waitFor();
    await own.startAgain();
    await page.getByText("Try Again").first().click();
    await sideBar.row("contacts-for-excel").waitFor();
  });
});
