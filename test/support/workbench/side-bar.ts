import type { Locator, Page } from "playwright-core";

/** The side bar: containers of the activity bar, and the trees of their views. */
export class SideBar {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Shows the container of this title; does nothing when it is shown. */
  async show(container: string): Promise<void> {
    const item = this.#page.locator(`.activitybar .action-item:has(a.action-label[aria-label^="${container}"])`);
    await item.waitFor();
    if (!(await item.getAttribute("class"))?.split(" ").includes("checked")) await item.click();
    await this.#page.locator(".sidebar .composite.title", { hasText: container }).waitFor();
  }

  view(title: string): Locator {
    const header = this.#page.locator(`.pane-header[aria-label^="${title}"]`);
    return this.#page.locator(".sidebar .pane", { has: header });
  }

  row(text: string | RegExp): Locator {
    return this.#page.locator(".sidebar .monaco-list-row", { hasText: text }).first();
  }

  async expand(text: string | RegExp): Promise<void> {
    const row = this.row(text);
    await row.waitFor();
    if ((await row.getAttribute("aria-expanded")) === "false") await row.locator(".monaco-tl-twistie").click();
  }

  /** Clicks a button in the title of a view. */
  async titleAction(view: string, action: string): Promise<void> {
    const pane = this.view(view);
    await pane.locator(".pane-header").hover();
    await pane.locator(`.pane-header a.action-label[aria-label^="${action}"]`).click();
  }

  /** Clicks a button in the row of a tree. */
  async inlineAction(row: string | RegExp, action: string): Promise<void> {
    await this.row(row).hover();
    await this.row(row).locator(`a.action-label[aria-label^="${action}"]`).click();
  }

  async contextAction(row: string | RegExp, action: string): Promise<void> {
    await this.row(row).click({ button: "right" });
    const item = this.#page.locator(".monaco-menu .action-item", { hasText: action });
    await item.waitFor();
    // A menu does not hear the mouse in its first tenth of a second, so that the click which opened it selects nothing.
    await this.#page.waitForTimeout(250);
    await item.click();
  }
}
