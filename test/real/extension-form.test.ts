import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FormPage, type FormPageOptions, openFormPage } from "../support/pages/form-page.ts";
import { openBrowser } from "../support/pages/open-page.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const head = "kind: Extract\nname: calls\nproduct: ixhello-employee\nowner: amy\ntemplate: InteractionDetails\n";
const all = `${head}fields: all # every one\nwindow: { start: "2026-03-17", end: "2026-04-06" }\n`;
const four = `${head}fields: [Contact ID, Channel, Result, Duration(ms)]\nwindow: { start: "2026-03-17", end: "2026-04-06" }\n`;

/** A test over a page, which must not have had a problem of its own in the end. */
function formTest(name: string, options: FormPageOptions, body: (form: FormPage) => Promise<void>): void {
  test(name, { timeout: 30_000 }, async () => {
    await using form = await openFormPage(browser, options);
    await form.page.locator("#tab-fields").waitFor();
    await body(form);
    expect(form.problems).toEqual([]);
  });
}

const fieldsOf = (form: FormPage): string => /^fields:[\s\S]*?(?=\n\w)/m.exec(form.text)?.[0] ?? "";
const row = (form: FormPage, field: string) =>
  form.page.locator("li", { has: form.page.getByRole("checkbox", { name: field, exact: true }) });
/** In the page: what a screen reader adds to the name of a control. */
declare function describedBy(element: unknown): string;
const box = (form: FormPage, field: string) => form.page.getByRole("checkbox", { name: field, exact: true });
const until = (check: () => unknown, wanted: unknown) => expect.poll(check, { interval: 20 }).toEqual(wanted);

describe("fields", () => {
  formTest("are all selected at first, with their types and personal data in words", { text: all }, async (form) => {
    await form.page.getByText("24 of 24 fields").waitFor();
    expect(await form.page.getByRole("checkbox", { checked: true }).count()).toBe(24);
    expect(await row(form, "User Endpoint").innerText()).toMatch(/string[\s\S]*PII: phone[\s\S]*masked: full/);
    expect(await row(form, "Duration(ms)").innerText()).toContain("integer, ms");
  });

  formTest("are deselected and selected with the keyboard, and keep the focus", { text: all }, async (form) => {
    await box(form, "Choice").focus();
    await form.page.keyboard.press("Space");
    await form.page.getByText("23 of 24 fields").waitFor();
    expect(fieldsOf(form)).toContain("# every one");
    expect(fieldsOf(form)).not.toContain("Choice");
    await expect.poll(() => box(form, "Choice").evaluate((each) => each.matches(":focus"))).toBe(true);
    await form.page.keyboard.press("Space");
    await form.page.getByText("24 of 24 fields").waitFor();
    expect(fieldsOf(form)).toMatch(/- Result\n {2}- Choice\n {2}- Interaction Number/);
    await form.page.getByRole("button", { name: "Select None" }).click();
    await until(() => fieldsOf(form), "fields: [] # every one");
    await form.page.getByRole("button", { name: "Select All" }).click();
    await until(() => fieldsOf(form), "fields: all # every one");
  });

  formTest("move by Alt and an arrow key, which is read aloud", { text: four }, async (form) => {
    await box(form, "Channel").focus();
    await form.page.keyboard.press("Alt+ArrowDown");
    await until(() => fieldsOf(form), "fields: [Contact ID, Result, Channel, Duration(ms)]");
    await until(() => form.page.locator("[aria-live]").innerText(), "Channel moved to place 3 of 4.");
    await expect.poll(() => box(form, "Channel").evaluate((each) => each.matches(":focus"))).toBe(true);
    await form.page.keyboard.press("Alt+ArrowUp");
    await form.page.keyboard.press("Alt+ArrowUp");
    await until(() => fieldsOf(form), "fields: [Channel, Contact ID, Result, Duration(ms)]");
    // The first can't move up.
    await form.page.keyboard.press("Alt+ArrowUp");
    await form.page.getByRole("button", { name: "Move Result down" }).click();
    await until(() => fieldsOf(form), "fields: [Channel, Contact ID, Duration(ms), Result]");
  });

  formTest("move as a block that was marked", { text: four }, async (form) => {
    await form.page.getByRole("searchbox").fill("");
    await row(form, "Contact ID")
      .locator(".facts")
      .click({ modifiers: ["Control"] });
    await row(form, "Channel")
      .locator(".facts")
      .click({ modifiers: ["Control"] });
    await box(form, "Channel").focus();
    await form.page.keyboard.press("Alt+ArrowDown");
    await until(() => fieldsOf(form), "fields: [Result, Contact ID, Channel, Duration(ms)]");
  });

  formTest("say in words which of them are marked, and how many", { text: four }, async (form) => {
    const said = form.page.locator("[aria-live]");
    const about = (field: string) => box(form, field).evaluate((each) => describedBy(each));
    await form.page.evaluate(`globalThis.describedBy = (each) => each.getAttribute("aria-describedby").split(" ")
      .map((id) => each.getRootNode().getElementById(id).textContent).join(" ")`);
    await form.page.getByText("press Alt+Up or Alt+Down").waitFor();
    await box(form, "Contact ID").focus();
    await form.page.keyboard.press("Shift+ArrowDown");
    await until(() => said.innerText(), "2 fields marked");
    await form.page.keyboard.press("Shift+ArrowDown");
    await until(() => said.innerText(), "3 fields marked");
    expect(await about("Contact ID")).toMatch(/^Marked\. The conversation/);
    expect(await about("Collect State")).not.toMatch(/Marked/);
    await form.page.keyboard.press("ArrowDown");
    await until(() => said.innerText(), "No field marked");
    expect(await about("Contact ID")).not.toMatch(/Marked/);
  });

  formTest("have what is said of them under their names or beside them", { text: four, width: 600 }, async (form) => {
    const places = () =>
      row(form, "Channel").evaluate((each) => {
        const [name, about] = ["label", ".about"].map((selector) => each.querySelector(selector)!.getBoundingClientRect());
        return { indent: about!.left - name!.left, below: about!.top >= name!.bottom };
      });
    expect(await places()).toEqual({ indent: 0, below: true });
    await form.page.setViewportSize({ width: 1200, height: 800 });
    const { indent, below } = await places();
    expect([indent > 100, below]).toEqual([true, false]);
  });

  formTest("move by dragging", { text: four, height: 1600 }, async (form) => {
    const target = row(form, "Contact ID");
    await row(form, "Duration(ms)").dragTo(target, { targetPosition: { x: 60, y: 3 } });
    await until(() => fieldsOf(form), "fields: [Duration(ms), Contact ID, Channel, Result]");
  });

  formTest("are found by their words, and all that is found is selected", { text: four }, async (form) => {
    await form.page.getByRole("searchbox").fill("conversation started");
    await expect.poll(() => form.page.getByRole("checkbox").count()).toBe(1);
    await form.page.getByRole("button", { name: "Select All" }).click();
    await form.page.getByText("5 of 24 fields").waitFor();
    expect(fieldsOf(form)).toContain("Contact Start");
  });

  formTest("get a name of their own, quoted where YAML reads it otherwise", { text: four }, async (form) => {
    await form.page.getByLabel("Column name of Channel").fill("on");
    await form.page.keyboard.press("Tab");
    await until(() => fieldsOf(form), `fields: [Contact ID, { field: Channel, as: "on" }, Result, Duration(ms)]`);
    await form.page.getByLabel("Column name of Result").fill("contact id");
    await form.page.keyboard.press("Tab");
    await row(form, "Result").getByText("differs from Contact ID only by its case").waitFor();
  });
});

