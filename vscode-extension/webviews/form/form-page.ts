import { html, LitElement, nothing, type TemplateResult } from "lit";
import "@vscode-elements/elements/dist/vscode-button/index.js";
import type { FilterPath, FormAction } from "../../src/form/form-actions.ts";
import type { FormContract, FormEnding, FormState } from "../../src/form/form-messages.ts";
import type { FormModel, SummaryKey } from "../../src/form/form-model.ts";
import { type Host, HostError } from "../shared/host.ts";
import { t } from "../shared/l10n.ts";
import "./fields-part.ts";
import "./filter-part.ts";
import { showFindings } from "./findings.ts";
import { formStyle } from "./form-style.ts";
import { controls } from "./styles.ts";
import "./summary-part.ts";

type Part = "fields" | "filter" | "summary";
const parts: readonly Part[] = ["fields", "filter", "summary"];

/** What survives that the page is hidden, or the window loaded again. */
export interface KeptState {
  readonly part: Part;
  readonly search: string;
  /** For the host: what is in no file yet. */
  readonly draft: object;
}

/** The form: three parts, as tabs over an open document, as steps while an extract is made. */
export class FormPage extends LitElement {
  static override readonly styles = [controls, formStyle];
  static override readonly properties = {
    state: { state: true },
    shown: { state: true },
    search: { state: true },
    problem: { state: true },
    said: { state: true },
    ending: { state: true },
  };

  declare state: FormState | undefined;
  declare shown: Part;
  declare search: string;
  declare problem: { readonly path?: FilterPath; readonly message: string } | undefined;
  /** Read aloud. */
  declare said: string;
  /** Under way. */
  declare ending: FormEnding | undefined;
  readonly #host: Host<FormContract, KeptState>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(host: Host<FormContract, KeptState>) {
    super();
    this.#host = host;
    this.shown = host.state.part ?? "fields";
    this.search = host.state.search ?? "";
    this.said = "";
    host.on("changed", (state) => this.#hear(state));
    this.#ask(async () => this.#hear(await host.ask("load", [])));
  }

  override render(): TemplateResult {
    const { state } = this;
    if (state === undefined) return html`<p class="quiet">${t("Loading …")}</p>`;
    if (state.reading.state === "unreadable") return this.#unreadable(state.reading.message);
    const { model } = state.reading;
    return html`
      ${this.#header(state, model)} ${this.#tabs(model)}
      ${this.#problem()}
      <main id="panel" role="tabpanel" aria-labelledby="tab-${this.shown}">${this.#part(state, model)}</main>
      ${state.mode === "editor" ? nothing : this.#footer(state, model)}
      <div class="said" aria-live="assertive">${this.said}</div>
    `;
  }

  #header(state: FormState, model: FormModel): TemplateResult {
    const { documents, index, template, name, product } = model;
    const choice =
      documents.length < 2
        ? html`<h1>${state.mode === "narrow" ? t("Run {0} Once", name) : name || t("New Extract")}</h1>`
        : html`<label
            >${t("Extract")}
            <select
              aria-label=${t("Extract")}
              @change=${(event: Event) => this.#choose(Number((event.target as HTMLSelectElement).value))}>
              ${documents.map(
                (each) => html`<option value=${each.index} .selected=${each.index === index}>${each.name}</option>`,
              )}
            </select></label
          >`;
    return html`<header>
      <div class="bar">
        ${choice}
        ${state.mode === "editor" ? html`<button class="link" @click=${this.#openYaml}>${t("Open YAML")}</button>` : nothing}
      </div>
      <p class="quiet">
        ${product}${product && template.name ? " · " : ""}<strong>${template.name}</strong>${
          template.description === undefined ? "" : ` – ${template.description}`
        }
      </p>
      ${
        template.known || template.name === ""
          ? nothing
          : showFindings([{ severity: "error", message: t("There is no sound template {0}.", template.name) }])
      }
    </header>`;
  }

  #tabs(model: FormModel): TemplateResult {
    const count = (part: Part): number =>
      model.findings.filter((finding) => (finding.part === "other" ? part === "summary" : finding.part === part)).length;
    const tabs = parts.map((part, at) => {
      const found = count(part);
      const mark = found === 0 ? "" : ` (${found === 1 ? t("1 finding") : t("{0} findings", found)})`;
      return html`<button
        role="tab"
        id="tab-${part}"
        aria-controls="panel"
        aria-selected=${part === this.shown ? "true" : "false"}
        tabindex=${part === this.shown ? "0" : "-1"}
        @click=${() => this.#goTo(part)}
      >
        ${this.state?.mode === "editor" ? "" : `${at + 1}. `}${partLabel(part)}${mark}
      </button>`;
    });
    return html`<div role="tablist" aria-label=${t("Parts of the extract")} @keydown=${this.#onTabKey}>${tabs}</div>`;
  }

  #part(state: FormState, model: FormModel): TemplateResult {
    const act = (event: CustomEvent<() => FormAction | undefined>): void => this.#act(event.detail);
    const announce = (event: CustomEvent<string>): void => this.#say(event.detail);
    const findings = model.findings.filter(({ part }) => part === this.shown);
    if (this.shown === "fields") {
      return html`<datafeed-fields
        .model=${model.fields}
        .findings=${findings}
        .search=${this.search}
        .canRename=${state.mode !== "narrow"}
        @act=${act}
        @announce=${announce}
        @search=${(event: CustomEvent<string>) => this.#search(event.detail)}
      ></datafeed-fields>`;
    }
    if (this.shown === "filter") {
      return html`<datafeed-filter
        .model=${model.filter}
        .fields=${model.fields.available}
        .findings=${findings}
        .timezone=${model.timezone}
        .problem=${this.problem?.path === undefined ? undefined : this.problem}
        @act=${act}
        @announce=${announce}
      ></datafeed-filter>`;
    }
    return html`${state.formats === undefined ? nothing : this.#format(state)}<datafeed-summary
        .rows=${model.summary}
        .outlook=${model.outlook}
        .findings=${model.findings}
        .canChange=${(row: SummaryKey) => state.mode !== "narrow" || row === "fields" || row === "filters"}
        @change-row=${(event: CustomEvent<SummaryKey>) => this.#change(event.detail)}
      ></datafeed-summary>`;
  }

  #format({ formats = [], format }: FormState): TemplateResult {
    return html`<div class="bar">
      <label
        >${t("Format of this run")}
        <select
          @change=${(event: Event) => {
            const wanted = (event.target as HTMLSelectElement).value;
            this.#ask(() => this.#host.ask("chooseFormat", [wanted]));
          }}
        >
          ${formats.map((each) => html`<option value=${each} .selected=${each === format}>${each}</option>`)}
        </select></label
      >
    </div>`;
  }

