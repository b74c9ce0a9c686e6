import type { Locator, Page } from "playwright-core";

/** What the workbench says by itself: notifications and modal dialogs. */
export class Messages {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Waits for a notification and answers its whole text. */
  async said(text: string | RegExp): Promise<string> {
    const message = this.#notification(text);
    await message.waitFor();
    return message.locator(".notification-list-item-message").innerText();
  }

  /** Clicks a button of the notification that says this. */
  async answer(text: string | RegExp, button: string): Promise<void> {
    await this.#notification(text).locator(".monaco-button", { hasText: button }).click();
  }

  /** Clicks the Cancel of a notification that shows progress. */
  async cancelProgress(title: string): Promise<void> {
    const item = this.#notification(title);
    await item.hover();
    await item.locator(".monaco-button", { hasText: "Cancel" }).click();
  }

  /** The notifications that are on screen. */
  shown(): Promise<readonly string[]> {
    return this.#page.locator(".notification-toast .notification-list-item-message").allInnerTexts();
  }

  get dialog(): Locator {
    return this.#page.locator(".monaco-dialog-box");
  }

  /** Waits for a modal dialog that says this, and clicks one of its buttons. */
  async confirm(text: string | RegExp, button: string): Promise<void> {
    await this.dialog.filter({ hasText: text }).waitFor();
    await this.dialog.locator(".monaco-button", { hasText: button }).click();
    await this.dialog.waitFor({ state: "hidden" });
  }

  #notification(text: string | RegExp): Locator {
    const item = this.#page.locator(".notification-toast .notification-list-item");
    return item.filter({ has: this.#page.locator(".notification-list-item-message", { hasText: text }) }).first();
  }
}
