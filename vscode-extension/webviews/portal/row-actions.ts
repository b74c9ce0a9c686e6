import { html, type TemplateResult } from "lit";
import type { GridColumn } from "../shared/grid/columns.ts";
import { t } from "../shared/l10n.ts";

/** A button in a row of a list; `of`: what the row is about. */
export interface RowAction {
  readonly icon: string;
  readonly label: string;
  readonly of: string;
  readonly isEnabled?: boolean;
  run(): void;
}

/** The last column of a list: what can be done with each row. */
export function actionsColumn<Row>(cell: (row: Row) => TemplateResult): GridColumn<Row> {
  return { id: "actions", label: t("Actions"), width: 140, uncopied: true, pinned: true, text: () => "", cell };
}

/** A button of that column, with its label as a tooltip. */
export function actionButton({ icon, label, of, isEnabled = true, run }: RowAction): TemplateResult {
  return html`<button class="df-icon" data-stop tabindex="-1" title=${label} aria-label=${t("{0}: {1}", label, of)} ?disabled=${!isEnabled} @click=${run}>
      <span class="codicon codicon-${icon}" aria-hidden="true"></span>
    </button>`;
}
