import type { Locator, Page } from "playwright-core";
import type { QuickInput } from "./quick-input.ts";

/** The text editor that is active. */
export class Editor {
  readonly #page: Page;
  readonly #quickInput: QuickInput;

  constructor(page: Page, quickInput: QuickInput) {
    this.#page = page;
    this.#quickInput = quickInput;
  }

  get #active(): Locator {
    return this.#page.locator(".editor-group-container.active .editor-instance");
  }

  /** Opens a file of the folder by its name, as Ctrl+P does. */
  async open(name: string): Promise<void> {
    await this.#quickInput.openPalette();
    await this.#quickInput.field.fill(name);
    await this.#quickInput.row(name.split("/").at(-1) ?? name).click();
    await this.tab(name.split("/").at(-1) ?? name).waitFor();
    await this.focus();
  }

  tab(name: string): Locator {
    return this.#page.locator(".tabs-container .tab.active", { hasText: name });
  }

  async focus(): Promise<void> {
    await this.#active.locator(".view-lines").waitFor();
    await this.#page.keyboard.press("Control+1");
    await this.#page.locator(".editor-group-container.active .monaco-editor.focused").waitFor();
  }

  line(text: string | RegExp): Locator {
    return this.#active.locator(".view-line", { hasText: text }).first();
  }

  /** Puts the cursor at a place, both from 1. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.#quickInput.openPalette();
    await this.#quickInput.field.fill(`:${line}:${column}`);
    await this.#page.keyboard.press("Enter");
    await this.#quickInput.closed();
    await this.focus();
  }

  /** Types as a person does; the editor indents and closes brackets by itself. */
  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** Replaces the whole text, by the clipboard: nothing is indented or closed. */
  async replaceAll(text: string): Promise<void> {
    await this.focus();
    await this.#page.keyboard.press("Control+a");
    await this.#page.keyboard.insertText(text);
  }

  async save(): Promise<void> {
    await this.#page.keyboard.press("Control+s");
    await this.#page.locator(".tabs-container .tab.active:not(.dirty)").waitFor();
  }

  lens(title: string | RegExp): Locator {
    return this.#active.locator(".codelens-decoration a", { hasText: title }).first();
  }

  get errors(): Locator {
    return this.#active.locator(".squiggly-error");
  }

  /** Asks for suggestions at the cursor; their labels. */
  async suggestions(): Promise<Locator> {
    await this.#page.keyboard.press("Control+Space");
    const rows = this.#page.locator(".suggest-widget.visible .monaco-list-row");
    await rows.first().waitFor();
    return rows;
  }

  /** Hovers over a word of a line; what is shown. */
  async hover(line: string | RegExp, word: string): Promise<string> {
    await this.line(line).locator("span span", { hasText: word }).first().hover();
    const shown = this.#page
      .locator(".monaco-editor .monaco-hover, .monaco-resizable-hover .monaco-hover")
      .filter({ hasText: /\S/ });
    await shown.first().waitFor();
    return shown.first().innerText();
  }

  /** Opens the quick fixes at the cursor and takes one. */
  async quickFix(title: string | RegExp): Promise<void> {
    const offered = this.#page.locator(".action-widget .monaco-list-row", { hasText: title }).first();
    // Who asks before the finding has reached the editor is offered nothing, and has to ask again.
    for (let tries = 0; tries < 10; tries++) {
      await this.#page.keyboard.press("Control+.");
      if (
        await offered.waitFor({ timeout: 2_000 }).then(
          () => true,
          () => false,
        )
      )
        break;
      await this.#page.keyboard.press("Escape");
    }
    await offered.click();
  }
}
