import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { launchBrowser } from "../test/support/workbench/browser.ts";
import { makeSample, onWorkspace } from "../test/support/workbench/datafeed.ts";
import { installExtension, packageExtension } from "../test/support/workbench/extension.ts";
import { repository } from "../test/support/workbench/places.ts";
import { WorkbenchServer } from "../test/support/workbench/server.ts";
import { Workbench } from "../test/support/workbench/workbench.ts";
import { Workspace } from "../test/support/workbench/workspace.ts";
import { standingFeeds } from "./picture-feeds.ts";

/**
 * Takes pictures of every surface of the extension, in a real VS Code on the example project, into docs/images/vscode:
 * `node scripts/screenshots.ts [SURFACE…]`. Needs scripts/test-workbench; pngquant makes the files small where it is at hand.
 */
const target = join(repository, "docs/images/vscode");

const themes = [
  { name: "light", theme: "Light Modern", kind: "vs" },
  { name: "dark", theme: "Dark Modern", kind: "vs-dark" },
  { name: "high-contrast", theme: "Default High Contrast", kind: "hc-black" },
] as const;

/** How each surface is brought onto the screen; every one begins with no editor open. */
const surfaces: Readonly<Record<string, (workbench: Workbench, workspace: Workspace) => Promise<void>>> = {
  portal: async (workbench) => {
    await workbench.quickInput.command("Datafeed: Data Extracts");
    const portal = await workbench.webPage("df-grid .df-grid-row[data-id]");
    await portal.locator(".df-grid-row[data-id] input[type=checkbox]").nth(2).check();
    await portal.locator(".df-grid-row[data-id] input[type=checkbox]").nth(3).check();
  },
  schedules: async (workbench) => {
    await workbench.quickInput.command("Datafeed: Schedules");
    const portal = await workbench.webPage("df-schedules .df-grid-row[data-id], df-grid[aria-label=Schedules], df-grid");
    await portal.getByText("intents-nightly").first().waitFor();
  },
  feeds: async ({ sideBar, page }, workspace) => {
    await standingFeeds(workspace, readFileSync(workspace.path("extracts/conversation-events.feed.yaml"), "utf8"));
    await sideBar.show("Datafeed");
    for (const view of ["Data Extracts", "Schedules", "Feeds"]) await sideBar.view(view).locator(".pane-header").click();
    await sideBar.row("failing, tries again").waitFor();
    await sideBar.expand("conversation-events");
    await sideBar.row("CategoryMatchForDataFeeder").waitFor();
    const { width = 0, x = 0 } = (await page.locator(".part.sidebar").boundingBox()) ?? {};
    await page.mouse.move(x + width + 1, 600);
    // Its handle is there when the mouse has rested on it.
    await page.locator(".monaco-sash.vertical.hover").waitFor();
    await page.mouse.down();
    await page.mouse.move(760, 600, { steps: 4 });
    await page.mouse.up();
  },
  wizard: async ({ quickInput }) => {
    await quickInput.command("Datafeed: Create Data Extract");
    await quickInput.step("Create Data Extract");
    await quickInput.type("web-chat-april");
    await quickInput.pick("IXHello - Customer v1");
    await quickInput.row("Immediate").waitFor();
  },
  form: async (workbench) => {
    const { editor, quickInput } = workbench;
    await editor.open("long-conversations.extract.yaml");
    await quickInput.command("Datafeed: Open as Form");
    const form = await workbench.webPage("datafeed-form #tab-fields");
    await form.locator("li .row").first().waitFor();
  },
  filter: async (workbench) => {
    const { editor, quickInput } = workbench;
    await editor.open("long-conversations.extract.yaml");
    await quickInput.command("Datafeed: Open as Form");
    const form = await workbench.webPage("datafeed-form #tab-filter");
    await form.locator("#tab-filter").click();
    await form.getByRole("group", { name: "Condition on" }).first().waitFor();
  },
  summary: async (workbench) => {
    const { editor, quickInput } = workbench;
    await editor.open("web-chat-weekly.extract.yaml");
    await quickInput.command("Datafeed: Open as Form");
    const form = await workbench.webPage("datafeed-form #tab-summary");
    await form.locator("#tab-summary").click();
    await form.getByText("Data Start Time").waitFor();
  },
  completion: async ({ editor, page }) => {
    await editor.open("contacts-for-excel.extract.yaml");
    await editor.lens("Run").waitFor();
    await editor.goTo(11, 80);
    await page.keyboard.press("Enter");
    await editor.type("- ");
    const rows = await editor.suggestions();
    await rows.first().waitFor();
  },
  hover: async ({ editor }) => {
    await editor.open("intents-nightly.extract.yaml");
    await editor.lens("Run").waitFor();
    await editor.hover(/^schedule:/, "schedule");
  },
  problems: async ({ editor, panel }) => {
    await editor.open("goals-monthly.extract.yaml");
    await editor.lens("Run").waitFor();
    await editor.replaceAll(broken);
    await editor.errors.first().waitFor();
    await panel.showProblems();
    await panel.problem("Did you mean").waitFor();
  },
  preview: async (workbench) => {
    const { editor, quickInput } = workbench;
    await editor.open("contacts-for-excel.extract.yaml");
    await quickInput.command("Datafeed: Preview Extract");
    await (await workbench.webPage("df-preview [role=gridcell]")).locator("[role=gridcell]").first().waitFor();
  },
  history: async (workbench) => {
    const { editor, quickInput } = workbench;
    await editor.open("contacts-for-excel.extract.yaml");
    await quickInput.command("Datafeed: Show Run History");
    await (await workbench.webPage("df-history g.run")).locator("g.run").first().waitFor();
  },
  plan: async (workbench, workspace) => {
    const git = (...args: readonly string[]) => {
      const who = ["-c", "user.name=Amy Chen", "-c", "user.email=amy@example.com"];
      execFileSync("git", ["-C", workspace.folder, ...who, ...args], { stdio: "ignore" });
    };
    git("init", "-q", "-b", "main");
    git("add", "datafeed.yaml", "connections.yaml", "extracts", "templates");
    git("commit", "-q", "-m", "Begin");
    const path = "extracts/web-chat-weekly.extract.yaml";
    const text = readFileSync(workspace.path(path), "utf8");
    workspace.write(path, text.replace("owner: amy", "owner: amy\nshared: true").replace('at: "06:00"', 'at: "07:30"'));
    await workbench.quickInput.command("Datafeed: Plan Changes");
    await workbench.quickInput.pick("What Is Not Committed");
    const plan = await workbench.webPage("h2:has-text('Datafeed plan')");
    await plan.locator("summary").first().click();
  },
  run: async ({ editor, messages, sideBar, quickInput }) => {
    await editor.open("contacts-for-excel.extract.yaml");
    await quickInput.command("Datafeed: Run Extract");
    await messages.said("is ready");
    await sideBar.show("Datafeed");
  },
};

