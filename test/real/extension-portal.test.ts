import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fillOutputs } from "../../bench/fill-outputs.ts";
import type { OutputQuery } from "../../runner/src/commands/commands.ts";
import { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { outputsOf } from "../../vscode-extension/src/commands/targets.ts";
import type { TestEstate } from "../commands/estate.ts";
import { openBrowser } from "../support/pages/open-page.ts";
import { openPortalPage, type PortalPage, type PortalPageOptions, portalEstate } from "../support/pages/portal-page.ts";

let browser: Browser;
let estate: TestEstate;
let portal: PortalPage;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  estate = await portalEstate();
});
afterEach(async () => {
  // Neither the page nor its policy complained.
  const problems = [...portal.problems];
  await portal[Symbol.asyncDispose]();
  await estate[Symbol.asyncDispose]();
  expect(problems).toEqual([]);
});

async function open(options: PortalPageOptions = {}): Promise<void> {
  portal = await openPortalPage(browser, estate, options);
  await portal.page.getByRole("columnheader", { name: "Extract" }).first().waitFor();
  await portal.page.locator(".df-grid-bar").waitFor({ state: "detached" });
}

const rows = (): Locator => portal.page.locator(".df-grid-body > [role=row]");
const cell = (row: number, column: string): Locator =>
  rows()
    .nth(row)
    .locator("[role=gridcell]")
    .nth(["tick", "name", "owner", "modified", "type", "size", "status"].indexOf(column));
const column = async (name: string): Promise<readonly string[]> => {
  const count = await rows().count();
  return Promise.all(Array.from({ length: count }, async (_, row) => (await cell(row, name).innerText()).trim()));
};
const counted = (text: string): Promise<void> => portal.page.locator(".df-pager", { hasText: text }).waitFor();
const button = (name: string | RegExp): Locator => portal.page.getByRole("button", { name, exact: typeof name === "string" });
const focused = (): Promise<string> =>
  portal.page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { activeElement: { ariaLabel: string | null; textContent: string } };
    };
    return (document.activeElement.ariaLabel ?? document.activeElement.textContent).trim().replace(/\s+/g, " ");
  });
const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await portal.page.keyboard.press(key);
};
const queries = (): readonly OutputQuery[] =>
  portal.asked.filter(({ method }) => method === "outputs").map(({ args }) => args[0] as OutputQuery);

