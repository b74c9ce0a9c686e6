import "./pager.css";
import { html, nothing, type TemplateResult } from "lit";
import { formatCount } from "./format.ts";
import { t } from "./l10n.ts";

export interface PagerOptions {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  /** The page that is in sight, while another one is on its way. */
  readonly shown?: { readonly page: number; readonly pageSize: number };
  onPage(page: number): void;
  onPageSize(size: number): void;
}

export const pageSizes = [10, 25, 50, 100];

/** Which stretch of a list is shown, the way to the others, and how many at a time. */
export function pager(options: PagerOptions): TemplateResult {
  const { page, pageSize, total, shown = options, onPage, onPageSize } = options;
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const first = total === 0 ? 0 : (shown.page - 1) * shown.pageSize + 1;
  const last = Math.min(shown.page * shown.pageSize, total);
  const button = (sign: string, label: string, to: number): TemplateResult => html`<button
    class="df-icon"
    aria-label=${label}
    title=${label}
    ?disabled=${to < 1 || to > pages || to === page}
    @click=${() => onPage(to)}
  >${sign}</button>`;
  return html`<nav class="df-pager" aria-label=${t("Pages")}>
    <label>${t("Rows per page")}
      <select @change=${(event: Event) => onPageSize(Number((event.target as HTMLSelectElement).value))}>
        ${pageSizes.map((size) => html`<option value=${size} ?selected=${size === pageSize}>${size}</option>`)}
        ${pageSizes.includes(pageSize) ? nothing : html`<option value=${pageSize} selected>${pageSize}</option>`}
      </select>
    </label>
    <span role="status">${t("{0} to {1} of {2}", formatCount(first), formatCount(last), formatCount(total))}</span>
    <span class="df-pager-buttons">
      ${button("«", t("First page"), 1)} ${button("‹", t("Previous page"), page - 1)}
      <span>${t("Page {0} of {1}", formatCount(page), formatCount(pages))}</span>
      ${button("›", t("Next page"), page + 1)} ${button("»", t("Last page"), pages)}
    </span>
  </nav>`;
}
