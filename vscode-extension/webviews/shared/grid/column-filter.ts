import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { formatBytes, parseBytes } from "../format.ts";
import { t } from "../l10n.ts";
import type { Choice, ColumnFilter, FilterValue } from "./columns.ts";

/** The little form under a header by which a column is narrowed. Emits `grid-narrow` with the value, or undefined for none. */
export class ColumnFilterForm extends LitElement {
  static override properties = { label: {}, filter: { attribute: false }, value: { attribute: false } };
  declare label: string;
  declare filter: ColumnFilter;
  declare value: FilterValue | undefined;

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    return html`<form class="df-filter" aria-label=${t("Filter by {0}", this.label)} @submit=${this.#close}>
      ${this.#fields()}
      <div class="df-filter-buttons">
        <button class="df-link" type="button" @click=${() => this.#narrow(undefined)}>${t("Clear")}</button>
        <button class="df-link" type="submit">${t("Close")}</button>
      </div>
    </form>`;
  }

  #fields(): TemplateResult {
    const { filter, value } = this;
    switch (filter.type) {
      case "text":
        return html`<label>
            ${filter.whole === true ? t("{0} is", this.label) : t("{0} contains", this.label)}
            <input
              type="text"
              autofocus
              list=${filter.known === undefined ? nothing : "df-known"}
              .value=${value?.type === "text" ? value.text : ""}
              @input=${(event: Event) => filter.whole !== true && this.#narrow({ type: "text", text: textOf(event) })}
              @change=${(event: Event) => this.#narrow({ type: "text", text: textOf(event) })}
            />
          </label>
          ${
            filter.known === undefined
              ? nothing
              : html`<datalist id="df-known">${filter.known.map((each) => html`<option value=${each}></option>`)}</datalist>`
          }`;
      case "choice": {
        const chosen = value?.type === "choice" ? value.values : [];
        return html`<fieldset>
          <legend>${this.label}</legend>
          ${filter.options.map((option, at) => this.#choice(option, chosen, at === 0, filter.single === true))}
        </fieldset>`;
      }
      case "range": {
        const range = value?.type === "range" ? value : undefined;
        return html`<label>${t("From")} ${this.#end("from", filter.of, range?.from)}</label>
          <label>${t("To")} ${this.#end("to", filter.of, range?.to)}</label>`;
      }
    }
  }

  #choice({ value, label }: Choice, chosen: readonly string[], first: boolean, single: boolean): TemplateResult {
    const toggle = (): void => {
      const others = single ? [] : chosen.filter((each) => each !== value);
      const values = chosen.includes(value) ? others : [...others, value];
      this.#narrow({ type: "choice", values });
    };
    return html`<label class="df-check">
      <input type="checkbox" ?autofocus=${first} .checked=${chosen.includes(value)} @change=${toggle} />${label}
    </label>`;
  }

  #end(end: "from" | "to", of: "number" | "bytes" | "day", value: number | undefined): TemplateResult {
    const change = (event: Event): void => {
      const text = textOf(event);
      const read = numberOf(text, of, end);
      const input = event.target as HTMLInputElement;
      input.setCustomValidity(
        text === "" || read !== undefined ? "" : t("For example: {0}", of === "bytes" ? "500 KB" : "1000"),
      );
      if (!input.reportValidity()) return;
      const { [end]: _, ...other } = this.value?.type === "range" ? this.value : ({ type: "range" } as const);
      this.#narrow({ ...other, ...(read === undefined ? {} : { [end]: read }) });
    };
    const shown =
      value === undefined ? "" : of === "day" ? dayOf(value) : of === "bytes" ? formatBytes(value, "en") : `${value}`;
    return html`<input
      type=${of === "day" ? "date" : "text"}
      inputmode=${of === "number" ? "decimal" : nothing}
      placeholder=${of === "bytes" ? "500 KB" : nothing}
      ?autofocus=${end === "from"}
      .value=${shown}
      @change=${change}
    />`;
  }

  #narrow(value: FilterValue | undefined): void {
    this.dispatchEvent(new CustomEvent("grid-narrow", { detail: value }));
  }

  #close(event: Event): void {
    event.preventDefault();
    (this.closest("[popover]") as HTMLElement | null)?.hidePopover();
  }
}

function textOf(event: Event): string {
  return (event.target as HTMLInputElement).value.trim();
}

/** A day stands for its first millisecond at the lower end, and for its last one at the upper. */
function numberOf(text: string, of: "number" | "bytes" | "day", end: "from" | "to"): number | undefined {
  if (text === "") return undefined;
  if (of === "bytes") return parseBytes(text);
  if (of === "number") return Number.isNaN(Number(text)) ? undefined : Number(text);
  const [year = 0, month = 1, day = 1] = text.split("-").map(Number);
  return end === "from" ? new Date(year, month - 1, day).getTime() : new Date(year, month - 1, day + 1).getTime() - 1;
}

/** "2026-03-17", of the reader's zone: what a date input takes. */
function dayOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => `${value}`.padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

customElements.define("df-column-filter", ColumnFilterForm);