describe("five thousand files", () => {
  const fillings = [
    { extract: "shared-daily", owner: "amy", shared: true },
    { extract: "bens-weekly", owner: "ben", shared: false },
  ];
  // A tenth of them is deleted.
  const published = 5000;
  beforeEach(async () => {
    await fillOutputs(estate.ledger, fillings, 5556);
    await open();
  });

  test("come page by page, in the order of a column, as the ledger has them", async () => {
    await counted("1 to 10 of 5,000");
    expect(await rows().count()).toBe(10);
    expect(await portal.page.getByRole("grid").getAttribute("aria-rowcount")).toBe(`${published + 1}`);
    await button("Size").click();
    await portal.page.locator("[role=columnheader][aria-sort=ascending]", { hasText: "Size" }).waitFor();
    const smallest = await portal.commands.listOutputs({ sort: "size" });
    await expect.poll(() => column("name")).toEqual(smallest.items.map(({ name }) => name));
    await button("Size").click();
    const largest = await portal.commands.listOutputs({ sort: "-size" });
    await expect.poll(() => column("name")).toEqual(largest.items.map(({ name }) => name));
    expect(await cell(0, "size").innerText()).toBe("976 KB");
    expect(await cell(0, "size").getAttribute("title")).toMatch(/^999,\d{3} bytes, [\d,]+ rows$/);

    await button("Next page").click();
    await counted("11 to 20 of 5,000");
    expect(await rows().first().getAttribute("aria-rowindex")).toBe("12");
    await button("Last page").click();
    await counted("4,991 to 5,000 of 5,000");
    await portal.page.getByLabel("Rows per page").selectOption("100");
    await counted("1 to 100 of 5,000");
    expect(await rows().count()).toBe(100);
    // Never more than a page.
    expect(Math.max(...queries().map(({ pageSize = 0 }) => pageSize))).toBe(100);
  });

  test("are narrowed at each column, and what narrows them can be taken back", async () => {
    await button("Filter by Type").click();
    await portal.page.getByLabel("private").check();
    await portal.page.keyboard.press("Escape");
    await expect.poll(async () => new Set(await column("owner"))).toEqual(new Set(["ben"]));
    await button("Filter by Size").click();
    await portal.page.getByLabel("From").fill("500 KB");
    await portal.page.getByLabel("To").fill("501 KB");
    await portal.page.keyboard.press("Enter");
    const { total } = await portal.commands.listOutputs({ shared: false, minBytes: 500 * 1024, maxBytes: 501 * 1024 });
    expect(total).toBeGreaterThan(0);
    await counted(`of ${total}`);
    await portal.page.keyboard.press("Escape");

    await button("Size: 500 KB to 501 KB").click();
    await button(/^Type: private/).click();
    await counted("of 5,000");
    await button("Filter by Extract Name").click();
    await portal.page.getByLabel("Extract Name contains").fill("2020-02");
    const { total: february } = await portal.commands.listOutputs({ search: "2020-02" });
    await counted(`of ${february}`);
    await portal.page.keyboard.press("Escape");
    await button("Filter by Owner").click();
    await portal.page.getByLabel("Owner is").fill("amy");
    await portal.page.keyboard.press("Enter");
    await expect.poll(async () => new Set(await column("owner"))).toEqual(new Set(["amy"]));
    await portal.page.keyboard.press("Escape");
    await button("Clear all filters").click();
    await counted("of 5,000");

    // Days are those of the reader's zone.
    await button("Filter by Last Modified").click();
    await portal.page.getByLabel("From").fill("2020-06-01");
    await portal.page.getByLabel("To").fill("2020-06-01");
    await portal.page.keyboard.press("Escape");
    const day = { modifiedFrom: "2020-06-01T05:00:00.000Z", modifiedTo: "2020-06-02T04:59:59.999Z" };
    await expect.poll(() => queries().at(-1)).toMatchObject(day);
    await counted(`of ${(await portal.commands.listOutputs(day)).total}`);
    await button("Clear all filters").click();
    await button("Filter by Status").click();
    await portal.page.getByLabel("Deleted").check();
    await counted("of 556");
    await expect.poll(async () => new Set(await column("status"))).toEqual(new Set(["Deleted"]));
  });

  test("a filter that leaves nothing says so, and offers the way back", async () => {
    await button("Filter by Extract Name").click();
    await portal.page.getByLabel("Extract Name contains").fill("no such file");
    await portal.page.keyboard.press("Escape");
    await portal.page.getByText("No file is left by these filters.").waitFor();
    await portal.page.locator("vscode-button", { hasText: "Clear all filters" }).click();
    await counted("of 5,000");
  });

  test("are ticked across pages, and downloaded together", async () => {
    await portal.page.locator(".df-grid-body input").nth(1).click();
    await portal.page
      .locator(".df-grid-body input")
      .nth(3)
      .click({ modifiers: ["Shift"] });
    await button("Next page").click();
    await counted("11 to 20");
    await portal.page.locator(".df-grid-body input").nth(0).click();
    await portal.page.getByText("4 selected").waitFor();
    await button("Previous page").click();
    await counted("1 to 10");
    expect(await portal.page.locator(".df-grid-body [role=row][aria-selected=true]").count()).toBe(3);
    await portal.page.locator("vscode-button", { hasText: "Download" }).click();
    const newest = (await portal.commands.listOutputs({ sort: "-modified", pageSize: 11 })).items.map(({ id }) => id);
    const wanted = { outputs: [newest[1], newest[2], newest[3], newest[10]] };
    await expect.poll(() => portal.executed).toEqual([{ command: "datafeed.download", target: wanted }]);

    await portal.page.getByLabel("Select all rows of this page").check();
    await button("Select all 5,000").click();
    await portal.page.getByText("5,000 selected").waitFor();
    await button("Clear selection").click();
    await portal.page.getByText("5,000 selected").waitFor({ state: "detached" });
  });

  test("can be used by keyboard alone", async () => {
    await button("ada: user menu").focus();
    await press("Tab", "Tab", "Tab", "Tab", "Tab", "Tab");
    expect(await focused()).toBe("Select all rows of this page");
    await press("ArrowRight");
    expect(await focused()).toBe("Extract Name");
    await press("Enter");
    await portal.page.locator("[role=columnheader][aria-sort=ascending]", { hasText: "Extract Name" }).waitFor();
    await press("Alt+ArrowDown");
    await portal.page.getByLabel("Extract Name contains").waitFor();
    await portal.page.keyboard.type("bens");
    await expect.poll(async () => new Set(await column("owner"))).toEqual(new Set(["ben"]));
    await press("Escape");
    await expect.poll(focused).toContain("Extract Name");
    const before = (await portal.page.locator("[data-id=name]").boundingBox())!.width;
    await press("Shift+ArrowRight");
    await expect.poll(async () => (await portal.page.locator("[data-id=name]").boundingBox())!.width).toBeGreaterThan(before);
    await press("ArrowDown", "ArrowDown");
    const second = await cell(1, "name").innerText();
    expect(await focused()).toBe(second);
    await press(" ");
    await portal.page.getByText("1 selected").waitFor();
    await press("Control+c");
    const copied = await portal.page.evaluate(() => {
      const { navigator } = globalThis as unknown as { navigator: { clipboard: { readText(): Promise<string> } } };
      return navigator.clipboard.readText();
    });
    const [headers, first] = copied.split("\n").map((line) => line.split("\t"));
    expect(headers).toEqual(["Extract Name", "Owner", "Last Modified", "Type", "Size", "Status"]);
    expect(first?.slice(0, 2)).toEqual([second, "ben"]);
    await press("Enter");
    await expect.poll(() => portal.executed.map(({ command }) => command)).toEqual(["datafeed.openOutput"]);
    await press("End");
    expect(await focused()).toBe("More actions");
    await press("ArrowLeft", "ArrowLeft");
    expect(await focused()).toMatch(/^Open YAML: bens-weekly/);
    await press("Enter");
    await expect
      .poll(() => portal.executed.at(-1))
      .toEqual({ command: "datafeed.openYaml", target: { extract: "bens-weekly" } });
    await press("Control+End");
    await press("Home");
    expect(await focused()).toMatch(/^Select bens-weekly/);
    await press("Control+Home", "ArrowUp", "ArrowRight");
    expect(await focused()).toBe("Extract Name");
  });

  test("are shown as before when the page comes back", async () => {
    await button("Owner").click();
    await button("Next page").click();
    await counted("11 to 20");
    await portal.page.locator(".df-grid-body input").nth(0).click();
    await button("Collapse navigation").click();
    const names = await column("name");
    await portal.page.reload();
    await counted("11 to 20");
    await expect.poll(() => column("name")).toEqual(names);
    await portal.page.locator("[role=columnheader][aria-sort=ascending]", { hasText: "Owner" }).waitFor();
    await portal.page.getByText("1 selected").waitFor();
    await button("Expand navigation").waitFor();
  });

  test("of another product are shown when it is chosen, here or elsewhere", async () => {
    await portal.page.getByLabel("Product").selectOption({ label: "Other" });
    await expect.poll(async () => new Set(await column("owner"))).toEqual(new Set(["ben"]));
    await portal.chooseProduct("calls");
    await expect.poll(async () => new Set(await column("owner"))).toEqual(new Set(["amy"]));
    await expect.poll(() => portal.page.getByLabel("Product").inputValue()).toBe("calls");
  });
});