  #footer(state: FormState, model: FormModel): TemplateResult {
    const at = parts.indexOf(this.shown);
    const isLast = at === parts.length - 1;
    const previous = (): void => {
      if (at > 0) this.#goTo(parts[at - 1]!);
      else this.#ask(() => this.#host.ask("previous", []));
    };
    return html`<footer>
      <vscode-button class="first" secondary ?disabled=${at === 0 && !state.hasQuestions} @click=${previous}>
        ${t("Previous")}
      </vscode-button>
      <vscode-button secondary @click=${() => this.#ask(() => this.#host.ask("cancel", []))}>${t("Cancel")}</vscode-button>
      ${
        isLast
          ? [...state.endings].reverse().map(
              (ending, index, all) => html`<vscode-button
                ?secondary=${index < all.length - 1}
                ?disabled=${!model.sound || this.ending !== undefined}
                @click=${() => this.#end(ending)}
                >${endingLabel(ending)}</vscode-button
              >`,
            )
          : html`<vscode-button @click=${() => this.#goTo(parts[at + 1]!)}>${t("Next")}</vscode-button>`
      }
    </footer>`;
  }

  /** What was refused, where it belongs to no part of the filter. */
  #problem(): TemplateResult | typeof nothing {
    const { problem } = this;
    if (problem === undefined || problem.path !== undefined) return nothing;
    return html`<div role="alert">${showFindings([{ severity: "error", message: problem.message }])}</div>`;
  }

  #openYaml(): void {
    this.#ask(() => this.#host.ask("openYaml", []));
  }

  #unreadable(message: string): TemplateResult {
    return html`${showFindings([{ severity: "warning", message }])}
      <p>${t("The form follows as soon as it can be read.")}</p>
      <vscode-button @click=${this.#openYaml}>${t("Open YAML")}</vscode-button>`;
  }

  #hear(state: FormState): void {
    this.state = state;
    this.problem = undefined;
    if (state.kept !== undefined) this.#host.keep({ draft: state.kept });
  }

  #goTo(part: Part): void {
    this.shown = part;
    this.problem = undefined;
    this.#host.keep({ part });
    this.#say(partLabel(part));
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${part}`)?.focus());
  }

  #search(search: string): void {
    this.search = search;
    this.#host.keep({ search });
  }

  #onTabKey(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const next = step === undefined ? undefined : parts[parts.indexOf(this.shown) + step];
    if (next === undefined) return;
    event.preventDefault();
    this.#goTo(next);
  }

  #change(row: SummaryKey): void {
    if (row === "fields") this.#goTo("fields");
    else if (row === "filters") this.#goTo("filter");
    else this.#ask(() => this.#host.ask("change", [row]));
  }

  #choose(index: number): void {
    this.#ask(() => this.#host.ask("choose", [index]));
  }

  /** One thing after another: what is done next is worked out when what was done before is shown. */
  #act(make: () => FormAction | undefined): void {
    this.#last = this.#last.then(() => this.#doNow(make)).catch((error: unknown) => this.#fail(error));
  }

  async #doNow(make: () => FormAction | undefined): Promise<void> {
    const action = make();
    if (action === undefined) return;
    const { problem } = await this.#host.ask("act", [action]);
    const path = "at" in action && Array.isArray(action.at) ? { path: action.at as FilterPath } : {};
    this.problem = problem === undefined ? undefined : { message: problem, ...path };
    await this.updateComplete;
    await this.renderRoot.querySelector<LitElement>("datafeed-fields, datafeed-filter")?.updateComplete;
  }

  #end(ending: FormEnding): void {
    this.ending = ending;
    this.#ask(async () => {
      try {
        const { problem } = await this.#host.ask("end", [ending]);
        if (problem !== undefined) this.problem = { message: problem };
      } finally {
        this.ending = undefined;
      }
    });
  }

  #say(text: string): void {
    // The same sentence twice is read twice.
    this.said = this.said === text ? `${text}\u00a0` : text;
  }

  #ask(question: () => Promise<unknown>): void {
    question().catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    const hint = error instanceof HostError && error.hint !== undefined ? ` ${error.hint}` : "";
    this.problem = { message: `${error instanceof Error ? error.message : String(error)}${hint}` };
  }
}

function partLabel(part: Part): string {
  if (part === "fields") return t("Fields");
  return part === "filter" ? t("Filter") : t("Summary");
}

function endingLabel(ending: FormEnding): string {
  if (ending === "create") return t("Create");
  return ending === "runOnce" ? t("Run Once") : t("Open Pull Request");
}

customElements.define("datafeed-form", FormPage);
