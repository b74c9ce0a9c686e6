import type { Locator, Page } from "playwright-core";

/** The box at the top of the window: the command palette, quick picks, input boxes and file dialogs. */
export class QuickInput {
  readonly #page: Page;
  readonly widget: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.widget = page.locator(".quick-input-widget");
  }

  get field(): Locator {
    return this.widget.locator(".quick-input-filter input").first();
  }

  get title(): Locator {
    return this.widget.locator(".quick-input-title");
  }

  /** What an input box says against the text in it. */
  get error(): Locator {
    return this.widget.filter({ has: this.#page.locator(".monaco-inputbox.error") }).locator(".quick-input-message");
  }

  row(label: string | RegExp): Locator {
    return this.widget.locator(".monaco-list-row", { hasText: label }).first();
  }

  rows(): Locator {
    return this.widget.locator(".monaco-list-row");
  }

  button(label: string): Locator {
    return this.widget.locator(".monaco-button", { hasText: label });
  }

  /** Opens the command palette and runs the command of this title. */
  async command(title: string): Promise<void> {
    for (let tries = 0; tries < 10; tries++) {
      await this.openPalette();
      await this.field.fill(`>${title}`);
      if (await appears(this.row(title), 3_000)) return this.row(title).click();
      // An open palette does not learn of an extension whose commands came later.
      await this.#page.keyboard.press("Escape");
    }
    throw new Error(`the palette has no command ${title}`);
  }

  async openPalette(): Promise<void> {
    await this.#openBy("F1");
  }

  /** Waits for a quick pick or input box of this title. */
  async step(title: string | RegExp): Promise<void> {
    await this.title.filter({ hasText: title }).waitFor();
  }

  async pick(label: string | RegExp): Promise<void> {
    await this.row(label).click();
  }

  /** Fills an input box and accepts: Enter does nothing while an error stands, which comes from the extension host. */
  async type(text: string): Promise<void> {
    await this.field.fill(text);
    await this.error.waitFor({ state: "hidden" });
    await this.#page.keyboard.press("Enter");
  }

  async closed(): Promise<void> {
    await this.widget.waitFor({ state: "hidden" });
  }

  /** A key that is pressed while the workbench is busy is lost now and then. */
  async #openBy(key: string): Promise<void> {
    for (let tries = 0; tries < 5; tries++) {
      await this.#page.keyboard.press(key);
      if (await appears(this.widget, 2_000)) return;
    }
    throw new Error(`${key} opened nothing`);
  }
}

function appears(element: Locator, timeout: number): Promise<boolean> {
  return element.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}