describe("ticks", () => {
  const fillings = [
    { extract: "shared-daily", owner: "amy", shared: true },
    { extract: "bens-weekly", owner: "ben", shared: false },
  ];
  const tickFirst = async (): Promise<void> => {
    await portal.page.locator(".df-grid-body input").nth(0).click();
    await portal.page.getByText("1 selected").waitFor();
  };
  const noneTicked = async (): Promise<void> => {
    await rows().first().waitFor();
    expect(await portal.page.locator(".df-selection").count()).toBe(0);
  };
  beforeEach(() => fillOutputs(estate.ledger, fillings, 60));

  test("end with the product, the user or the place, also while the schedules are shown", async () => {
    await open();
    for (const change of [
      () => portal.chooseProduct("calls"),
      () => portal.reframe({ user: "amy" }),
      () => portal.reframe({ place: { type: "server", name: "datafeed.test", at: "https://datafeed.test" } }),
    ]) {
      await button("Next page").click();
      await counted("11 to 20");
      await tickFirst();
      await button("Schedules").click();
      await portal.page.getByText("every day at 06:00 UTC").first().waitFor();
      await change();
      await button("Data Extracts").click();
      await counted("1 to 10");
      await noneTicked();
    }
  });

  test("are not brought back by a page that comes back at another place, but stay while nobody can be asked", async () => {
    await open();
    await tickFirst();
    await portal.reframe({ user: undefined, problem: { code: "x", message: "The server does not answer.", actions: [] } });
    await portal.reframe({});
    await portal.page.getByText("1 selected").waitFor();
    portal.moveTo({ place: { type: "server", name: "datafeed.test", at: "https://datafeed.test" } });
    await portal.page.reload();
    await noneTicked();
  });

  test("of all are given up when another filter or product is chosen meanwhile, and a refusal is told", async () => {
    const held = Promise.withResolvers<void>();
    let refusal: Error | undefined;
    await open({
      before: async (method) => {
        if (method !== "outputIds") return;
        if (refusal !== undefined) throw refusal;
        await held.promise;
      },
    });
    await portal.page.getByLabel("Select all rows of this page").check();
    await button("Select all 54").click();
    await portal.chooseProduct("calls");
    const { total } = await portal.commands.listOutputs({ product: "calls" });
    await counted(`of ${total}`);
    held.resolve();
    await portal.changed();
    await portal.page.locator(".df-grid-bar").waitFor({ state: "detached" });
    await noneTicked();
    refusal = new DatafeedError("server-unreachable", "The server does not answer.");
    await portal.page.getByLabel("Select all rows of this page").check();
    await button(`Select all ${total}`).click();
    await portal.page.getByRole("alert").getByText("The server does not answer.").waitFor();
    await portal.page.getByText("10 selected").waitFor();
  });

  test("go to the editor's menu when it opens on one of several, and not along with each row", async () => {
    await open();
    await portal.page.getByLabel("Select all rows of this page").check();
    await button("Select all 54").click();
    await portal.page.getByText("54 selected").waitFor();
    const contexts = await rows().evaluateAll((all) => all.map((row) => row.getAttribute("data-vscode-context") ?? ""));
    expect(Math.max(...contexts.map(({ length }) => length))).toBeLessThan(300);
    expect(JSON.parse(contexts[0]!)).toMatchObject({ webviewSection: "outputs", ticked: true });
    await cell(0, "name").click({ button: "right" });
    await expect.poll(() => outputsOf(JSON.parse(contexts[0]!))?.length).toBe(54);
  });
});