describe("the filter", () => {
  const filterOf = (form: FormPage): string => /^filter:[\s\S]*?(?=\n\w)/m.exec(form.text)?.[0] ?? "";
  /** As the page shows them: a moment after the text has them so. */
  const conditionsOf = (form: FormPage) =>
    form.page
      .getByRole("group", { name: /^Condition on/ })
      .evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")));
  const open = (form: FormPage) => form.page.locator("#tab-filter").click();

  formTest("is built from nothing", { text: four }, async (form) => {
    const { page } = form;
    await open(form);
    await page.getByText("No filter").waitFor();
    await page.getByRole("button", { name: "+ Condition" }).click();
    await page.getByLabel("Field", { exact: true }).fill("channel");
    await page.keyboard.press("Tab");
    await until(() => filterOf(form), "filter: { Channel: { isNotNull: true } }");
    await page.getByLabel("Operator for Channel").selectOption("in");
    await until(() => filterOf(form), "filter: { Channel: { in: [Web-Chat] } }");
    await page.getByLabel("Another value of Channel").fill("Voice");
    await page.keyboard.press("Enter");
    await until(() => filterOf(form), "filter: { Channel: { in: [Web-Chat, Voice] } }");
    await page.getByRole("button", { name: "Remove Web-Chat" }).click();
    await until(() => filterOf(form), "filter: { Channel: { in: [Voice] } }");
    await page.getByRole("button", { name: "+ Any of" }).click();
    const group = page.getByRole("group", { name: "Any of these holds" });
    await group.getByLabel("Field", { exact: true }).fill("Duration(ms)");
    await page.keyboard.press("Tab");
    await group.getByLabel("Operator for Duration(ms)").selectOption("gte");
    await group.getByLabel("Value of Duration(ms)").fill("1000");
    await page.keyboard.press("Tab");
    await until(
      () => filterOf(form),
      "filter:\n  all:\n    - Channel: { in: [Voice] }\n    - any:\n        - Duration(ms): { gte: 1000 }",
    );
    await group.getByLabel("How the conditions of this group are joined").selectOption("not");
    await until(
      () => filterOf(form),
      "filter:\n  all:\n    - Channel: { in: [Voice] }\n    - not:\n        any:\n          - Duration(ms): { gte: 1000 }",
    );
  });

  const two = `${four}filter: { all: [{ Channel: { eq: Voice } }, { Duration(ms): { gte: 5 } }] }\noutput: {}\n`;

  formTest("says what does not fit, and leaves the text alone", { text: two }, async (form) => {
    await open(form);
    const value = form.page.getByLabel("Value of Duration(ms)");
    await value.fill("soon");
    await form.page.keyboard.press("Tab");
    await form.page.getByRole("alert").getByText("expected a whole number").waitFor();
    expect(await value.getAttribute("aria-invalid")).toBe("true");
    expect(form.text).toBe(two);
  });

  formTest("offers the operators of a type, and takes times of the extract's zone", { text: two }, async (form) => {
    await open(form);
    const field = form.page.getByLabel("Field", { exact: true }).first();
    await field.fill("Contact Start");
    await form.page.keyboard.press("Tab");
    const operators = form.page.getByLabel("Operator for Contact Start");
    await until(
      async () => (await operators.locator("option").allInnerTexts()).map((text) => text.trim()),
      [
        ...["is", "is not", "is one of", "is none of", "has no value", "has a value"],
        ...["is less than", "is at most", "is greater than", "is at least", "is between"],
      ],
    );
    await form.page.getByLabel("Value of Contact Start").fill("2026-03-17T06:30");
    await form.page.keyboard.press("Tab");
    await until(() => form.text.includes("2026-03-17T11:30:00Z"), true);
  });

  formTest("moves by keyboard, is taken apart and removed", { text: two }, async (form) => {
    await open(form);
    await form.page.getByLabel("Operator for Channel").focus();
    await form.page.keyboard.press("Alt+ArrowDown");
    await until(() => filterOf(form), "filter: { all: [{ Duration(ms): { gte: 5 } }, { Channel: { eq: Voice } }] }");
    await until(() => conditionsOf(form), ["Condition on Duration(ms)", "Condition on Channel"]);
    await form.page.getByRole("button", { name: "Remove the condition on Duration(ms)" }).click();
    // What is asked of a part that is not what it was is not done: the next one is asked of what came of this.
    await until(() => filterOf(form), "filter: { all: [{ Channel: { eq: Voice } }] }");
    await until(() => conditionsOf(form), ["Condition on Channel"]);
    const apart = form.page.getByRole("button", { name: "Take the group apart" });
    await apart.click();
    await until(() => filterOf(form), "filter: { Channel: { eq: Voice } }");
    await apart.waitFor({ state: "detached" });
    await form.page.getByRole("button", { name: "Remove the condition on Channel" }).click();
    await form.page.getByText("No filter").waitFor();
    expect(form.text).toBe(two.replace(/filter:.*\n/, ""));
  });

  formTest("does what is asked of a part to that part, though it has just moved", { text: two }, async (form) => {
    await open(form);
    const remove = await form.page.getByRole("button", { name: "Remove the condition on Duration(ms)" }).elementHandle();
    await form.page.getByLabel("Operator for Channel").evaluate((operator, button) => {
      operator.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", altKey: true, bubbles: true, composed: true }));
      (button as HTMLElement).click();
    }, remove);
    await until(() => filterOf(form), "filter: { all: [{ Channel: { eq: Voice } }] }");
  });

  formTest("tests masked fields for a value alone", { text: two }, async (form) => {
    await open(form);
    await form.page.getByLabel("Field", { exact: true }).first().fill("User Endpoint");
    await form.page.keyboard.press("Tab");
    const operators = form.page.getByLabel("Operator for User Endpoint").locator("option");
    await until(
      async () => (await operators.allInnerTexts()).map((text) => text.trim()),
      ["is", "has no value", "has a value"],
    );
    await form.page.getByText("holds personal data (phone)").waitFor();
  });
});

