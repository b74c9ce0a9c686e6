import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-icon/index.js";
import type { FilterAction, FilterJoin, FilterPath } from "../../src/form/form-actions.ts";
import type { ConditionView, FieldFacts, FilterModel, FilterView, FormFinding } from "../../src/form/form-model.ts";
import { t } from "../shared/l10n.ts";
import { filterStyle } from "./filter-style.ts";
import { showFindings } from "./findings.ts";
import { operatorLabel } from "./operator-labels.ts";
import { placedNow } from "./place-now.ts";
import { controls } from "./styles.ts";
import { valueEditor } from "./value-editor.ts";

/** The filter as nested groups and conditions. Tells what is done by `act`, and what is to be read aloud by `announce`. */
export class FilterPart extends LitElement {
  static override readonly styles = [controls, filterStyle];
  static override readonly properties = {
    model: { attribute: false },
    fields: { attribute: false },
    findings: { attribute: false },
    timezone: { attribute: false },
    problem: { attribute: false },
  };

  declare model: FilterModel;
  declare fields: readonly FieldFacts[];
  declare findings: readonly FormFinding[];
  declare timezone: string;
  /** Why the last thing could not be done, and where. */
  declare problem: { readonly path: FilterPath; readonly message: string } | undefined;
  /** What has the focus after the tree was shown anew. */
  #focus: string | undefined;

  constructor() {
    super();
    this.fields = [];
    this.findings = [];
    this.timezone = "UTC";
  }

  override updated(changed: PropertyValues<this>): void {
    const wanted = this.#focus;
    if (wanted === undefined || !(changed.has("model") || changed.has("problem"))) return;
    this.#focus = undefined;
    if (changed.has("model")) this.renderRoot.querySelector<HTMLElement>(wanted)?.focus();
  }

