import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { ConditionView } from "../../src/form/form-model.ts";
import { t } from "../shared/l10n.ts";

export interface ValueEditor {
  readonly condition: ConditionView;
  readonly timezone: string;
  /** Of the element that says what is wrong with the value. */
  readonly problemId: string | undefined;
  /** Tells the values as they are typed. */
  set(values: readonly string[]): void;
}

/** The editors of a condition's value: by the field's type, and as many as the operator takes. */
export function valueEditor(editor: ValueEditor): TemplateResult | typeof nothing {
  const { condition, timezone } = editor;
  const { shape, type } = condition;
  if (shape === "none") return nothing;
  const zone = type === "instant" ? html`<span class="zone quiet">${t("Times are those of {0}.", timezone)}</span>` : nothing;
  if (shape === "list") return html`<div class="values">${chips(editor)}${zone}</div>`;
  if (shape === "one") return html`<div class="values">${input(editor, 0, t("Value"))}${zone}</div>`;
  return html`<div class="values">
    ${input(editor, 0, t("From"))}<span>${t("and")}</span>${input(editor, 1, t("Up to"))}${zone}
  </div>`;
}

function input(editor: ValueEditor, at: number, label: string): TemplateResult {
  const { condition } = editor;
  const name = t("{0} of {1}", label, condition.field);
  const change = (event: Event): void => {
    const text = (event.target as HTMLInputElement).value;
    editor.set(condition.values.map((value, each) => (each === at ? text : value)));
  };
  if (condition.type === "boolean") {
    return html`<select aria-label=${name} .value=${live(condition.values[at] ?? "true")} @change=${change}>
      <option value="true">${t("true")}</option>
      <option value="false">${t("false")}</option>
    </select>`;
  }
  return html`<input
      type=${inputType(condition.type)}
      step="1"
      inputmode=${isNumber(condition.type) ? "decimal" : "text"}
      aria-label=${name}
      aria-invalid=${editor.problemId === undefined ? "false" : "true"}
      aria-describedby=${editor.problemId ?? nothing}
      list=${listId(condition) ?? nothing}
      .value=${live(shownValue(condition, at))}
      @change=${change}
    />${suggestions(condition)}`;
}

function chips(editor: ValueEditor): TemplateResult {
  const { condition } = editor;
  const { values, field, suggestions: known } = condition;
  const without = (at: number): void => editor.set(values.filter((_, each) => each !== at));
  const add = (target: HTMLInputElement): void => {
    const text = target.value;
    if (text.trim() === "" || values.includes(text)) return;
    target.value = "";
    // An empty value is only a place for the first.
    editor.set([...values.filter((value) => value !== ""), text]);
  };
  const onKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLInputElement;
    if (event.key === "Enter") {
      add(target);
      event.preventDefault();
    } else if (event.key === "Backspace" && target.value === "" && values.length > 1) {
      without(values.length - 1);
    }
  };
  const missing = known.filter((value) => !values.includes(value));
  const shown = condition.walls ?? values;
  return html`<span class="chips" role="list" aria-label=${t("Values of {0}", field)}>
      ${values.map((value, at) =>
        value === ""
          ? nothing
          : html`<span class="chip" role="listitem"
              >${shown[at] || value}<button
                class="icon"
                aria-label=${t("Remove {0}", value)}
                ?disabled=${values.length === 1}
                title=${values.length === 1 ? t("A list has at least one value.") : t("Remove")}
                @click=${() => without(at)}
              >
                <vscode-icon name="close" size="12"></vscode-icon></button
            ></span>`,
      )} </span
    ><input
      type=${inputType(condition.type)}
      step="1"
      aria-label=${t("Another value of {0}", field)}
      placeholder=${t("Another value, then Enter")}
      aria-invalid=${editor.problemId === undefined ? "false" : "true"}
      aria-describedby=${editor.problemId ?? nothing}
      list=${listId(condition) ?? nothing}
      @keydown=${onKey}
      @change=${(event: Event) => add(event.target as HTMLInputElement)}
    />${suggestions({ ...condition, suggestions: missing })}`;
}

function suggestions(condition: ConditionView): TemplateResult | typeof nothing {
  const id = listId(condition);
  if (id === undefined) return nothing;
  return html`<datalist id=${id}>${condition.suggestions.map((value) => html`<option value=${value}></option>`)}</datalist>`;
}

function listId({ suggestions: known, path }: ConditionView): string | undefined {
  return known.length === 0 ? undefined : `values-${path.join("-")}`;
}

function shownValue({ walls, values }: ConditionView, at: number): string {
  return walls?.[at] || (values[at] ?? "");
}

function inputType(type: string): string {
  if (type === "instant") return "datetime-local";
  return type === "date" ? "date" : "text";
}

function isNumber(type: string): boolean {
  return type === "integer" || type === "decimal" || type === "float64";
}
