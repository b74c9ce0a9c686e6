import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-option/index.js";
import "@vscode-elements/elements/dist/vscode-single-select/index.js";
import "../shared/theme.css";
import "./portal.css";
import "./extracts-view.ts";
import "./schedules-view.ts";
import { html, LitElement, type TemplateResult } from "lit";
import type { PortalCommand, PortalFrame, PortalView, RunRow } from "../../src/portal/portal-messages.ts";
import { t } from "../shared/l10n.ts";
import type { MenuItem } from "../shared/menu-button.ts";
import type { ExtractsView } from "./extracts-view.ts";
import { host, type KeptPlace } from "./host.ts";
import type { SchedulesView } from "./schedules-view.ts";

/** On a narrow page the navigation is its icons, until somebody expands it there. */
const narrow = matchMedia("(width < 900px)");

/** The portal: header, navigation of three, and the view that is chosen (SEEDS 8 to 16). */
class Portal extends LitElement {
  static override properties = {
    frame: { state: true },
    runs: { state: true },
    view: { state: true },
    collapsed: { state: true },
  };
  declare frame: PortalFrame | undefined;
  declare runs: readonly RunRow[];
  declare view: PortalView;
  declare collapsed: boolean;

  constructor() {
    super();
    this.runs = [];
    this.view = host.state.view ?? "extracts";
    this.collapsed = narrow.matches || host.state.collapsed === true;
    narrow.addEventListener("change", ({ matches }) => {
      this.collapsed = matches || host.state.collapsed === true;
    });
    host.on("frame", (frame) => this.#framed(frame));
    host.on("runs", (runs) => {
      this.runs = runs;
    });
    host.on("results", () => this.#shown?.refresh(true));
    host.on("deleted", (results) => this.querySelector<ExtractsView>("df-extracts")?.deleted(results));
    host.on("show", (view) => this.#show(view));
    void host.ask("frame", []).then((frame) => this.#framed(frame));
  }

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    return html`
      <header class="df-header">
        <span class="df-service">${this.frame?.service ?? t("Data Extracts")}</span>
        ${this.#products()}
        <span class="df-place df-quiet" title=${this.frame?.place?.at ?? ""}>${this.frame?.place?.name ?? ""}</span>
        <df-menu-button
          class="df-user"
          .label=${this.frame?.user === undefined ? t("Not signed in: user menu") : t("{0}: user menu", this.frame.user)}
          .icon=${"account"}
          .text=${this.frame?.user ?? t("Not signed in")}
          .items=${() => this.#userMenu()}
        ></df-menu-button>
      </header>
      <div class="df-body">
        ${this.#navigation()}
        <main>
          ${
            this.frame === undefined
              ? html`<p class="df-quiet">${t("Loading …")}</p>`
              : this.view === "extracts"
                ? html`<df-extracts .frame=${this.frame} .runs=${this.runs}></df-extracts>`
                : html`<df-schedules .frame=${this.frame}></df-schedules>`
          }
        </main>
      </div>
    `;
  }

  get #shown(): ExtractsView | SchedulesView | null {
    return this.querySelector<ExtractsView | SchedulesView>("df-extracts, df-schedules");
  }

  #products(): TemplateResult {
    const { products = [], product } = this.frame ?? {};
    const choose = (event: Event): void => {
      const id = (event.target as HTMLSelectElement).value;
      void host.ask("chooseProduct", [id === "" ? null : id]);
    };
    return html`<label class="df-product">
      <span class="df-unseen">${t("Product")}</span>
      <select aria-label=${t("Product")} @change=${choose}>
        <option value="" ?selected=${product === undefined}>${t("All products")}</option>
        ${products.map(({ id, name }) => html`<option value=${id} ?selected=${id === product}>${name}</option>`)}
      </select>
    </label>`;
  }

  #navigation(): TemplateResult {
    const entry = (icon: string, label: string, view: PortalView | undefined, run: () => void): TemplateResult => html`<li>
      <button
        class="df-nav-entry"
        title=${label}
        aria-label=${label}
        aria-current=${view === this.view ? "page" : "false"}
        @click=${run}
      ><span class="codicon codicon-${icon}" aria-hidden="true"></span><span class="df-nav-label">${label}</span></button>
    </li>`;
    const collapse = this.collapsed ? t("Expand navigation") : t("Collapse navigation");
    return html`<nav class="df-nav ${this.collapsed ? "collapsed" : ""}" aria-label=${t("Datafeed")}>
      <ul>
        ${entry("add", t("Create Data Extract"), undefined, () => this.#execute("datafeed.createExtract"))}
        ${entry("table", t("Data Extracts"), "extracts", () => this.#show("extracts"))}
        ${entry("calendar", t("Schedules"), "schedules", () => this.#show("schedules"))}
      </ul>
      <button class="df-icon" title=${collapse} aria-label=${collapse} aria-expanded=${!this.collapsed} @click=${this.#collapse}>
        <span class="codicon codicon-layout-sidebar-left${this.collapsed ? "" : "-off"}" aria-hidden="true"></span>
      </button>
    </nav>`;
  }

  #userMenu(): readonly MenuItem[] {
    const { viewer = false, place, user } = this.frame ?? {};
    const item = (label: string, icon: string, command: PortalCommand): MenuItem => ({
      label,
      icon,
      run: () => this.#execute(command),
    });
    return [
      ...(viewer ? [item(t("Viewer"), "link-external", "datafeed.openViewer")] : []),
      item(t("About"), "info", "datafeed.about"),
      item(t("Choose Project or Server…"), "server", "datafeed.selectPlace"),
      ...(place?.type !== "server"
        ? []
        : user === undefined
          ? [item(t("Sign In"), "sign-in", "datafeed.signIn")]
          : [item(t("Sign Out"), "sign-out", "datafeed.signOut")]),
    ];
  }

  #framed(frame: PortalFrame): void {
    const before = this.frame;
    this.frame = frame;
    // Who can't be asked for a moment is still the one of before.
    const { at } = host.state;
    const now: KeptPlace = { place: frame.place?.at, product: frame.product, user: frame.user ?? at?.user };
    const moved = whereOf(at) !== whereOf(now);
    if (moved) this.#moved(now);
    if (before === undefined) return;
    if (moved) this.#shown?.restart();
    else if (before.pageSize !== frame.pageSize || (before.problem !== undefined && frame.problem === undefined)) {
      this.#shown?.refresh(false);
    }
  }

  /** What is kept of views that are not shown: no ticks of another place, and the first pages. */
  #moved(at: KeptPlace): void {
    const { extracts, schedules } = host.state;
    host.keep({
      at,
      selected: [],
      ...(extracts === undefined ? {} : { extracts: { ...extracts, page: 1 } }),
      ...(schedules === undefined ? {} : { schedules: { ...schedules, page: 1 } }),
    });
  }

  #show(view: PortalView): void {
    this.view = view;
    host.keep({ view });
  }

  #collapse(): void {
    this.collapsed = !this.collapsed;
    if (!narrow.matches) host.keep({ collapsed: this.collapsed });
  }

  #execute(command: PortalCommand): void {
    void host.ask("execute", [command, null]);
  }
}

function whereOf({ place, product, user }: Partial<KeptPlace> = {}): string {
  return JSON.stringify([place, product, user]);
}

customElements.define("df-portal", Portal);
document.body.append(document.createElement("df-portal"));