const broken = `kind: Extract
name: goals-monthly
product: ixhello-customer-v2
owner: ami
template: GoalDetials
fields: [Contact ID, Goals]
schedule: { every: month, day: 1, at: "06:00" }
`;

const wanted = process.argv.slice(2);
await using stack = new AsyncDisposableStack();
const extensions = await installExtension(await packageExtension());
stack.defer(() => rmSync(dirname(extensions), { recursive: true, force: true }));
const sample = await makeSample();
stack.defer(() => rmSync(dirname(sample), { recursive: true, force: true }));
const prepared = stack.use(new Workspace({ sample }));
await onWorkspace(prepared, "run", "--immediate");
for (const day of [1, 2, 3, 4, 5, 6]) {
  await onWorkspace(prepared, "run", "on-request", "--start", `2026-04-0${day}`, "--end", `2026-04-0${day + 1}`);
}
for (let run = 0; run < 5; run++) await onWorkspace(prepared, "run", "contacts-for-excel");
const server = stack.use(await WorkbenchServer.start({ extensions, settings: { "explorer.autoReveal": false } }));
const browser = await launchBrowser();
stack.defer(() => browser.close());
mkdirSync(target, { recursive: true });
for (const [name, show] of Object.entries(surfaces)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await takeAll(name, show).catch((error: unknown) => {
    console.error(`${name}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  });
}

/** One surface in all themes, in a folder of its own: an editor keeps unsaved text of an older window. */
async function takeAll(name: string, show: (typeof surfaces)[string]): Promise<void> {
  const above = mkdtempSync(join(tmpdir(), "df-"));
  using workspace = prepared.copy(join(above, "acme-extracts"));
  useTheme(workspace, "Dark Modern");
  await using workbench = await Workbench.open(browser, server.url, workspace.folder);
  try {
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
    if (name !== "run") await workbench.quickInput.command("View: Close Primary Side Bar");
    await show(workbench, workspace);
    // What the mouse is over has a tooltip.
    if (name !== "hover") await workbench.page.mouse.move(640, 784);
    for (const theme of themes) await take(workbench, workspace, name, theme);
  } catch (error) {
    throw await workbench.withEvidence(error);
  } finally {
    rmSync(above, { recursive: true, force: true });
  }
}

/** A change of the folder's settings is taken at once; nothing that is open closes. */
function useTheme(workspace: Workspace, theme: string): void {
  const settings = { "workbench.colorTheme": theme, "datafeed.user": "amy", "files.exclude": { "**/node_modules": true } };
  workspace.write(".vscode/settings.json", JSON.stringify(settings));
}

async function take(
  { page }: Workbench,
  workspace: Workspace,
  surface: string,
  { name, theme, kind }: (typeof themes)[number],
): Promise<void> {
  useTheme(workspace, theme);
  await page.locator(`.monaco-workbench.${kind}`).waitFor();
  const pages = page.frames().filter((frame) => frame.parentFrame()?.parentFrame());
  const dark = { vs: "vscode-light", "vs-dark": "vscode-dark", "hc-black": "vscode-high-contrast" }[kind];
  for (const frame of pages) {
    if ((await frame.locator("body[data-vscode-theme-kind]").count()) > 0) await frame.locator(`body.${dark}`).waitFor();
  }
  await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
  const file = join(target, `${surface}-${name}.png`);
  writeFileSync(file, await page.screenshot({ animations: "disabled" }));
  try {
    execFileSync("pngquant", ["--force", "--ext", ".png", "--skip-if-larger", "--speed", "1", "64", file], { stdio: "ignore" });
  } catch {
    // It stays as large as it is.
  }
}
