import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Page, RunView } from "../../../runner/src/commands/commands.ts";
import type { HistoryPage } from "../../src/history/history-messages.ts";
import type { PanelSubject } from "../../src/webview/panel-subject.ts";
import "../shared/data-grid.ts";
import { formatCount } from "../shared/format.ts";
import { Host, HostError } from "../shared/host.ts";
import { t } from "../shared/l10n.ts";
import { pager } from "../shared/pager.ts";
import { historyColumns } from "./history-columns.ts";
import "./run-chart.ts";

interface Kept extends PanelSubject {
  readonly page: number;
  readonly pageSize: number;
}

/** Changes that come together are shown together. */
const gatherMs = 400;

/** The runs of an extract: a chart of how long they took and what they brought, and a table. */
class HistoryElement extends LitElement {
  static override properties = {
    extract: { state: true },
    page: { state: true },
    pageSize: { state: true },
    runs: { state: true },
    busy: { state: true },
    error: { state: true },
    now: { state: true },
  };
  declare extract: string;
  declare page: number;
  declare pageSize: number;
  declare runs: Page<RunView> | undefined;
  declare busy: boolean;
  declare error: HostError | undefined;
  declare now: number;

  readonly #host = new Host<HistoryPage, Kept>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;

  constructor() {
    super();
    const { extract = "", page = 1, pageSize = 50 } = this.#host.state;
    this.extract = extract;
    this.page = page;
    this.pageSize = pageSize;
    this.busy = false;
    this.now = Date.now();
    this.#host.on("changed", () => {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        void this.#load();
      }, gatherMs);
    });
    void this.#begin();
  }

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    const { runs } = this;
    const items = runs?.items ?? [];
    return html`
      <header>
        <h1>${this.extract}</h1>
        <p class="df-quiet">${runs === undefined ? "" : runs.total === 1 ? t("1 run") : t("{0} runs", formatCount(runs.total))}</p>
        <div class="tools">
          <vscode-button secondary @click=${() => void this.#load()}>${t("Refresh")}</vscode-button>
          <vscode-button @click=${() => this.#do(this.#host.ask("run", []))}>${t("Run")}</vscode-button>
        </div>
      </header>
      <df-run-chart
        .extract=${this.extract}
        .runs=${items}
        .now=${this.now}
        @run-open=${(event: CustomEvent<RunView>) => this.#log(event.detail)}
      ></df-run-chart>
      <df-grid
        class="runs"
        label=${t("Runs of {0}", this.extract)}
        .columns=${historyColumns({ log: (run) => this.#log(run), download: (run) => this.#download(run), cancel: (run) => this.#cancel(run) }, this.now)}
        .rows=${items}
        .rowId=${(run: RunView) => run.id}
        .total=${runs?.total}
        .offset=${(this.page - 1) * this.pageSize}
        .busy=${this.busy}
        .message=${this.#message()}
        @grid-open=${(event: CustomEvent<RunView>) => this.#log(event.detail)}
      ></df-grid>
      ${
        runs === undefined || runs.total === 0
          ? nothing
          : pager({
              page: this.page,
              pageSize: this.pageSize,
              total: runs.total,
              onPage: (page) => this.#turn(page, this.pageSize),
              onPageSize: (size) => this.#turn(1, size),
            })
      }
    `;
  }

  #message(): TemplateResult | undefined {
    const { error, runs } = this;
    if (error !== undefined) {
      return html`<div role="alert">
        <p><span class="codicon codicon-error" aria-hidden="true"></span> <strong>${error.message}</strong></p>
        ${error.hint === undefined ? nothing : html`<p>${error.hint}</p>`}
        <p class="df-quiet"><code>${error.code}</code></p>
        <vscode-button secondary @click=${() => void this.#load()}>${t("Try Again")}</vscode-button>
      </div>`;
    }
    if (runs === undefined) return html`<p>${t("Asking for the runs …")}</p>`;
    if (runs.total > 0) return undefined;
    return html`<p>${t("This extract has not run yet.")}</p>
      <vscode-button @click=${() => this.#do(this.#host.ask("run", []))}>${t("Run")}</vscode-button>`;
  }

  async #begin(): Promise<void> {
    const { extract, place } = await this.#host.ask("about", []);
    this.extract = extract;
    this.#host.keep({ extract, place });
    await this.#load();
  }

  async #load(): Promise<void> {
    const round = ++this.#round;
    this.busy = true;
    try {
      const runs = await this.#host.ask("runs", [this.page, this.pageSize]);
      if (round !== this.#round) return;
      this.runs = runs;
      this.error = undefined;
    } catch (error) {
      if (round !== this.#round || !(error instanceof HostError)) return;
      this.runs = undefined;
      this.error = error;
    } finally {
      if (round === this.#round) {
        this.busy = false;
        this.now = Date.now();
      }
    }
  }

  #turn(page: number, pageSize: number): void {
    [this.page, this.pageSize] = [page, pageSize];
    this.#host.keep({ page, pageSize });
    void this.#load();
  }

  #log({ id }: RunView): void {
    this.#do(this.#host.ask("showLog", [id]));
  }

  #download({ id }: RunView): void {
    this.#do(this.#host.ask("download", [id]));
  }

  #cancel({ id }: RunView): void {
    this.#do(this.#host.ask("cancel", [id]));
  }

  #do(asked: Promise<void>): void {
    asked.catch((error: unknown) => {
      if (error instanceof HostError) this.error = error;
    });
  }
}

customElements.define("df-history", HistoryElement);
