import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { RunRow } from "../../src/portal/portal-messages.ts";
import { formatBytes, formatCount, formatDuration } from "../shared/format.ts";
import { t } from "../shared/l10n.ts";
import { runStateWord } from "../shared/run-state-word.ts";
import { host } from "./host.ts";

/** The runs under way, above the grid: how far each is, its log, and the way to end it. */
export class UnderWay extends LitElement {
  static override properties = { runs: { attribute: false } };
  declare runs: readonly RunRow[];
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.runs = [];
  }

  override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticking = setInterval(() => this.runs.length > 0 && this.requestUpdate(), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
  }

  override render(): TemplateResult | typeof nothing {
    if (this.runs.length === 0) return nothing;
    return html`<section aria-label=${t("Runs under way")}>
      <ul class="df-runs">
        ${this.runs.map((run) => this.#run(run))}
      </ul>
    </section>`;
  }

  #run({ id, extract, state, rows, bytes, startedAt }: RunRow): TemplateResult {
    const figures = [
      runStateWord(state),
      ...(rows === undefined ? [] : [t("{0} rows", formatCount(rows))]),
      ...(bytes === undefined ? [] : [formatBytes(bytes)]),
      formatDuration(Math.max(0, Math.round((Date.now() - startedAt) / 1000) * 1000)),
    ];
    return html`<li>
      <span class="codicon codicon-loading codicon-modifier-spin" aria-hidden="true"></span>
      <span class="df-run-name">${extract}</span>
      <span class="df-quiet">${figures.join(" · ")}</span>
      <span class="df-actions">
        <button class="df-icon" title=${t("Show Log")} aria-label=${t("Show log of {0}", extract)} @click=${() => this.#execute("datafeed.showLog", id)}>
          <span class="codicon codicon-output" aria-hidden="true"></span>
        </button>
        <button class="df-icon" title=${t("Cancel Run")} aria-label=${t("Cancel run of {0}", extract)} @click=${() => this.#execute("datafeed.cancelRun", id)}>
          <span class="codicon codicon-stop-circle" aria-hidden="true"></span>
        </button>
      </span>
    </li>`;
  }

  #execute(command: "datafeed.showLog" | "datafeed.cancelRun", run: string): void {
    void host.ask("execute", [command, { run }]);
  }
}

customElements.define("df-under-way", UnderWay);