describe("the summary", () => {
  const rows = (form: FormPage) =>
    form.page.locator("tr[data-key]").evaluateAll((all) => all.map((each) => each.textContent?.replace(/\s+/g, " ").trim()));

  formTest("has nine rows in words", { text: all, world: { mode: "editor" } }, async (form) => {
    await form.page.locator("#tab-summary").click();
    await form.page.getByText("Nothing is wrong.").waitFor();
    expect((await rows(form)).map((text) => text?.replace(/ Change$/, ""))).toEqual([
      "Extract Name calls",
      "Data Start Time 2026-03-17",
      "Data End Time 2026-04-06",
      "Timezone America/Chicago",
      "Zip Output Yes",
      "Shared No",
      "Template InteractionDetails",
      expect.stringMatching(/^Fields all 24 fields Contact ID, Input Start Time UTC, /),
      "Filters No filter",
    ]);
    await form.page.getByText("Runs once, at once: from 2026-03-17 up to 2026-04-06, America/Chicago.").waitFor();
    await form.page.getByRole("button", { name: "Change Extract Name" }).click();
    await until(() => form.told, ["ask name"]);
  });

  const monday = `schedule: { every: week, day: monday, at: "06:00" }\noutput: { compress: none }\n`;
  const weekly = `${head}shared: true\nfields: [Contact ID]\nfilter: { Channel: { eq: Voice } }\n${monday}`;

  formTest("tells the next five runs of a schedule", { text: weekly }, async (form) => {
    await form.page.locator("#tab-summary").click();
    await form.page.getByText("Every Monday at 06:00 America/Chicago").waitFor();
    const runs = await form.page.locator(".runs tbody tr").allInnerTexts();
    expect(runs.map((run) => run.split("\t")[0])).toEqual(
      ["2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21"].map((day) => `${day} 06:00`),
    );
    expect(await rows(form)).toContain("Data Start Time 2026-11-16 00:00 (next run) Change");
    expect(await rows(form)).toContain("Zip Output No Change");
    expect(await rows(form)).toContain("Filters Channel is Voice Change");
  });
});