test("changes that come faster than answers do not keep the list from its answer", async () => {
  let asked = 0;
  await open({
    before: async (method) => {
      if (method === "outputs" && asked++ > 0) await delay(300);
    },
  });
  await estate.publish("amys-calls");
  const storm = setInterval(() => void portal.changed(), 60);
  try {
    await counted("1 to 1 of 1");
  } finally {
    clearInterval(storm);
  }
});

describe("a narrow page", () => {
  test.each([1200, 850, 620])("of %i pixels has the actions in view", async (width) => {
    await estate.publish("amys-calls");
    await open({ width });
    await counted("1 to 1 of 1");
    const actions = await rows().locator(".pinned").boundingBox();
    expect(actions!.x + actions!.width).toBeLessThanOrEqual(width);
    expect((await cell(0, "name").boundingBox())!.width).toBeGreaterThanOrEqual(160);
    await button(width < 900 ? "Expand navigation" : "Collapse navigation").waitFor();
  });

  test("has its navigation as icons by itself, and as it was when it is wide again", async () => {
    await open();
    await portal.page.setViewportSize({ width: 700, height: 800 });
    await button("Expand navigation").click();
    await button("Collapse navigation").waitFor();
    await portal.page.setViewportSize({ width: 1200, height: 800 });
    await portal.page.setViewportSize({ width: 700, height: 800 });
    await button("Expand navigation").waitFor();
    await portal.page.setViewportSize({ width: 1200, height: 800 });
    await button("Collapse navigation").waitFor();
  });
});

