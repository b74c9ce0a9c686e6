import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import "@vscode-elements/elements/dist/vscode-icon/index.js";
import type { FieldAction } from "../../src/form/form-actions.ts";
import type { FieldsModel, FormFinding } from "../../src/form/form-model.ts";
import { t } from "../shared/l10n.ts";
import { arrangeRows, type FieldRow, indexBefore } from "./arrange-rows.ts";
import { fieldsStyle } from "./fields-style.ts";
import { showFindings } from "./findings.ts";
import { controls } from "./styles.ts";

/** The check list of fields. Tells what is done by `act`, and what is to be read aloud by `announce`. */
export class FieldsPart extends LitElement {
  static override readonly styles = [controls, fieldsStyle];
  static override readonly properties = {
    model: { attribute: false },
    findings: { attribute: false },
    search: { attribute: false },
    canRename: { attribute: false },
    rows: { state: true },
    marked: { state: true },
    dropAt: { state: true },
  };

  declare model: FieldsModel;
  declare findings: readonly FormFinding[];
  declare search: string;
  declare canRename: boolean;
  declare rows: readonly FieldRow[];
  /** Keys of the rows that move together. */
  declare marked: ReadonlySet<string>;
  /** Before which row what is dragged would stand. */
  declare dropAt: number | undefined;
  #dragged: readonly string[] = [];
  /** Has the focus again after the list was shown anew. */
  #focusKey: string | undefined;

