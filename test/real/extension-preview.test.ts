import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PipedCommands } from "../../runner/src/pipe/piped-commands.ts";
import type { PreviewPage } from "../../vscode-extension/src/preview/preview-messages.ts";
import { Gate } from "../cli/session/gate.ts";
import { type SessionProcess, startSession } from "../cli/session/session-process.ts";
import { TestProject } from "../cli/test-project.ts";
import { type OpenPage, openBrowser, openPage } from "../support/pages/open-page.ts";

let browser: Browser;
let project: TestProject;
let session: SessionProcess;
beforeAll(async () => {
  browser = await openBrowser();
  project = await TestProject.withSample();
  session = startSession(project);
});
afterAll(async () => {
  await browser.close();
  await session[Symbol.asyncDispose]();
  project[Symbol.dispose]();
});

interface Shown extends OpenPage<PreviewPage> {
  readonly copied: string[];
}

/** The page of a preview, answered by a session of the command line. */
async function open(extract: string, { desk = session.desk, range = {}, rows = 100, state = {} } = {}): Promise<Shown> {
  const copied: string[] = [];
  const opened = await openPage<PreviewPage>(browser, {
    name: "preview",
    state,
    answers: {
      about: () => ({ extract, place: "project /home/amy/shop", document: true }),
      load: async (signal) => {
        const begun = performance.now();
        const view = await desk.preview({ extract, rows, ...range }, signal);
        return { view, most: rows, elapsedMs: performance.now() - begun };
      },
      openSql: () => {},
      openDocument: () => {},
      copy: (_signal, text) => {
        copied.push(text);
      },
    },
  });
  return Object.assign(opened, { copied });
}

/** The cells of a column as they stand, from the top. */
function cells({ page }: Shown, column: number): Promise<readonly string[]> {
  return page.locator(`[role=gridcell][aria-colindex="${column}"]`).allInnerTexts();
}

function header({ page }: Shown, name: string) {
  return page.getByRole("columnheader", { name });
}

describe("the first rows of an extract", () => {
  test("stand in a grid with types and masks; NULL is not nothing, and figures stand at the end", async () => {
    await using shown = await open("contacts-parquet");
    await shown.page.getByText("All 35 rows, not sorted").waitFor();
    expect(await header(shown, "User Endpoint").innerText()).toContain("string, masked: full");
    expect(await header(shown, "Duration(ms)").innerText()).toContain("integer");
    expect(await header(shown, "Duration(ms)").evaluate((cell) => cell.classList.contains("end"))).toBe(true);
    expect(new Set(await cells(shown, 17))).toEqual(new Set(["NULL", "***"]));
    expect(await shown.page.locator(".rows .null").first().innerText()).toBe("NULL");
    expect(await shown.page.locator("header").innerText()).toContain("Mar 1 – 31, 2026 (America/Chicago)");
    expect(shown.problems).toEqual([]);
  });

  test("are sorted by value, filtered by column, and copied with headers in the order shown", async () => {
    await using shown = await open("contacts-parquet");
    await header(shown, "Duration(ms)").getByRole("button", { name: "Duration(ms) integer" }).click();
    const sorted = (await cells(shown, 6)).filter((text) => text !== "NULL").map(Number);
    expect(sorted).toEqual([...sorted].sort((one, other) => one - other));
    await shown.page.getByRole("button", { name: "Filter by Channel" }).click();
    await shown.page.getByRole("textbox", { name: "Channel contains" }).fill("teams");
    await shown.page.keyboard.press("Escape");
    expect(new Set(await cells(shown, 7))).toEqual(new Set(["Teams"]));
    await shown.page.getByRole("button", { name: "Copy with Headers" }).click();
    await expect.poll(() => shown.copied.length).toBe(1);
    const [head, ...lines] = shown.copied[0]!.split("\n").map((line) => line.split("\t"));
    expect(head!.slice(0, 2)).toEqual(["Contact ID", "Contact Start"]);
    expect(lines.map((line) => line[5])).toEqual((await cells(shown, 6)).map((text) => text.replace("NULL", "")));
    expect(lines.every((line) => line[6] === "Teams")).toBe(true);
  });

  test("stand beside the SQL that asked for them, as long as somebody wants that", async () => {
    await using shown = await open("web-chat-weekly");
    await shown.page.getByRole("button", { name: "SQL", exact: true }).click();
    const { sql } = await session.desk.preview({ extract: "web-chat-weekly", rows: 100 }, new AbortController().signal);
    expect(await shown.page.locator(".sql pre").textContent()).toBe(sql);
    await shown.page.reload();
    await shown.page.locator(".sql pre").waitFor();
    await shown.page.getByRole("button", { name: "Open" }).click();
    await expect.poll(() => shown.asked.at(-1)?.method).toBe("openSql");
  });

  test("are asked for again when the document is saved, if that was chosen", async () => {
    await using shown = await open("contacts-for-excel");
    await shown.page.getByText("10 rows, not sorted").waitFor();
    const loads = () => shown.asked.filter(({ method }) => method === "load").length;
    await shown.tell("saved", null);
    await shown.page.getByRole("button", { name: "Rerun on Save" }).click();
    expect(loads()).toBe(1);
    await shown.tell("saved", null);
    await expect.poll(loads).toBe(2);
  });
});