  override render(): TemplateResult {
    const { root, problem } = this.model;
    if (problem !== undefined) return html`${showFindings([{ severity: "warning", message: problem }])}`;
    const general = this.findings.filter(({ path }) => path === undefined);
    return html`
      ${showFindings(general)}
      ${
        root === undefined
          ? html`<p class="quiet">${t("No filter: every row of the window is taken.")}</p>
              ${this.#adds([])}`
          : html`${this.#node(root)}${root.kind === "condition" ? this.#adds([]) : nothing}`
      }
      <datalist id="fields">
        ${this.#testable().map(({ name, type }) => html`<option value=${name} label=${type}></option>`)}
      </datalist>
    `;
  }

  #node(node: FilterView): TemplateResult {
    if (node.kind === "condition") return this.#condition(node);
    const join: FilterJoin = node.kind === "not" ? "not" : node.join;
    const items = node.kind === "not" ? [node.item] : node.items;
    return html`<div class="group ${join}" role="group" aria-label=${joinLabel(join)} data-path=${pathKey(node.path)}>
      <div class="head" @keydown=${(event: KeyboardEvent) => this.#onKey(event, node.path)}>
        <select
          class="join"
          aria-label=${t("How the conditions of this group are joined")}
          @change=${(event: Event) => {
            const wanted = (event.target as HTMLSelectElement).value as FilterJoin;
            this.#act({ type: "setJoin", at: node.path, join: wanted }, `[data-path="${pathKey(node.path)}"] .join`);
          }}
        >
          ${joins.map((each) => html`<option value=${each} .selected=${each === join}>${joinLabel(each)}</option>`)}
        </select>
        <span class="end">
          ${this.#moves(node.path)}
          ${iconButton("ungroup-by-ref-type", t("Take the group apart"), () => this.#unwrap(node.path))}
          ${iconButton("trash", t("Remove the group with all that is in it"), () => this.#remove(node.path))}
        </span>
      </div>
      ${showFindings(this.#findingsAt(node.path))}
      ${items.map((item) => this.#node(item))} ${this.#adds(node.path)}
    </div>`;
  }

  #condition(condition: ConditionView): TemplateResult {
    const { path, field, operator, operators } = condition;
    const key = pathKey(path);
    const problem = this.problem !== undefined && pathKey(this.problem.path) === key ? this.problem.message : undefined;
    const problemId = problem === undefined ? undefined : `problem-${key}`;
    return html`<div
      class="test"
      role="group"
      data-path=${key}
      aria-label=${t("Condition on {0}", field)}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event, path)}
    >
      <input
        class="field"
        list="fields"
        aria-label=${t("Field")}
        .value=${live(field)}
        placeholder=${field}
        @focus=${(event: Event) => clear(event.target as HTMLInputElement)}
        @blur=${(event: Event) => fillAgain(event.target as HTMLInputElement, field)}
        @change=${(event: Event) => this.#chooseField(path, event.target as HTMLInputElement, field)}
      />
      <select
        class="operator"
        aria-label=${t("Operator for {0}", field)}
        @change=${(event: Event) => {
          const wanted = (event.target as HTMLSelectElement).value;
          this.#act({ type: "setOperator", at: path, operator: wanted }, `[data-path="${key}"] .operator`);
        }}
      >
        ${operators.map((each) => html`<option value=${each} .selected=${each === operator}>${operatorLabel(each)}</option>`)}
      </select>
      ${valueEditor({
        condition,
        timezone: this.timezone,
        problemId,
        set: (values) => this.#act({ type: "setValue", at: path, values }),
      })}
      <span class="end">
        ${this.#moves(path)} ${iconButton("group-by-ref-type", t("Put into a group of its own"), () => this.#wrap(path))}
        ${iconButton("trash", t("Remove the condition on {0}", field), () => this.#remove(path))}
      </span>
      <div class="below" id="problem-${key}" role=${problem === undefined ? nothing : "alert"}>
        ${problem === undefined ? nothing : showFindings([{ severity: "error", message: problem }])}
        ${showFindings(this.#findingsAt(path))}
      </div>
    </div>`;
  }

  #adds(at: FilterPath): TemplateResult {
    const field = this.#testable()[0]?.name;
    const last = (): string => ".test:last-of-type .field";
    const add = (action: FilterAction): void => this.#act(action, last());
    if (field === undefined) return html``;
    return html`<div class="adds">
      <button class="link" @click=${() => add({ type: "addCondition", at, field })}>${t("+ Condition")}</button>
      <button class="link" @click=${() => add({ type: "addGroup", at, join: "any", field })}>${t("+ Any of")}</button>
      <button class="link" @click=${() => add({ type: "addGroup", at, join: "all", field })}>${t("+ All of")}</button>
      <button class="link" @click=${() => add({ type: "addGroup", at, join: "not", field })}>${t("+ Not")}</button>
    </div>`;
  }

  #moves(path: FilterPath): TemplateResult | typeof nothing {
    const siblings = this.#siblings(path);
    const at = path.at(-1);
    if (at === undefined || siblings < 2) return nothing;
    return html`${iconButton("arrow-up", t("Move up (Alt+Up)"), () => this.#move(path, -1), at === 0)}${iconButton(
      "arrow-down",
      t("Move down (Alt+Down)"),
      () => this.#move(path, 1),
      at === siblings - 1,
    )}`;
  }

  #move(path: FilterPath, by: -1 | 1): void {
    // Its place is another one as soon as the last move is shown.
    if (this.#focus !== undefined) return;
    const at = path.at(-1);
    const siblings = this.#siblings(path);
    if (at === undefined || at + by < 0 || at + by >= siblings) return;
    const to = path.slice(0, -1);
    this.#act(
      { type: "moveFilter", at: path, to, index: by === -1 ? at - 1 : at + 2 },
      `[data-path="${pathKey([...to, at + by])}"] :is(.field, .join)`,
    );
    this.#tell("announce", t("Moved to place {0} of {1}.", at + by + 1, siblings));
  }

  #wrap(at: FilterPath): void {
    this.#act({ type: "wrapFilter", at, join: "any" }, `[data-path="${pathKey(at)}"] .join`);
  }

  #unwrap(at: FilterPath): void {
    this.#act({ type: "unwrapFilter", at }, ":is(.join, .field)");
  }

  #remove(path: FilterPath): void {
    this.#act({ type: "removeFilter", at: path }, ":is(.join, .field, .adds button)");
    this.#tell("announce", t("Removed."));
  }

  #chooseField(path: FilterPath, input: HTMLInputElement, old: string): void {
    const typed = input.value.trim();
    if (typed === "") return;
    const found = fieldMeant(typed, this.#testable());
    if (found === undefined) {
      input.value = old;
      this.#tell("announce", t("There is no field {0} that can be tested.", typed));
    } else if (found.name !== old) {
      this.#act({ type: "setFilterField", at: path, field: found.name }, `[data-path="${pathKey(path)}"] .operator`);
    }
  }

  #onKey(event: KeyboardEvent, path: FilterPath): void {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    event.stopPropagation();
    this.#move(path, event.key === "ArrowUp" ? -1 : 1);
  }

  #siblings(path: FilterPath): number {
    let node = this.model.root;
    for (const step of path.slice(0, -1))
      node = node?.kind === "group" ? node.items[step] : node?.kind === "not" ? node.item : undefined;
    return node?.kind === "group" ? node.items.length : 0;
  }

  #testable(): readonly FieldFacts[] {
    return this.fields.filter(({ operators }) => operators.length > 0);
  }

  #findingsAt(path: FilterPath): readonly FormFinding[] {
    return this.findings.filter((finding) => finding.path !== undefined && pathKey(finding.path) === pathKey(path));
  }

  /** Does something to what is shown at this moment; what matches `focus` has the focus afterwards. */
  #act(action: FilterAction, focus?: string): void {
    this.#focus = focus;
    const { root } = this.model;
    this.#tell("act", () => placedNow(action, root, this.model.root));
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

const joins: readonly FilterJoin[] = ["all", "any", "not"];

function joinLabel(join: FilterJoin): string {
  if (join === "all") return t("All of these hold");
  return join === "any" ? t("Any of these holds") : t("This does not hold");
}

function pathKey(path: FilterPath): string {
  return path.length === 0 ? "root" : path.join("-");
}

function iconButton(icon: string, label: string, click: () => void, disabled = false): TemplateResult {
  return html`<button class="icon" title=${label} aria-label=${label} ?disabled=${disabled} @click=${click}>
    <vscode-icon name=${icon}></vscode-icon>
  </button>`;
}

customElements.define("datafeed-filter", FilterPart);

/** The editor's list shows what fits the text that is there: for a choice among all, there must be none. */
function clear(input: HTMLInputElement): void {
  input.value = "";
}

function fillAgain(input: HTMLInputElement, field: string): void {
  if (input.value.trim() === "") input.value = field;
}

/** The field of this name, without regard to case; else the only one that begins so. */
function fieldMeant(typed: string, fields: readonly FieldFacts[]): FieldFacts | undefined {
  const wanted = typed.toLowerCase();
  const beginning = fields.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  const exact = beginning.find(({ name }) => name.toLowerCase() === wanted);
  return exact ?? (beginning.length === 1 ? beginning[0] : undefined);
}
