import { html, LitElement, nothing, svg, type TemplateResult } from "lit";
import type { RunView } from "../../../runner/src/commands/commands.ts";
import { formatCount, formatDuration } from "../shared/format.ts";
import { t } from "../shared/l10n.ts";
import { runStateWord } from "../shared/run-state-word.ts";
import { type ChartLayout, type ChartRun, chartLayout, type Panel } from "./chart-layout.ts";
import { runInWords } from "./run-words.ts";

/** The runs of an extract drawn: durations as bars, rows as a line. Emits `run-open` with a run when one is chosen. */
class RunChart extends LitElement {
  static override properties = {
    runs: { attribute: false },
    now: { type: Number },
    extract: {},
    width: { state: true },
    current: { state: true },
  };
  declare runs: readonly RunView[];
  declare now: number;
  declare extract: string;
  declare width: number;
  /** Under the mouse or with the focus, by id. */
  declare current: string | undefined;

  readonly #size = new ResizeObserver(([entry]) => {
    this.width = Math.floor(entry?.contentRect.width ?? 0);
  });

  constructor() {
    super();
    this.runs = [];
    this.now = 0;
    this.extract = "";
    this.width = 0;
  }

  override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#size.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
  }

  override render(): TemplateResult | typeof nothing {
    if (this.width === 0 || this.runs.length === 0) return nothing;
    const layout = chartLayout(this.runs, this.width, this.now);
    const current = layout.runs.find(({ run }) => run.id === this.current);
    return html`
      <div class="chart-scroll">
        <svg
          width=${layout.width}
          height=${layout.height}
          role="group"
          aria-labelledby="chart-title chart-desc"
          @keydown=${(event: KeyboardEvent) => this.#key(event, layout)}
          @pointerleave=${() => this.#point(undefined)}
        >
          <title id="chart-title">${t("Runs of {0}: duration and rows", this.extract)}</title>
          <desc id="chart-desc">${t("{0} runs, the oldest first. Bars: how long each took. Line: rows of those published. The table below has the same figures.", layout.runs.length)}</desc>
          ${this.#panel(layout, layout.duration, t("Duration"), formatDuration)}
          ${this.#panel(layout, layout.rows, t("Rows"), formatCount)}
          ${current === undefined ? nothing : this.#highlight(current, layout)}
          ${layout.lines.map((points) => svg`<polyline class="rows-line" points=${points} />`)}
          ${layout.runs.map((each, at) => this.#run(each, layout, at))}
        </svg>
      </div>
      <p class="chart-words" aria-hidden="true">${current === undefined ? this.#legend() : runInWords(current.run, this.now)}</p>
    `;
  }

  #panel({ left, width }: ChartLayout, { top, bottom, most }: Panel, label: string, format: (value: number) => string) {
    return svg`<g aria-hidden="true">
      <text class="panel-label" x=${left} y=${top - 6}>${label}</text>
      <line class="guide" x1=${left} x2=${width} y1=${top} y2=${top} />
      <line class="base" x1=${left} x2=${width} y1=${bottom} y2=${bottom} />
      <text class="tick" x=${left - 8} y=${top + 4}>${format(most)}</text>
      <text class="tick" x=${left - 8} y=${bottom}>0</text>
    </g>`;
  }

  #highlight({ left, width }: ChartRun, { duration, rows }: ChartLayout) {
    return svg`<rect class="current" x=${left} y=${duration.top - 4} width=${width} height=${rows.bottom - duration.top + 8} />`;
  }

  #run({ run, left, width, bar, point }: ChartRun, { duration, rows }: ChartLayout, at: number) {
    const first = this.current === undefined ? at === 0 : run.id === this.current;
    return svg`<g
      class="run ${run.state}"
      role="button"
      tabindex=${first ? 0 : -1}
      data-run=${run.id}
      aria-label=${runInWords(run, this.now)}
      @focus=${() => this.#point(run.id)}
      @pointerenter=${() => this.#point(run.id)}
      @click=${() => this.#open(run)}
    >
      <rect class="slot" x=${left} y=${duration.top - 4} width=${width} height=${rows.bottom - duration.top + 8} />
      <rect class="bar" x=${bar.x} y=${bar.y} width=${bar.width} height=${bar.height} rx="1" />
      ${markOf(run, left + width / 2, bar.y - 4)}
      ${point === undefined ? nothing : svg`<circle class="point" cx=${point.x} cy=${point.y} r="2.5" />`}
    </g>`;
  }

  /** The states that are there, each with its sign. */
  #legend(): unknown {
    const states = [...new Set(this.runs.map(({ state }) => state))];
    return states.map(
      (state) =>
        html`<span class="legend"><svg width="24" height="14" class="run ${state}" aria-hidden="true"><rect class="bar" x="1" y="2" width="9" height="11" rx="1" />${markOf({ state }, 18, 12)}</svg> ${runStateWord(state)}</span>`,
    );
  }

  #key(event: KeyboardEvent, { runs }: ChartLayout): void {
    const at = runs.findIndex(({ run }) => run.id === this.current);
    const run = runs[at]?.run;
    if ((event.key === "Enter" || event.key === " ") && run !== undefined) {
      event.preventDefault();
      this.#open(run);
      return;
    }
    const steps: Readonly<Record<string, number>> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: runs.length - 1 };
    const next = runs[steps[event.key] ?? -1];
    if (next === undefined) return;
    event.preventDefault();
    this.#point(next.run.id);
    void this.updateComplete.then(() => this.querySelector<SVGElement>(`[data-run="${next.run.id}"]`)?.focus());
  }

  #point(id: string | undefined): void {
    const focused = this.querySelector<SVGElement>("g.run:focus-visible")?.dataset["run"];
    this.current = id ?? focused;
  }

  #open(run: RunView): void {
    this.dispatchEvent(new CustomEvent("run-open", { detail: run }));
  }
}

/** What tells states apart without colour. */
function markOf({ state }: Pick<RunView, "state">, x: number, y: number) {
  const signs: Partial<Record<RunView["state"], string>> = {
    failed: "✕",
    cancelled: "–",
    discarded: "–",
    skipped: "○",
    running: "…",
    decided: "…",
  };
  const sign = signs[state];
  return sign === undefined ? nothing : svg`<text class="mark" x=${x} y=${y}>${sign}</text>`;
}

customElements.define("df-run-chart", RunChart);