describe("the steps", () => {
  const button = (form: FormPage, name: string) => form.page.locator("vscode-button", { hasText: name });

  formTest("lead on, back and to the end", { text: four }, async (form) => {
    await button(form, "Next").click();
    await form.page.getByText("No filter").waitFor();
    await button(form, "Previous").click();
    await button(form, "Previous").click();
    await until(() => form.told, ["previous"]);
    await button(form, "Next").click();
    await button(form, "Next").click();
    await button(form, "Create").click();
    await until(() => form.told, ["previous", "create"]);
    await button(form, "Cancel").click();
    await until(() => form.told, ["previous", "create", "cancel"]);
  });

  formTest("end nowhere while something is wrong", { text: four.replace("Channel", "Chanel") }, async (form) => {
    await row(form, "Chanel").getByText("Did you mean Channel?").waitFor();
    await form.page.locator("#tab-summary").click();
    expect(await button(form, "Create").getAttribute("disabled")).not.toBeNull();
  });

  formTest("come back where they were", { text: four, state: { part: "filter" } }, async (form) => {
    expect(await form.page.locator("#tab-filter").getAttribute("aria-selected")).toBe("true");
  });

  const once = { text: four, only: ["Contact ID", { field: "Channel", as: "How" }, "Result"] };
  formTest(
    "of a narrowed run offer its own fields and formats",
    {
      ...once,
      text: four.replace(/fields: .*/, "fields: [Contact ID, { field: Channel, as: How }, Result]"),
      world: { mode: "narrow", endings: ["runOnce", "openPullRequest"], formats: ["csv", "parquet"], format: "csv" },
    },
    async (form) => {
      await form.page.getByText("3 of 3 fields").waitFor();
      await box(form, "Channel").click();
      await form.page.getByText("2 of 3 fields").waitFor();
      await box(form, "Channel").click();
      await until(() => fieldsOf(form), "fields: [Contact ID, { field: Channel, as: How }, Result]");
      await form.page.locator("#tab-summary").click();
      await form.page.getByLabel("Format of this run").selectOption("parquet");
      await form.page.locator("vscode-button", { hasText: "Run Once" }).click();
      await until(() => form.told, ["runOnce"]);
      expect(form.asked.some(({ method, args }) => method === "chooseFormat" && args[0] === "parquet")).toBe(true);
    },
  );
});

describe("beside the YAML", () => {
  formTest("the form follows what is written there", { text: four, world: { mode: "editor" } }, async (form) => {
    await form.write(four.replace("Channel, ", ""));
    await form.page.getByText("3 of 24 fields").waitFor();
    await form.write("fields: [");
    await form.page.getByText("The YAML can't be read as it stands.").waitFor();
    await form.page.locator("vscode-button", { hasText: "Open YAML" }).click();
    await until(() => form.told, ["openYaml"]);
    await form.write(four);
    await form.page.getByText("4 of 24 fields").waitFor();
  });

  const several = `${four}---\nkind: Schedule\nname: s\nevery: day\n---\n${all.replace("calls", "others")}`;
  formTest("a file with several extracts lets choose", { text: several, world: { mode: "editor" } }, async (form) => {
    await form.page.getByLabel("Extract", { exact: true }).selectOption("others");
    await form.page.getByText("24 of 24 fields").waitFor();
    await box(form, "Channel").click();
    await form.page.getByText("23 of 24 fields").waitFor();
    expect(form.text.startsWith(`${four}---\nkind: Schedule`)).toBe(true);
  });
});
