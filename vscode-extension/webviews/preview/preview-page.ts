import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { AboutPreview, LoadedPreview, PreviewPage } from "../../src/preview/preview-messages.ts";
import type { PanelSubject } from "../../src/webview/panel-subject.ts";
import { arrangeRows, type GridColumn, type GridFilters, type GridSort } from "../shared/data-grid.ts";
import { formatCount, formatDuration } from "../shared/format.ts";
import { tsvOf } from "../shared/grid/tsv.ts";
import { Host, HostError } from "../shared/host.ts";
import { t } from "../shared/l10n.ts";
import { windowInWords } from "../shared/window-words.ts";
import { type PreviewRow, previewColumns, previewRows } from "./preview-columns.ts";
import { sqlTokens } from "./sql-tokens.ts";

interface Kept extends PanelSubject {
  readonly sql: boolean;
  readonly rerun: boolean;
}

/** What the page is doing. */
type Doing =
  | { readonly type: "nothing" }
  | { readonly type: "asking"; readonly since: number; readonly cancel: AbortController }
  | { readonly type: "cancelled" }
  | { readonly type: "failed"; readonly error: HostError };

/** The first rows of an extract, with the SQL that asked for them. */
class PreviewElement extends LitElement {
  static override properties = {
    about: { state: true },
    doing: { state: true },
    loaded: { state: true },
    sort: { state: true },
    filters: { state: true },
    widths: { state: true },
    sql: { state: true },
    rerun: { state: true },
    said: { state: true },
    now: { state: true },
  };
  declare about: AboutPreview | undefined;
  declare doing: Doing;
  declare loaded: LoadedPreview | undefined;
  declare sort: GridSort | undefined;
  declare filters: GridFilters;
  declare widths: Readonly<Record<string, number>>;
  declare sql: boolean;
  declare rerun: boolean;
  /** For screen readers. */
  declare said: string;
  declare now: number;