test("Cancel ends the query in the warehouse, and the time goes on until then", async () => {
  await using gate = await Gate.closed();
  const { project: made, connections } = gate.project();
  using own = made;
  await using other = startSession(own, "--connections", connections);
  const range = { start: "2026-03-01", end: "2026-04-01" };
  await using shown = await open("long", { desk: other.desk as PipedCommands, range });
  await gate.hasQueries(1);
  await shown.page.getByText(/Asking the warehouse … [1-9]/).waitFor();
  await shown.page.locator(".tool.cancel").click();
  await gate.hasQueries(0, 5000);
  await shown.page.getByText("Cancelled").first().waitFor();
  await gate.open();
  await shown.page.getByRole("button", { name: "Refresh" }).click();
  await shown.page.getByText("First 100 rows, not sorted").waitFor();
});

test("what is cancelled leaves the rows of before, and says no more than that", async () => {
  const request = { extract: "contacts-for-excel", rows: 5 };
  const view = await session.desk.preview(request, new AbortController().signal);
  let asked = 0;
  const preview = (_request: unknown, signal: AbortSignal) => {
    asked += 1;
    if (asked === 2) return Promise.resolve(view);
    // A warehouse that does not hear of it for now.
    return new Promise<never>((_resolve, reject) => signal.addEventListener("abort", () => setTimeout(reject, 3000)));
  };
  await using shown = await open("contacts-for-excel", { desk: { preview } as never, rows: 5 });
  const { page } = shown;
  await page.locator(".tool.cancel").click();
  const message = page.locator(".df-grid-message");
  await expect.poll(async () => (await message.innerText()).trim()).toBe("Cancelled.");
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.getByText("First 5 rows, not sorted").waitFor();
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.locator(".tool.cancel").click();
  await page.getByText("Cancelled. First 5 rows, not sorted").waitFor();
  expect(await cells(shown, 1)).toHaveLength(5);
  expect(await message.count()).toBe(0);
  expect(await page.locator("[role=status]").innerText()).toBe("Cancelled.");
});

test("a failure is a sentence with what to do, its code, and the way to the YAML", async () => {
  await using shown = await open("on-request");
  const alert = shown.page.getByRole("alert");
  expect(await alert.innerText()).toContain('"on-request" has neither a window nor a schedule.');
  expect(await alert.innerText()).toContain("--start 2026-03-17T00:00");
  expect(await alert.locator("code").innerText()).toBe("window-missing");
  await alert.getByText("Open YAML").click();
  await expect.poll(() => shown.asked.at(-1)?.method).toBe("openDocument");
});

test("a thousand rows of three hundred columns: what is in view is in the document, and the keys reach all of it", async () => {
  const columns = Array.from({ length: 300 }, (_, at) => ({ name: `Column ${at}`, type: at % 3 === 0 ? "integer" : "string" }));
  const rows = Array.from({ length: 1000 }, (_, row) => columns.map((_column, at) => row * 1000 + at));
  const window = { start: "2026-03-17T05:00:00.000Z", end: "2026-03-18T05:00:00.000Z", timezone: "America/Chicago" };
  const view = { extract: "wide", window, columns, rows, sql: "select 1" };
  await using shown = await open("wide", { desk: { preview: async () => view } as never, rows: 1000 });
  const { page } = shown;
  await page.locator("[role=gridcell]").first().click();
  expect(await page.locator("[role=gridcell]").count()).toBeLessThan(3000);
  await page.keyboard.press("Control+End");
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("999299");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-colindex"))).toBe("300");
  await page.keyboard.press("Home");
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("999000");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("999001");
  // A figure of this machine, so generous: without virtual columns a step took six times as long as with them.
  const median = await page.evaluate(async () => {
    const grid = document.querySelector(".df-grid")!;
    const times: number[] = [];
    grid.scrollTop = 0;
    for (let step = 0; step < 40; step++) {
      const begun = performance.now();
      grid.scrollTop += 130;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await new Promise((resolve) => requestAnimationFrame(resolve));
      times.push(performance.now() - begun);
    }
    return times.sort((one, other) => one - other)[20]!;
  });
  expect(median).toBeLessThan(150);
  expect(shown.problems).toEqual([]);
});