test("nothing was published yet: the way to the first extract; then it appears by itself", async () => {
  await open();
  await portal.page.getByText("Nothing was published yet.").waitFor();
  await portal.page.locator("vscode-button", { hasText: "Create Data Extract" }).click();
  await expect.poll(() => portal.executed).toEqual([{ command: "datafeed.createExtract", target: null }]);
  const output = await estate.publish("amys-calls");
  await portal.changed();
  await counted("1 to 1 of 1");
  expect(await column("name")).toEqual([output.path]);
  expect(await cell(0, "type").innerText()).toMatch(/private/);
  expect(await cell(0, "status").innerText()).toMatch(/Published/);
});

test("who is at a row stays at it when others come, and at its place when it goes", async () => {
  const first = await estate.publish("shared-calls");
  const second = await estate.publish("amys-calls");
  await open({ state: { extracts: { page: 1, pageSize: 10, sort: { column: "owner", direction: "asc" }, filters: {} } } });
  await counted("1 to 2 of 2");
  await cell(1, "name").click();
  const mine = await focused();
  expect([first.path, second.path]).toContain(mine);
  estate.pass(1000);
  await estate.publish("bens-calls");
  await estate.publish("amys-calls");
  await portal.changed();
  await counted("1 to 4 of 4");
  expect(await focused()).toBe(mine);
  const at = (await column("name")).indexOf(mine);
  await press("ArrowUp");
  expect(await focused()).toBe((await column("name"))[at - 1]);
  await press("ArrowDown");
  expect(await focused()).toBe(mine);
  await portal.commands.delete([[first, second].find(({ path }) => path === mine)!.id]);
  await portal.changed();
  await counted("1 to 3 of 3");
  expect(await focused()).toBe((await column("name"))[at]);
});

test("what somebody else published shows itself without being told", async () => {
  await open();
  await portal.page.clock.install();
  await button("Refresh").click();
  await estate.publish("shared-calls");
  await expect
    .poll(async () => {
      await portal.page.clock.fastForward(10_000);
      return rows().count();
    })
    .toBe(1);
});

test("files are deleted, and of those that are not it is said why", async () => {
  const mine = await estate.publish("bens-calls");
  const theirs = await estate.publish("shared-calls");
  await open({ user: { user: "ben", role: "developer" } });
  expect(await button(`Delete: ${theirs.path}`).isDisabled()).toBe(true);
  await portal.page.getByLabel("Select all rows of this page").check();
  await portal.page.locator("vscode-button", { hasText: "Delete" }).click();
  await portal.page.getByText("1 file was not deleted").waitFor();
  await portal.page.getByText(`${theirs.path}: ben may do output.delete to what is their own alone`).waitFor();
  await counted("1 to 1 of 1");
  expect(await column("name")).toEqual([theirs.path]);
  expect((await portal.commands.output(mine.id)).state).toBe("deleted");
  await portal.page.getByText("1 selected").waitFor();
});

