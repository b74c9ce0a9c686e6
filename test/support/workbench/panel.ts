import type { Locator, Page } from "playwright-core";
import type { QuickInput } from "./quick-input.ts";

/** What is below the editors, and the status bar. */
export class Panel {
  readonly #page: Page;
  readonly #quickInput: QuickInput;

  constructor(page: Page, quickInput: QuickInput) {
    this.#page = page;
    this.#quickInput = quickInput;
  }

  async showProblems(): Promise<void> {
    await this.#quickInput.command("Problems: Focus on Problems View");
    await this.#page.locator(".markers-panel").waitFor();
  }

  problem(text: string | RegExp): Locator {
    return this.#page.locator(".markers-panel .monaco-list-row", { hasText: text }).first();
  }

  problems(): Promise<readonly string[]> {
    return this.#page.locator(".markers-panel .monaco-list-row").allInnerTexts();
  }

  /** Shows an output channel. */
  async showOutput(channel: string): Promise<void> {
    await this.#quickInput.command("Output: Show Output Channels");
    await this.#quickInput.pick(channel);
  }

  output(text: string | RegExp): Locator {
    return this.#page.locator(".output-view .view-line", { hasText: text }).first();
  }

  statusItem(text: string | RegExp): Locator {
    return this.#page.locator(".statusbar-item", { hasText: text }).first();
  }
}
