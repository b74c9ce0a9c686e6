import "./menu-button.css";
import { html, LitElement, nothing, type TemplateResult } from "lit";

export interface MenuItem {
  readonly label: string;
  /** A codicon's name. */
  readonly icon?: string;
  run(): void;
}

/**
 * A button with a menu below it: `<df-menu-button label="More" icon="ellipsis" .items=${() => items}>`, or with `text` in place of an
 * icon. Arrow keys go through the menu, Escape closes it. In a grid's cell the button is a stop.
 */
export class MenuButton extends LitElement {
  static override properties = { label: {}, icon: {}, text: {}, items: { attribute: false }, open: { state: true } };
  declare label: string;
  declare icon: string | undefined;
  declare text: string | undefined;
  declare items: () => readonly MenuItem[];
  declare open: boolean;

  constructor() {
    super();
    this.items = () => [];
    this.open = false;
  }

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    return html`<button
        class=${this.text === undefined ? "df-icon" : "df-menu-text"}
        data-stop
        aria-haspopup="menu"
        aria-expanded=${this.open}
        aria-label=${this.label}
        title=${this.label}
        @click=${this.#show}
        @keydown=${this.#buttonKey}
      >${this.icon === undefined ? nothing : html`<span class="codicon codicon-${this.icon}" aria-hidden="true"></span>`}${
        this.text === undefined
          ? nothing
          : html`<span>${this.text}</span><span class="codicon codicon-chevron-down" aria-hidden="true"></span>`
      }</button>
      <div class="df-menu" popover role="menu" aria-label=${this.label} @toggle=${this.#toggled} @keydown=${this.#key}>
        ${this.open ? this.items().map((item) => this.#item(item)) : nothing}
      </div>`;
  }

  #item({ label, icon, run }: MenuItem): TemplateResult {
    const choose = (): void => {
      this.#menu.hidePopover();
      run();
    };
    return html`<button class="df-menu-item" role="menuitem" tabindex="-1" @click=${choose}>
      <span class="codicon ${icon === undefined ? "" : `codicon-${icon}`}" aria-hidden="true"></span>${label}
    </button>`;
  }

  get #menu(): HTMLElement {
    return this.querySelector<HTMLElement>(".df-menu")!;
  }

  async #show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    const menu = this.#menu;
    menu.showPopover();
    const { left, bottom, top } = this.querySelector("button")!.getBoundingClientRect();
    const below = bottom + menu.offsetHeight < innerHeight ? bottom : top - menu.offsetHeight;
    menu.style.left = `${Math.max(4, Math.min(left, innerWidth - menu.offsetWidth - 4))}px`;
    menu.style.top = `${Math.max(4, below)}px`;
    menu.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }

  #buttonKey(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" || this.closest("df-grid") !== null) return;
    event.preventDefault();
    void this.#show();
  }

  #toggled(event: ToggleEvent): void {
    if (event.newState === "closed") this.open = false;
  }

  #key(event: KeyboardEvent): void {
    event.stopPropagation();
    const items = [...this.querySelectorAll<HTMLElement>("[role=menuitem]")];
    const at = items.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Tab") this.#menu.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    items.at(to % items.length)?.focus();
  }
}

customElements.define("df-menu-button", MenuButton);