test("runs under way stand on top, with how far they are, and can be ended", async () => {
  await open();
  await portal.showRuns([
    { id: "run1", extract: "amys-calls", state: "running", rows: 12_345, bytes: 812_032, startedAt: Date.now() },
  ]);
  await portal.page.getByText("running · 12,345 rows · 793 KB").waitFor();
  await button("Cancel run of amys-calls").click();
  await expect.poll(() => portal.executed).toEqual([{ command: "datafeed.cancelRun", target: { run: "run1" } }]);
  await portal.showRuns([]);
  await button("Cancel run of amys-calls").waitFor({ state: "detached" });
});

test("schedules: in words, with their next five runs, to be paused, edited and deleted", async () => {
  await open();
  await button("Schedules").click();
  await counted("1 to 2 of 2");
  await portal.page.getByText("every day at 06:00 UTC").first().waitFor();
  await button("Next Run").click();
  await portal.page.locator("[role=columnheader][aria-sort=ascending]", { hasText: "Next Run" }).waitFor();
  await expect.poll(() => portal.asked.at(-1)).toMatchObject({ method: "schedules", args: [{ sort: "next" }] });
  await button("View Details: shared-daily").click();
  expect(await portal.page.locator(".df-detail ol li").count()).toBe(5);
  await button("Pause: shared-daily").click();
  await button("Edit: shared-daily").click();
  await button("Delete: shared-daily").click();
  const target = { extract: "shared-daily" };
  await expect
    .poll(() => portal.executed)
    .toEqual(["pauseSchedule", "openYaml", "deleteSchedule"].map((command) => ({ command: `datafeed.${command}`, target })));
  await portal.commands.pause("shared-daily", "the warehouse is being moved");
  await portal.changed();
  await button("Resume: shared-daily").waitFor();
  await portal.page.locator(".df-detail", { hasText: "the warehouse is being moved" }).waitFor();
  await button("Filter by State").click();
  await portal.page.getByLabel("Active").check();
  await counted("1 to 1 of 1");
});

test("where nobody can be asked, it is said why, what to do, and it goes on by itself", async () => {
  const problem = {
    code: "not-signed-in",
    message: "You are not signed in to datafeed.test.",
    actions: [{ title: "Sign In", command: "datafeed.signIn" as const }],
  };
  let signedIn = false;
  await estate.publish("amys-calls");
  portal = await openPortalPage(browser, estate, {
    frame: { problem },
    refuse: () => (signedIn ? undefined : new DatafeedError("not-signed-in", problem.message, { hint: "Sign in." })),
  });
  await portal.page.getByText(problem.message).waitFor();
  await portal.page.locator("vscode-button", { hasText: "Sign In" }).click();
  await expect.poll(() => portal.executed).toEqual([{ command: "datafeed.signIn", target: null }]);
  signedIn = true;
  await portal.changed();
  await counted("1 to 1 of 1");
});

test("the user's menu has the viewer, about and the choice of a place", async () => {
  await open();
  expect((await button("ada: user menu").innerText()).trim()).toBe("ada");
  await button("ada: user menu").focus();
  await press("ArrowDown", "ArrowDown", "Enter");
  await expect.poll(() => portal.executed).toEqual([{ command: "datafeed.about", target: null }]);
  await button("ada: user menu").click();
  await portal.page.getByRole("menuitem", { name: "Viewer" }).click();
  await expect.poll(() => portal.executed.at(-1)).toEqual({ command: "datafeed.openViewer", target: null });
});