  constructor() {
    super();
    this.findings = [];
    this.search = "";
    this.canRename = true;
    this.rows = [];
    this.marked = new Set();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("model")) return;
    this.rows = arrangeRows(
      this.model,
      this.rows.map(({ field }) => field),
    );
  }

  override updated(): void {
    const key = this.#focusKey;
    if (key === undefined) return;
    this.#focusKey = undefined;
    this.#focusRow(key);
  }

  override render(): TemplateResult {
    const { selected, available, problem } = this.model;
    if (problem !== undefined) return html`${showFindings([{ severity: "warning", message: problem }])}`;
    const shown = this.#shown();
    return html`
      <div class="bar">
        <input
          type="search"
          aria-label=${t("Search fields")}
          placeholder=${t("Search fields")}
          .value=${this.search}
          @input=${(event: InputEvent) => this.#tell("search", (event.target as HTMLInputElement).value)}
        />
        <button class="link" @click=${() => this.#selectShown(shown)}>${t("Select All")}</button>
        <button class="link" @click=${() => this.#deselectShown(shown)}>${t("Select None")}</button>
        <span class="count" role="status">${t("{0} of {1} fields", selected.length, available.length)}</span>
      </div>
      ${showFindings(this.findings.filter(({ row }) => row === undefined))}
      <ul
        aria-label=${t("Fields, in the order of the columns. Alt and an arrow key move one.")}
        @keydown=${this.#onKey}
        @dragover=${this.#onDragOver}
        @drop=${this.#onDrop}
        @dragleave=${() => {
          this.dropAt = undefined;
        }}
      >
        ${repeat(
          shown,
          (row) => row.key,
          (row) => this.#row(row),
        )}
      </ul>
      ${shown.length === 0 ? html`<p class="quiet">${t("No field is called so.")}</p>` : nothing}
    `;
  }

  #row(row: FieldRow): TemplateResult {
    const { key, field, facts, selected, index } = row;
    const at = this.rows.indexOf(row);
    const drop = this.dropAt === at ? "above" : this.dropAt === at + 1 && at === this.rows.length - 1 ? "below" : "";
    const findings = index === undefined ? [] : this.findings.filter((each) => each.row === index);
    const id = `field-${at}`;
    return html`<li
      data-key=${key}
      class="${selected === undefined ? "off" : "on"} ${this.marked.has(key) ? "marked" : ""} ${drop}"
      draggable=${selected === undefined ? "false" : "true"}
      @dragstart=${(event: DragEvent) => this.#onDragStart(event, row)}
      @dragend=${() => {
        this.dropAt = undefined;
      }}
      @mousedown=${(event: MouseEvent) => this.#onMouseDown(event, row)}
    >
      <div class="row">
        <vscode-icon name="gripper" class="grip" aria-hidden="true"></vscode-icon>
        <input
          type="checkbox"
          id=${id}
          .checked=${selected !== undefined}
          aria-describedby="${id}-about"
          @change=${(event: Event) => this.#toggle(row, (event.target as HTMLInputElement).checked)}
        />
        <label for=${id}>${field}</label>
        <span class="facts">${this.#facts(row)}</span>
        ${selected === undefined || !this.canRename ? html`<span class="as"></span>` : this.#rename(row)}
        <span class="moves">${this.#moves(row)}</span>
      </div>
      <div class="about quiet" id="${id}-about">${facts?.description ?? ""}</div>
      ${showFindings(findings)}
    </li>`;
  }

  #facts({ facts, selected }: FieldRow): TemplateResult {
    if (facts === undefined) return html`<span class="badge">${t("not in the template")}</span>`;
    const { type, unit, pii, masked } = facts;
    const mask = selected?.mask ?? masked;
    return html`<span class="badge">${type}${unit === undefined ? "" : `, ${unit}`}</span>${
      pii === undefined
        ? nothing
        : html`<span class="badge pii" title=${t("Personal data of the class {0}", pii)}
            ><vscode-icon name="shield" size="12" aria-hidden="true"></vscode-icon>${t("PII: {0}", pii)}</span
          >`
    }${mask === undefined ? nothing : html`<span class="badge">${t("masked: {0}", mask)}</span>`}`;
  }

  #rename({ field, selected, index }: FieldRow): TemplateResult {
    return html`<input
      class="as"
      aria-label=${t("Column name of {0}", field)}
      title=${t("The column's name in the file")}
      placeholder=${field}
      .value=${selected?.as ?? ""}
      @change=${(event: Event) =>
        this.#act({ type: "renameColumn", index: index!, as: (event.target as HTMLInputElement).value })}
    />`;
  }

  #moves(row: FieldRow): TemplateResult | typeof nothing {
    if (row.index === undefined) return nothing;
    return html`<button
        class="icon"
        tabindex="-1"
        title=${t("Move up (Alt+Up)")}
        aria-label=${t("Move {0} up", row.field)}
        ?disabled=${row.index === 0}
        @click=${() => this.#move(row, -1)}
      >
        <vscode-icon name="arrow-up"></vscode-icon></button
      ><button
        class="icon"
        tabindex="-1"
        title=${t("Move down (Alt+Down)")}
        aria-label=${t("Move {0} down", row.field)}
        ?disabled=${row.index === this.model.selected.length - 1}
        @click=${() => this.#move(row, 1)}
      >
        <vscode-icon name="arrow-down"></vscode-icon>
      </button>`;
  }

  #shown(): readonly FieldRow[] {
    const wanted = this.search.trim().toLowerCase();
    if (wanted === "") return this.rows;
    return this.rows.filter(({ field, selected, facts }) =>
      [field, selected?.as, facts?.description].some((text) => text?.toLowerCase().includes(wanted)),
    );
  }

  #toggle(row: FieldRow, on: boolean): void {
    this.#focusKey = row.key;
    if (!on && row.index !== undefined) this.#act({ type: "deselectFields", indexes: [row.index] });
    if (on) this.#act({ type: "selectFields", fields: [row.field], at: indexBefore(this.rows, this.rows.indexOf(row)) });
  }

  #selectShown(shown: readonly FieldRow[]): void {
    if (shown.length === this.rows.length) this.#act({ type: "selectAllFields" });
    else
      this.#act({ type: "selectFields", fields: shown.filter(({ index }) => index === undefined).map(({ field }) => field) });
  }

  #deselectShown(shown: readonly FieldRow[]): void {
    const indexes = shown.flatMap(({ index }) => index ?? []);
    this.#act(shown.length === this.rows.length ? { type: "deselectAllFields" } : { type: "deselectFields", indexes });
  }

  /** The rows that move with one: those that are marked with it, else itself. */
  #block(row: FieldRow): readonly FieldRow[] {
    const marked = this.marked.has(row.key) ? this.rows.filter(({ key }) => this.marked.has(key)) : [row];
    return marked.filter(({ index }) => index !== undefined);
  }

  #move(row: FieldRow, by: -1 | 1): void {
    const indexes = this.#block(row).map(({ index }) => index!);
    const [first, last] = [indexes[0], indexes.at(-1)];
    const end = this.model.selected.length;
    if (first === undefined || last === undefined || (by === -1 ? first === 0 : last === end - 1)) return;
    const to = by === -1 ? first - 1 : last + 2;
    this.#focusKey = row.key;
    this.#act({ type: "moveFields", indexes, to });
    const place = by === -1 ? first : last + 2 - indexes.length + 1;
    this.#tell("announce", t("{0} moved to place {1} of {2}.", row.field, place, end));
  }

  #onKey(event: KeyboardEvent): void {
    const row = this.#rowOf(event);
    if (row === undefined || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    const by = event.key === "ArrowUp" ? -1 : 1;
    const inText = (event.target as HTMLInputElement).type === "text" || (event.target as HTMLElement).classList.contains("as");
    if (event.altKey) {
      this.#move(row, by);
    } else {
      if (inText) return;
      const shown = this.#shown();
      const next = shown[shown.indexOf(row) + by];
      if (next === undefined) return;
      if (event.shiftKey) this.marked = new Set([...this.marked, row.key, next.key]);
      else this.marked = new Set();
      this.#focusRow(next.key);
    }
    event.preventDefault();
  }

  #onMouseDown(event: MouseEvent, row: FieldRow): void {
    if (!event.shiftKey && !event.ctrlKey && !event.metaKey) {
      if (!this.marked.has(row.key)) this.marked = new Set();
      return;
    }
    event.preventDefault();
    const last = this.rows.findLastIndex(({ key }) => this.marked.has(key));
    const at = this.rows.indexOf(row);
    const range = event.shiftKey && last !== -1 ? this.rows.slice(Math.min(last, at), Math.max(last, at) + 1) : [row];
    this.marked = new Set([...this.marked, ...range.map(({ key }) => key)]);
  }

  #onDragStart(event: DragEvent, row: FieldRow): void {
    this.#dragged = this.#block(row).map(({ key }) => key);
    if (event.dataTransfer === null) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.field);
  }

  #onDragOver(event: DragEvent): void {
    const row = this.#rowOf(event);
    if (this.#dragged.length === 0 || row === undefined) return;
    event.preventDefault();
    const box = this.#element(row.key)!.getBoundingClientRect();
    const below = event.clientY > box.top + box.height / 2;
    this.dropAt = this.rows.indexOf(row) + (below ? 1 : 0);
  }

  #onDrop(event: DragEvent): void {
    event.preventDefault();
    const dragged = this.rows.filter(({ key }) => this.#dragged.includes(key));
    this.#dragged = [];
    if (this.dropAt === undefined || dragged.length === 0) return;
    const to = indexBefore(this.rows, this.dropAt);
    this.dropAt = undefined;
    const indexes = dragged.map(({ index }) => index!);
    this.#act({ type: "moveFields", indexes, to });
    const before = indexes.filter((index) => index < to).length;
    this.#tell("announce", t("{0} moved to place {1} of {2}.", dragged[0]!.field, to - before + 1, this.model.selected.length));
  }

  #rowOf(event: Event): FieldRow | undefined {
    const key = event.composedPath().find((each) => each instanceof HTMLLIElement)?.dataset["key"];
    return this.rows.find((row) => row.key === key);
  }

  #element(key: string): HTMLElement | undefined {
    return [...this.renderRoot.querySelectorAll("li")].find((each) => each.dataset["key"] === key);
  }

  #focusRow(key: string): void {
    this.#element(key)?.querySelector<HTMLElement>("input[type=checkbox]")?.focus();
  }

  #act(action: FieldAction): void {
    this.#tell("act", action);
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("datafeed-fields", FieldsPart);