  readonly #host = new Host<PreviewPage, Kept>();
  #columns: readonly GridColumn<PreviewRow>[] = [];
  #rows: readonly PreviewRow[] = [];
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    const { sql = false, rerun = false } = this.#host.state;
    this.doing = { type: "nothing" };
    this.filters = {};
    this.widths = {};
    this.sql = sql;
    this.rerun = rerun;
    this.said = "";
    this.now = Date.now();
    this.#host.on("saved", () => {
      if (this.rerun) void this.#load();
    });
    this.#host.on("again", () => void this.#load());
    void this.#begin();
  }

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    return html`
      <header>
        <h1>${this.about?.extract ?? ""}</h1>
        <p class="df-quiet">${this.#words()}</p>
        <div class="tools" role="toolbar" aria-label=${t("Preview")}>${this.#tools()}</div>
      </header>
      <main class=${this.sql && this.loaded !== undefined ? "with-sql" : ""}>
        ${this.#grid()} ${this.sql && this.loaded !== undefined ? this.#sqlPane(this.loaded.view.sql) : nothing}
      </main>
      <div class="df-unseen" role="status" aria-live="polite">${this.said}</div>
    `;
  }

  #words(): TemplateResult | string {
    if (this.loaded === undefined) return "";
    const before = this.doing.type === "cancelled" ? html`${cancelled()} ` : nothing;
    const { view, most, elapsedMs } = this.loaded;
    const count = view.rows.length;
    const rows =
      count < most ? t("All {0} rows, not sorted", formatCount(count)) : t("First {0} rows, not sorted", formatCount(count));
    const shown = this.#shown().length;
    const narrowed = shown === count ? nothing : html` · ${t("{0} shown", formatCount(shown))}`;
    return html`${before}${rows}${narrowed} · ${windowInWords(view.window)} · ${formatDuration(elapsedMs)}`;
  }

  #tools(): TemplateResult {
    const { doing } = this;
    const toggle = (label: string, icon: string, on: boolean, act: () => void): TemplateResult => html`<button
      class="tool ${on ? "on" : ""}"
      aria-pressed=${on}
      @click=${act}
    ><span class="codicon codicon-${icon}" aria-hidden="true"></span>${label}</button>`;
    const button = (label: string, icon: string, act: () => void, disabled = false): TemplateResult => html`<button
      class="tool"
      ?disabled=${disabled}
      @click=${act}
    ><span class="codicon codicon-${icon}" aria-hidden="true"></span>${label}</button>`;
    const empty = this.loaded === undefined;
    return html`
      ${
        doing.type === "asking"
          ? html`<button class="tool cancel" @click=${() => this.#cancel()}>
                <span class="codicon codicon-debug-stop" aria-hidden="true"></span>${t("Cancel")}
              </button>
              <span class="df-quiet clock">${this.#elapsed(doing.since)}</span>`
          : button(t("Refresh"), "refresh", () => void this.#load())
      }
      ${button(t("Copy with Headers"), "copy", () => void this.#copy(), empty)}
      ${toggle("SQL", "database", this.sql, () => this.#keep({ sql: !this.sql }))}
      ${
        this.about?.document === true
          ? toggle(t("Rerun on Save"), "sync", this.rerun, () => this.#keep({ rerun: !this.rerun }))
          : nothing
      }
    `;
  }

  #grid(): TemplateResult {
    return html`<df-grid
      class="rows"
      label=${t("First rows of {0}", this.about?.extract ?? "")}
      .columns=${this.#columns}
      .rows=${this.#shown()}
      .rowId=${(row: PreviewRow) => String(row.at)}
      .sort=${this.sort}
      .filters=${this.filters}
      .widths=${this.widths}
      .busy=${this.doing.type === "asking"}
      .message=${this.#message()}
      @grid-sort=${(event: CustomEvent<GridSort | undefined>) => {
        this.sort = event.detail;
      }}
      @grid-filter=${(event: CustomEvent<GridFilters>) => {
        this.filters = event.detail;
      }}
      @grid-resize=${(event: CustomEvent<Readonly<Record<string, number>>>) => {
        this.widths = event.detail;
      }}
    ></df-grid>`;
  }

  #message(): TemplateResult | undefined {
    const { doing, loaded } = this;
    if (doing.type === "failed") return this.#failure(doing.error);
    if (doing.type === "cancelled" && loaded === undefined) {
      return html`<p><span class="codicon codicon-circle-slash" aria-hidden="true"></span> ${cancelled()}</p>`;
    }
    if (doing.type === "asking" && loaded === undefined) {
      return html`<p>${t("Asking the warehouse …")} ${this.#elapsed(doing.since)}</p>
        <vscode-button secondary @click=${() => this.#cancel()}>${t("Cancel")}</vscode-button>`;
    }
    if (loaded === undefined) return undefined;
    if (loaded.view.rows.length === 0) return html`<p>${t("The window holds no rows.")}</p>`;
    if (this.#shown().length === 0) return html`<p>${t("No row passes the filters.")}</p>`;
    return undefined;
  }

  #failure({ message, hint, code }: HostError): TemplateResult {
    return html`<div class="failure" role="alert">
      <p><span class="codicon codicon-error" aria-hidden="true"></span> <strong>${message}</strong></p>
      ${hint === undefined ? nothing : html`<p>${hint}</p>`}
      <p class="df-quiet"><code>${code}</code></p>
      <div class="buttons">
        ${
          this.about?.document === true && code !== "other-place"
            ? html`<vscode-button @click=${() => void this.#host.ask("openDocument", [])}>${t("Open YAML")}</vscode-button>`
            : nothing
        }
        <vscode-button secondary @click=${() => void this.#load()}>${t("Try Again")}</vscode-button>
      </div>
    </div>`;
  }

  #sqlPane(sql: string): TemplateResult {
    return html`<section class="sql" aria-label="SQL">
      <div class="sql-head">
        <h2>SQL</h2>
        <button class="tool" @click=${() => void this.#host.ask("copy", [sql])}>
          <span class="codicon codicon-copy" aria-hidden="true"></span>${t("Copy")}
        </button>
        <button class="tool" @click=${() => void this.#host.ask("openSql", [])}>
          <span class="codicon codicon-go-to-file" aria-hidden="true"></span>${t("Open")}
        </button>
      </div>
      <pre tabindex="0"><code>${sqlTokens(sql).map(({ type, text }) =>
        type === "text" ? text : html`<span class="sql-${type}">${text}</span>`,
      )}</code></pre>
    </section>`;
  }

  async #begin(): Promise<void> {
    this.about = await this.#host.ask("about", []);
    const { extract, place } = this.about;
    this.#host.keep({ extract, place });
    await this.#load();
  }

  async #load(): Promise<void> {
    if (this.doing.type === "asking") this.doing.cancel.abort();
    const cancel = new AbortController();
    const asking: Doing = { type: "asking", since: Date.now(), cancel };
    this.doing = asking;
    this.#tick(true);
    this.said = t("Asking the warehouse …");
    try {
      const loaded = await this.#host.ask("load", [], cancel.signal);
      if (this.doing !== asking) return;
      this.doing = loaded === null ? { type: "cancelled" } : { type: "nothing" };
      if (loaded === null) return;
      this.#take(loaded);
      this.said = t("{0} rows", formatCount(loaded.view.rows.length));
    } catch (error) {
      if (this.doing !== asking) return;
      if (!(error instanceof HostError)) {
        this.doing = { type: "cancelled" };
        this.said = cancelled();
        return;
      }
      this.loaded = undefined;
      this.#columns = [];
      this.#rows = [];
      this.doing = { type: "failed", error };
      this.said = "";
    } finally {
      if (this.doing.type !== "asking") this.#tick(false);
    }
  }

  #take(loaded: LoadedPreview): void {
    // Order and filters stay as long as the columns are the same ones.
    if (JSON.stringify(this.loaded?.view.columns) !== JSON.stringify(loaded.view.columns)) {
      this.#columns = previewColumns(loaded.view);
      if (this.loaded !== undefined) [this.sort, this.filters, this.widths] = [undefined, {}, {}];
    }
    this.#rows = previewRows(loaded.view);
    this.loaded = loaded;
  }

  #cancel(): void {
    if (this.doing.type === "asking") this.doing.cancel.abort();
  }

  #shown(): readonly PreviewRow[] {
    const [rows, columns, sort, filters] = this.#arrangedOf;
    if (rows !== this.#rows || columns !== this.#columns || sort !== this.sort || filters !== this.filters) {
      this.#arranged = arrangeRows(this.#rows, this.#columns, this.sort, this.filters);
      this.#arrangedOf = [this.#rows, this.#columns, this.sort, this.filters];
    }
    return this.#arranged;
  }

  #arranged: readonly PreviewRow[] = [];
  #arrangedOf: readonly [unknown, unknown, unknown, unknown] = [undefined, undefined, undefined, undefined];

  async #copy(): Promise<void> {
    const rows = this.#shown();
    await this.#host.ask("copy", [tsvOf(rows, this.#columns)]);
    this.said = t("{0} rows copied", formatCount(rows.length));
  }

  #keep(state: Partial<Kept>): void {
    this.sql = state.sql ?? this.sql;
    this.rerun = state.rerun ?? this.rerun;
    this.#host.keep({ sql: this.sql, rerun: this.rerun });
  }

  #elapsed(since: number): string {
    return t("{0} s", Math.max(0, Math.floor((this.now - since) / 1000)));
  }

  #tick(on: boolean): void {
    clearInterval(this.#clock);
    this.now = Date.now();
    if (on) {
      this.#clock = setInterval(() => {
        this.now = Date.now();
      }, 500);
    }
  }
}

function cancelled(): string {
  return t("Cancelled.");
}

customElements.define("df-preview", PreviewElement);
