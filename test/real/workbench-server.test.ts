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
function clientOf(url: string, settings: object = {}): Workspace {
  return new Workspace({
    only: [],
    program: "none",
    files: {
      "readme.md": "# Nothing here\n",
      ".vscode/settings.json": JSON.stringify({ "datafeed.server": url, ...settings }),
    },
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
    await sideBar.row("bot-conversations-day").waitFor();
    // The token is kept by the editor: a reload asks nobody.
    await workbench.reload();
    await sideBar.show("Datafeed");
    await sideBar.row("bot-conversations-day").waitFor();
    await quickInput.command("Datafeed: Sign Out");
    await messages.said("Signed out");
    await workbench.page.getByText("Sign in to the server to see its extracts").first().waitFor();
  });
});

test("the portal and the trees on a server: products, files to delete, the viewer, and signing out", async () => {
  using place = new Workspace({ sample: inject("workbenchSample") });
  await onWorkspace(place, "run", "contacts-for-excel");
  await using own = await Daemon.start(place);
  const token = await own.token("amy");
  const viewer = "https://viewer.example.com/";
  using client = clientOf(own.url, { "datafeed.viewer": viewer });
  await inWorkbench(inject("workbenchUrl"), client, async (workbench) => {
    const { messages, quickInput, sideBar, page } = workbench;
    await signIn(workbench, token);
    await messages.said("Signed in");
    await sideBar.show("Datafeed");
    const weekly = sideBar.view("Schedules").getByRole("treeitem", { name: /^web-chat-weekly, next / });
    const ofOther = sideBar.view("Data Extracts").getByRole("treeitem", { name: "IXHello - Customer v1, 10 extracts" });
    await weekly.waitFor();
    await ofOther.waitFor();

    await quickInput.command("Datafeed: Data Extracts");
    const portal = await workbench.webPage("df-grid .df-grid-row[data-id]");
    await portal.locator(".df-place", { hasText: new URL(own.url).host }).waitFor();
    // The daemon runs what is scheduled; of this product nothing is.
    await portal.getByRole("combobox", { name: "Product" }).selectOption({ label: "IXHello - Employee" });
    await portal.getByText("1 to 1 of 1").waitFor();
    await weekly.waitFor({ state: "detached" });
    await ofOther.waitFor({ state: "detached" });

    await portal.getByRole("button", { name: /^Delete: contacts-for-excel/ }).click();
    await messages.confirm("Delete this file?", "Delete");
    await messages.said("The file was deleted.");
    await portal.getByText("Nothing was published yet.").waitFor();
    expect(place.published().filter((file) => file.startsWith("contacts-for-excel"))).toEqual([]);

    const menu = async (entry: string): Promise<void> => {
      await portal.getByRole("button", { name: "amy: user menu" }).click();
      await portal.getByRole("menuitem", { name: entry }).click();
    };
    await menu("Viewer");
    await messages.dialog.filter({ hasText: "viewer.example.com" }).waitFor();
    await page.keyboard.press("Escape");
    await messages.dialog.waitFor({ state: "hidden" });
    await menu("Sign Out");
    await messages.said("Signed out");
    await portal.getByRole("button", { name: "Not signed in: user menu" }).waitFor();
    await portal.locator(".df-problem vscode-button", { hasText: "Sign In" }).waitFor();
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
    await sideBar.row("bot-conversations-day").waitFor();
    await own.stop();
    await quickInput.command("Datafeed: Refresh");
    await page.getByText("The server does not answer").first().waitFor();
    await own.startAgain();
    await page.getByText("Try Again").first().click();
    await sideBar.row("bot-conversations-day").waitFor();
  });
});

test("a reviewed extract that never ran is run once with less in it; a refused run leaves the form as it was", async () => {
  using client = clientOf(daemon.url);
  const token = await daemon.token("amy");
  await inWorkbench(inject("workbenchUrl"), client, async (workbench) => {
    const { quickInput, messages } = workbench;
    await signIn(workbench, token);
    await messages.said("Signed in");
    await quickInput.command("Datafeed: Run Once, Narrowed");
    await quickInput.pick("ixHelloExtract1");
    await quickInput.step(/Run ixHelloExtract1 Once.*1\/3/);
    expect(await quickInput.field.getAttribute("placeholder")).toContain("America/Chicago");
    await quickInput.pick("Another Time Span");
    await quickInput.step(/2\/3/);
    await quickInput.type("2026-03-17 00:00");
    await quickInput.step(/3\/3/);
    await quickInput.type("2026-03-18");
    const form = await workbench.webPage("datafeed-form");
    const button = (name: string) => form.locator("vscode-button", { hasText: name });
    await form.getByText("24 of 24 fields").waitFor();
    await form.getByRole("button", { name: "Select None" }).click();
    await form.getByText("0 of 24 fields").waitFor();
    await form.getByRole("checkbox", { name: "Contact ID", exact: true }).click();
    await form.getByRole("checkbox", { name: "Channel", exact: true }).click();
    await form.getByText("2 of 24 fields").waitFor();
    await button("Next").click();
    await form.getByRole("button", { name: "+ Condition" }).click();
    await form.getByLabel("Field", { exact: true }).fill("Channel");
    await workbench.page.keyboard.press("Tab");
    await form.getByLabel("Operator for Channel").selectOption("eq");
    await form.getByLabel("Value of Channel").fill("Voice");
    await workbench.page.keyboard.press("Tab");
    await button("Next").click();
    await form.getByLabel("Format of this run").selectOption("ndjson");
    await daemon.stop();
    await button("Run Once").click();
    await messages.said("can't be reached");
    await daemon.startAgain();
    await messages.answer("can't be reached", "Try Again");
    await form.getByText("Channel is Voice").waitFor();
    await button("Run Once").click();
    await messages.said("ixHelloExtract1 is ready");
    await workbench.page
      .locator(".tabs-container .tab", { hasText: "Run ixHelloExtract1 Once" })
      .waitFor({ state: "detached" });
    expect(estate.published()).toContainEqual(
      expect.stringMatching(/ixHelloExtract1_.*_Adhoc_2026-03-17-05-00-00-000_2026-03-18-05-00-00-000_\d+\.ndjson/),
    );
  });
});
