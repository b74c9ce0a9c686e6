import "../shared/data-grid.ts";
import "../shared/menu-button.ts";
import "./under-way.ts";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { DeletedOutput, OutputRow, PortalFrame, RunRow } from "../../src/portal/portal-messages.ts";
import { formatCount } from "../shared/format.ts";
import type { GridFilters } from "../shared/grid/columns.ts";
import { t } from "../shared/l10n.ts";
import { AskedList } from "./asked-list.ts";
import { host } from "./host.ts";
import { listMessage } from "./list-message.ts";
import { listPager } from "./list-pager.ts";
import { type OutputActions, outputColumns } from "./output-columns.ts";
import { outputQuery } from "./queries.ts";

/** The default view: published files, page by page, as the server sorts and narrows them. */
export class ExtractsView extends LitElement {
  static override properties = {
    frame: { attribute: false },
    runs: { attribute: false },
    selected: { state: true },
    notDeleted: { state: true },
    notSelected: { state: true },
  };
  declare frame: PortalFrame | undefined;
  declare runs: readonly RunRow[];
  /** Ids, on whatever page they are. */
  declare selected: ReadonlySet<string>;
  declare notDeleted: readonly DeletedOutput[];
  /** Why all could not be ticked. */
  declare notSelected: string | undefined;

