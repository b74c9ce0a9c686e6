import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
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
  /** What has the focus before the list is shown anew. */
  #focused: HTMLElement | null | undefined;

  constructor() {
    super();
    this.findings = [];
    this.search = "";
    this.canRename = true;
    this.rows = [];
    this.marked = new Set();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    this.#focused = this.shadowRoot?.activeElement as HTMLElement | null | undefined;
    if (!changed.has("model")) return;
    this.rows = arrangeRows(
      this.model,
      this.rows.map(({ field }) => field),
    );
  }

  override updated(): void {
    // A row that moves loses the focus.
    const focused = this.#focused;
    if (focused?.isConnected && this.shadowRoot?.activeElement !== focused) focused.focus();
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
      <p class="hint quiet">
        ${t("The columns stand in this order. Drag a field to move it, or press Alt+Up or Alt+Down; with Shift several are marked.")}
      </p>
      ${showFindings(this.findings.filter(({ row }) => row === undefined))}
      <ul
        aria-label=${t("Fields, in the order of the columns. Alt and an arrow key move one.")}
        @keydown=${this.#onKey}
        @dragover=${this.#onDragOver}
        @drop=${this.#onDrop}
        @dragleave=${this.#onDragLeave}
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
        <vscode-icon name="gripper" class="grip" title=${t("Drag to move")} aria-hidden="true"></vscode-icon>
        <span class="said" id="${id}-marked">${this.marked.has(key) ? t("Marked.") : ""}</span>
        <input
          type="checkbox"
          id=${id}
          .checked=${live(selected !== undefined)}
          aria-describedby="${id}-marked ${id}-about"
          @change=${(event: Event) => this.#toggle(row, (event.target as HTMLInputElement).checked)}
        />
        <label for=${id}>${field}</label>
        <span class="about quiet" id="${id}-about">${facts?.description ?? ""}</span>
        <span class="facts">${this.#facts(row)}</span>
        ${this.canRename ? this.#rename(row) : nothing}
        <span class="moves">${this.#moves(row)}</span>
      </div>
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

  #rename({ key, field, selected }: FieldRow): TemplateResult {
    if (selected === undefined) return html`<span class="as"></span>`;
    return html`<input
      class="as"
      aria-label=${t("Column name of {0}", field)}
      title=${t("The column's name in the file")}
      placeholder=${field}
      .value=${selected.as ?? ""}
      @change=${(event: Event) => this.#renameColumn(key, (event.target as HTMLInputElement).value)}
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

  #toggle({ key }: FieldRow, on: boolean): void {
    this.#act(() => {
      const at = this.rows.findIndex((row) => row.key === key);
      const row = this.rows[at];
      if (row === undefined || (row.index !== undefined) === on) return undefined;
      if (row.index !== undefined) return { type: "deselectFields", indexes: [row.index] };
      return { type: "selectFields", fields: [row.field], at: indexBefore(this.rows, at) };
    });
  }

  #renameColumn(key: string, as: string): void {
    this.#act(() => {
      const index = this.rows.find((row) => row.key === key)?.index;
      return index === undefined ? undefined : { type: "renameColumn", index, as };
    });
  }

  #selectShown(shown: readonly FieldRow[]): void {
    const fields = shown.filter(({ index }) => index === undefined).map(({ field }) => field);
    this.#act(() => (shown.length === this.rows.length ? { type: "selectAllFields" } : { type: "selectFields", fields }));
  }

  #deselectShown(shown: readonly FieldRow[]): void {
    const indexes = shown.flatMap(({ index }) => index ?? []);
    this.#act(() => (shown.length === this.rows.length ? { type: "deselectAllFields" } : { type: "deselectFields", indexes }));
  }

  /** The rows that move with one: those that are marked with it, else itself. */
  #block(key: string): readonly FieldRow[] {
    const keys = this.marked.has(key) ? this.marked : new Set([key]);
    return this.rows.filter((row) => keys.has(row.key) && row.index !== undefined);
  }

  #move({ key, field }: FieldRow, by: -1 | 1): void {
    this.#act(() => {
      const indexes = this.#block(key).map(({ index }) => index!);
      const [first, last] = [indexes[0], indexes.at(-1)];
      const end = this.model.selected.length;
      if (first === undefined || last === undefined || (by === -1 ? first === 0 : last === end - 1)) return undefined;
      const place = by === -1 ? first : last + 3 - indexes.length;
      this.#tell("announce", t("{0} moved to place {1} of {2}.", field, place, end));
      return { type: "moveFields", indexes, to: by === -1 ? first - 1 : last + 2 };
    });
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
      this.#mark(event.shiftKey ? [...this.marked, row.key, next.key] : []);
      this.#focusRow(next.key);
    }
    event.preventDefault();
  }

  #onMouseDown(event: MouseEvent, row: FieldRow): void {
    if (!event.shiftKey && !event.ctrlKey && !event.metaKey) {
      if (!this.marked.has(row.key)) this.#mark([]);
      return;
    }
    event.preventDefault();
    const last = this.rows.findLastIndex(({ key }) => this.marked.has(key));
    const at = this.rows.indexOf(row);
    const range = event.shiftKey && last !== -1 ? this.rows.slice(Math.min(last, at), Math.max(last, at) + 1) : [row];
    this.#mark([...this.marked, ...range.map(({ key }) => key)]);
  }

  #mark(keys: readonly string[]): void {
    const before = this.marked.size;
    this.marked = new Set(keys);
    const { size } = this.marked;
    if (size === before) return;
    this.#tell("announce", size === 0 ? t("No field marked") : size === 1 ? t("1 field marked") : t("{0} fields marked", size));
  }

  #onDragStart(event: DragEvent, row: FieldRow): void {
    this.#dragged = this.#block(row.key).map(({ key }) => key);
    if (event.dataTransfer === null) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.field);
  }

  #onDragOver(event: DragEvent): void {
    const at = this.#dropPlace(event);
    if (this.#dragged.length === 0 || at === undefined) return;
    event.preventDefault();
    this.dropAt = at;
  }

  #onDragLeave(event: DragEvent): void {
    if (!(event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null)) this.dropAt = undefined;
  }

  #onDrop(event: DragEvent): void {
    event.preventDefault();
    const place = this.#dropPlace(event);
    const dragged = new Set(this.#dragged);
    this.#dragged = [];
    this.dropAt = undefined;
    if (place === undefined || dragged.size === 0) return;
    this.#act(() => {
      const to = indexBefore(this.rows, place);
      const moving = this.rows.filter(({ key, index }) => dragged.has(key) && index !== undefined);
      const indexes = moving.map(({ index }) => index!);
      const after = to - indexes.filter((index) => index < to).length + 1;
      this.#tell("announce", t("{0} moved to place {1} of {2}.", moving[0]?.field ?? "", after, this.model.selected.length));
      return indexes.length === 0 ? undefined : { type: "moveFields", indexes, to };
    });
  }

  /** Before which row something stands that is dropped here. */
  #dropPlace(event: DragEvent): number | undefined {
    const row = this.#rowOf(event);
    const element = row && this.#element(row.key);
    if (row === undefined || element === undefined) return undefined;
    const { top, height } = element.getBoundingClientRect();
    return this.rows.indexOf(row) + (event.clientY > top + height / 2 ? 1 : 0);
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

  /** What is done is worked out when everything before is shown: places in the list change. */
  #act(make: () => FieldAction | undefined): void {
    this.#tell("act", make);
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("datafeed-fields", FieldsPart);
