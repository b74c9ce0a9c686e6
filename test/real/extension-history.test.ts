import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HistoryPage } from "../../vscode-extension/src/history/history-messages.ts";
import { followToEnd, type SessionProcess, startSession } from "../cli/session/session-process.ts";
import { TestProject } from "../cli/test-project.ts";
import { type OpenPage, openBrowser, openPage } from "../support/pages/open-page.ts";

const extract = "contacts-for-excel";

let browser: Browser;
let project: TestProject;
let session: SessionProcess;
beforeAll(async () => {
  browser = await openBrowser();
  project = await TestProject.withSample();
  session = startSession(project);
  for (let times = 0; times < 3; times++) {
    await followToEnd(session.desk, (await session.desk.dispatch({ extract })).id);
  }
  // Its query asks for a table that is not there any more.
  const template = "templates/ContactDetails.template.yaml";
  const text = project.read(template);
  project.write(template, text.replaceAll("reporting.contacts", "reporting.gone"));
  await followToEnd(session.desk, (await session.desk.dispatch({ extract })).id);
  project.write(template, text);
});
afterAll(async () => {
  await browser.close();
  await session[Symbol.asyncDispose]();
  project[Symbol.dispose]();
});

/** The page of the history, answered by a session of the command line. */
function open(): Promise<OpenPage<HistoryPage>> {
  return openPage<HistoryPage>(browser, {
    name: "history",
    answers: {
      about: () => ({ extract, place: "project /home/amy/shop" }),
      runs: (_signal, page, pageSize) => session.desk.listRuns({ extract, page, pageSize, sort: "-started" }),
      showLog: () => {},
      download: () => {},
      run: () => {},
      cancel: () => {},
    },
  });
}

test("runs are drawn oldest first, each with its state in words; the table has the same, newest first", async () => {
  await using shown = await open();
  const { page } = shown;
  await page.locator("g.run").first().waitFor();
  const bars = await page.locator("g.run").evaluateAll((all) => all.map((bar) => bar.getAttribute("aria-label") ?? ""));
  expect(bars.map((words) => /published|failed/.exec(words)?.[0])).toEqual(["published", "published", "published", "failed"]);
  expect(await page.locator("g.run.failed .mark").textContent()).toBe("✕");
  const states = await page.locator("[role=gridcell][aria-colindex='1']").allInnerTexts();
  expect(states.map((text) => text.trim())).toEqual(["failed", "published", "published", "published"]);
  expect(await page.locator("svg > title").first().textContent()).toContain(extract);
  expect(await page.locator(".legend").allInnerTexts()).toHaveLength(2);
  expect(shown.problems).toEqual([]);
});

test("the keys go from run to run, and Enter shows its log", async () => {
  await using shown = await open();
  const { page } = shown;
  await page.locator("g.run").first().focus();
  await page.keyboard.press("End");
  await expect.poll(() => page.locator(".chart-words").innerText()).toMatch(/failed/);
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => page.locator(".chart-words").innerText()).toMatch(/published .* rows/);
  const focused = await page.evaluate(() => (document.activeElement as SVGElement).dataset["run"]);
  await page.keyboard.press("Enter");
  await expect.poll(() => shown.asked.at(-1)).toEqual({ method: "showLog", args: [focused] });
});

test("a published run's file is downloaded from its row; a failed one has none", async () => {
  await using shown = await open();
  const { page } = shown;
  await page.locator("[role=row]", { hasText: "failed" }).first().waitFor();
  expect(await page.getByRole("button", { name: "Download" }).count()).toBe(3);
  await page.getByRole("button", { name: "Download" }).first().click();
  const { items } = await session.desk.listOutputs({ extract });
  await expect.poll(() => shown.asked.at(-1)?.method).toBe("download");
  expect(items.map(({ id }) => id)).toContain(shown.asked.at(-1)!.args[0]);
});
