import { html, type TemplateResult } from "lit";
import { t } from "../l10n.ts";

/** The box at the head: ticks or unticks the whole page. */
export function headTick(
  ids: readonly string[],
  selected: ReadonlySet<string>,
  toggle: (all: boolean) => void,
): TemplateResult {
  const count = ids.filter((id) => selected.has(id)).length;
  const all = ids.length > 0 && count === ids.length;
  return html`<div class="df-tick" role="columnheader" aria-colindex="1" data-row="-1" data-column="0">
    <input
      type="checkbox"
      tabindex="-1"
      data-stop
      aria-label=${t("Select all rows of this page")}
      .checked=${all}
      .indeterminate=${count > 0 && !all}
      ?disabled=${ids.length === 0}
      @change=${() => toggle(!all)}
    />
  </div>`;
}

/** The box of a row; with Shift held all up to the one that was ticked before follow. */
export function rowTick(index: number, name: string, isTicked: boolean, tick: (range: boolean) => void): TemplateResult {
  return html`<div class="df-tick" role="gridcell" aria-colindex="1" data-row=${index} data-column="0">
    <input
      type="checkbox"
      tabindex="-1"
      data-stop
      aria-label=${t("Select {0}", name)}
      .checked=${isTicked}
      @click=${(event: MouseEvent) => tick(event.shiftKey)}
    />
  </div>`;
}
