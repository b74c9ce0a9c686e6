import "../shared/data-grid.ts";
import "../shared/menu-button.ts";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { PortalFrame, ScheduleView } from "../../src/portal/portal-messages.ts";
import { t } from "../shared/l10n.ts";
import { AskedList } from "./asked-list.ts";
import { host } from "./host.ts";
import { listMessage } from "./list-message.ts";
import { listPager } from "./list-pager.ts";
import { scheduleQuery } from "./queries.ts";
import { type ScheduleActions, scheduleColumns } from "./schedule-columns.ts";
import { scheduleDetail } from "./schedule-detail.ts";

/** When each extract runs, and what it owes. */
export class SchedulesView extends LitElement {
  static override properties = { frame: { attribute: false }, open: { state: true } };
  declare frame: PortalFrame | undefined;
  /** Extracts whose details are shown. */
  declare open: ReadonlySet<string>;

  readonly #list = new AskedList<ScheduleView>(
    this,
    host.state.schedules ?? { page: 1, pageSize: 0, sort: { column: "extract", direction: "asc" }, filters: {} },
    (state, signal) => host.ask("schedules", [scheduleQuery({ ...state, pageSize: this.#pageSize })], signal),
    (schedules) => host.keep({ schedules }),
  );
  readonly #actions: ScheduleActions = {
    execute: (command, target) => void host.ask("execute", [command, target as never]),
    toggle: (extract) => this.#toggle(extract),
    isOpen: (extract) => this.open.has(extract),
  };

  constructor() {
    super();
    this.open = new Set();
  }

  override createRenderRoot(): this {
    return this;
  }

  refresh(quiet: boolean): void {
    void this.#list.refresh(quiet);
  }

  restart(): void {
    this.open = new Set();
    this.#list.restart();
  }

  override render(): TemplateResult {
    const { answer, busy, state, problem } = this.#list;
    const rows = answer?.items ?? [];
    return html`
      <div class="df-bar">
        <h1>${t("Schedules")}</h1>
        <button class="df-icon" title=${t("Refresh")} aria-label=${t("Refresh")} @click=${() => this.refresh(false)}>
          <span class="codicon codicon-refresh" aria-hidden="true"></span>
        </button>
      </div>
      ${problem !== undefined && rows.length > 0 ? html`<p class="df-notice" role="alert">${problem.message}</p>` : nothing}
      <df-grid
        .label=${t("Schedules")}
        .columns=${scheduleColumns(this.#actions)}
        .rows=${rows}
        .rowId=${({ extract }: ScheduleView) => extract}
        .sort=${state.sort}
        .filters=${state.filters}
        .total=${answer?.total ?? 0}
        .offset=${answer === undefined ? 0 : (answer.page - 1) * answer.pageSize}
        .busy=${busy}
        .message=${listMessage(this.#list, this.frame, {
          narrowed: t("No schedule is left by these filters."),
          none: t("No extract runs by a schedule."),
          first: t("Create a periodic extract, or give one a schedule in its YAML."),
        })}
        .detail=${(row: ScheduleView) => (this.open.has(row.extract) ? scheduleDetail(row) : undefined)}
        .context=${({ extract, state }: ScheduleView) => ({ webviewSection: "schedule", extract, datafeedState: state })}
        .widths=${host.state.widths?.schedules ?? {}}
        @grid-sort=${(event: CustomEvent) => this.#list.set({ sort: event.detail })}
        @grid-filter=${(event: CustomEvent) => this.#list.set({ filters: event.detail })}
        @grid-resize=${(event: CustomEvent) => keepWidths(event.detail)}
        @grid-open=${(event: CustomEvent<ScheduleView>) => this.#toggle(event.detail.extract)}
      ></df-grid>
      ${listPager(this.#list, this.#pageSize)}
    `;
  }

  get #pageSize(): number {
    return this.#list.state.pageSize || (this.frame?.pageSize ?? 10);
  }

  #toggle(extract: string): void {
    const open = new Set(this.open);
    if (!open.delete(extract)) open.add(extract);
    this.open = open;
  }
}

function keepWidths(schedules: Readonly<Record<string, number>>): void {
  host.keep({ widths: { extracts: {}, ...host.state.widths, schedules } });
}

customElements.define("df-schedules", SchedulesView);