  /** All are being looked for, to be ticked. */
  #selecting: AbortController | undefined;
  readonly #list: AskedList<OutputRow>;
  /** The names of rows that were seen, for what is told of them later. */
  readonly #names = new Map<string, string>();
  readonly #owners = new Set<string>();
  readonly #actions: OutputActions = {
    execute: (command, target) => void host.ask("execute", [command, target as never]),
    remove: ({ id }) => this.#delete([id]),
  };

  constructor() {
    super();
    this.runs = [];
    this.selected = new Set(host.state.selected);
    this.notDeleted = [];
    const standard = { page: 1, pageSize: 0, sort: { column: "modified", direction: "desc" } as const, filters: {} };
    this.#list = new AskedList(
      this,
      host.state.extracts ?? standard,
      async (state, signal) => {
        const answer = await host.ask("outputs", [outputQuery({ ...state, pageSize: this.#pageSize })], signal);
        for (const { id, name, owner } of answer.items) {
          this.#names.set(id, name);
          this.#owners.add(owner);
        }
        return answer;
      },
      (extracts) => host.keep({ extracts }),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#selecting?.abort();
  }

  override createRenderRoot(): this {
    return this;
  }

  /** Asks again for what is shown. */
  refresh(quiet: boolean): void {
    void this.#list.refresh(quiet);
  }

  /** Another product: what was ticked of the one before is not in sight any more. */
  restart(): void {
    this.#select(new Set());
    this.notDeleted = [];
    this.#list.restart();
  }

  /** What became of files that somebody deleted: those that are gone are not ticked any more. */
  deleted(results: readonly DeletedOutput[]): void {
    this.notDeleted = results.filter(({ problem }) => problem !== undefined);
    const gone = new Set(results.filter(({ problem }) => problem === undefined).map(({ id }) => id));
    this.#select(new Set([...this.selected].filter((id) => !gone.has(id))));
    this.refresh(false);
  }

  override render(): TemplateResult {
    const { answer, busy, state, problem } = this.#list;
    const rows = answer?.items ?? [];
    return html`
      <div class="df-bar">
        <h1>${t("Data Extracts")}</h1>
        <button class="df-icon" title=${t("Refresh")} aria-label=${t("Refresh")} @click=${() => this.refresh(false)}>
          <span class="codicon codicon-refresh" aria-hidden="true"></span>
        </button>
        ${this.#selection(rows, answer?.total ?? 0)}
      </div>
      <df-under-way .runs=${this.runs}></df-under-way>
      ${this.#report()}
      ${this.notSelected === undefined ? nothing : html`<p class="df-notice" role="alert">${this.notSelected}</p>`}
      ${problem !== undefined && rows.length > 0 ? html`<p class="df-notice" role="alert">${problem.message}</p>` : nothing}
      <df-grid
        .label=${t("Data Extracts")}
        .columns=${outputColumns(this.#actions, [...this.#owners].sort())}
        .rows=${rows}
        .rowId=${({ id }: OutputRow) => id}
        .sort=${state.sort}
        .filters=${state.filters}
        .selectable=${true}
        .selected=${this.selected}
        .total=${answer?.total ?? 0}
        .offset=${answer === undefined ? 0 : (answer.page - 1) * answer.pageSize}
        .busy=${busy}
        .message=${listMessage(this.#list, this.frame, {
          narrowed: t("No file is left by these filters."),
          none: t("Nothing was published yet."),
          first: t("Create a data extract, or run one: its file appears here."),
        })}
        .context=${(row: OutputRow) => this.#context(row)}
        .widths=${host.state.widths?.extracts ?? {}}
        @grid-sort=${(event: CustomEvent) => this.#list.set({ sort: event.detail })}
        @grid-filter=${(event: CustomEvent) => this.#narrow(event.detail)}
        @grid-select=${(event: CustomEvent) => this.#select(event.detail)}
        @grid-resize=${(event: CustomEvent) => keepWidths(event.detail)}
        @contextmenu=${this.#tellTicked}
        @grid-open=${(event: CustomEvent<OutputRow>) => this.#open(event.detail)}
      ></df-grid>
      ${listPager(this.#list, this.#pageSize)}
    `;
  }

  get #pageSize(): number {
    return this.#list.state.pageSize || (this.frame?.pageSize ?? 10);
  }

  /** What can be done with the ticked rows, of all pages. */
  #selection(rows: readonly OutputRow[], total: number): TemplateResult | typeof nothing {
    const { size } = this.selected;
    if (size === 0) return nothing;
    const whole = rows.length > 0 && rows.every(({ id }) => this.selected.has(id)) && total > size;
    const ids = (): readonly string[] => [...this.selected];
    return html`<span class="df-selection" role="group" aria-label=${t("Selected files")}>
      <span role="status">${size === 1 ? t("1 selected") : t("{0} selected", formatCount(size))}</span>
      ${whole ? html`<button class="df-link" @click=${this.#selectAll}>${t("Select all {0}", formatCount(total))}</button>` : nothing}
      <button class="df-link" @click=${() => this.#select(new Set())}>${t("Clear selection")}</button>
      <vscode-button icon="cloud-download" @click=${() => this.#actions.execute("datafeed.download", { outputs: ids() })}>
        ${t("Download")}
      </vscode-button>
      ${
        this.frame?.role === "viewer"
          ? nothing
          : html`<vscode-button secondary icon="trash" @click=${() => this.#delete(ids())}>${t("Delete")}</vscode-button>`
      }
    </span>`;
  }

  /** The files that are still there, and why. */
  #report(): TemplateResult | typeof nothing {
    if (this.notDeleted.length === 0) return nothing;
    return html`<section class="df-notice" role="alert">
      <h3>${this.notDeleted.length === 1 ? t("1 file was not deleted") : t("{0} files were not deleted", this.notDeleted.length)}</h3>
      <ul>
        ${this.notDeleted.map(({ id, problem }) => html`<li>${this.#names.get(id) ?? id}: ${problem}</li>`)}
      </ul>
      <button class="df-link" @click=${() => (this.notDeleted = [])}>${t("Dismiss")}</button>
    </section>`;
  }

  /** For the editor's own context menu. What is ticked, where this is one of several, is told when the menu opens. */
  #context({ id, extract, local, state }: OutputRow): object {
    const several = this.#isOneOfSeveral(id);
    return {
      webviewSection: several ? "outputs" : "output",
      ...(several ? { ticked: true } : { outputs: [id] }),
      extract,
      run: id,
      datafeedLocal: local,
      datafeedState: state,
    };
  }

  #isOneOfSeveral(id: string): boolean {
    return this.selected.size > 1 && this.selected.has(id);
  }

  #tellTicked(event: Event): void {
    const { id } = (event.target as Element).closest<HTMLElement>(".df-grid-row[data-id]")?.dataset ?? {};
    if (id !== undefined && this.#isOneOfSeveral(id)) void host.ask("ticked", [[...this.selected]]);
  }

  #open({ id, state, local }: OutputRow): void {
    if (state !== "published") return;
    this.#actions.execute(local ? "datafeed.openOutput" : "datafeed.download", { outputs: [id] });
  }

  /** Whoever ticks, moves on or narrows does not wait for the ticks of all any more. */
  #select(selected: ReadonlySet<string>): void {
    this.#selecting?.abort();
    this.notSelected = undefined;
    this.selected = selected;
    host.keep({ selected: [...selected] });
  }

  async #selectAll(): Promise<void> {
    this.#selecting?.abort();
    const selecting = new AbortController();
    this.#selecting = selecting;
    this.notSelected = undefined;
    try {
      const query = outputQuery({ ...this.#list.state, page: 1, pageSize: 1 });
      const ids = await host.ask("outputIds", [query], selecting.signal);
      if (!selecting.signal.aborted) this.#select(new Set(ids));
    } catch (error) {
      if (!selecting.signal.aborted) this.notSelected = (error as Error).message;
    }
  }

  #narrow(filters: GridFilters): void {
    this.#selecting?.abort();
    this.#list.set({ filters });
  }

  #delete(ids: readonly string[]): void {
    void host.ask("deleteOutputs", [ids]);
  }
}

function keepWidths(extracts: Readonly<Record<string, number>>): void {
  host.keep({ widths: { schedules: {}, ...host.state.widths, extracts } });
}

customElements.define("df-extracts", ExtractsView);
