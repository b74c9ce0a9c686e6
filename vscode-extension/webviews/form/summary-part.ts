import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { FormFinding, Outlook, SummaryKey, SummaryRow } from "../../src/form/form-model.ts";
import { t } from "../shared/l10n.ts";
import { showFindings } from "./findings.ts";
import { controls } from "./styles.ts";

/** The nine rows, what is wrong, and what will happen. Tells by `change` which row somebody wants to change. */
export class SummaryPart extends LitElement {
  static override readonly styles = [
    controls,
    css`
      table {
        border-collapse: collapse;
        width: 100%;
      }
      th {
        text-align: left;
        font-weight: 600;
        width: 150px;
        padding: 6px 12px 6px 0;
        vertical-align: top;
      }
      td {
        padding: 6px 0;
        vertical-align: top;
        overflow-wrap: anywhere;
      }
      tr {
        border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-panel-border, transparent));
      }
      td.change {
        padding: 4px 0;
        width: 1%;
        white-space: nowrap;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 24px;
      }
      @media (max-width: 760px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        th {
          width: 110px;
        }
      }
      .runs th,
      .runs td {
        font-variant-numeric: tabular-nums;
        width: auto;
        padding: 4px 8px 4px 0;
      }
      details summary {
        cursor: pointer;
      }
    `,
  ];
  static override readonly properties = {
    rows: { attribute: false },
    outlook: { attribute: false },
    findings: { attribute: false },
    canChange: { attribute: false },
  };

  declare rows: readonly SummaryRow[];
  declare outlook: Outlook;
  declare findings: readonly FormFinding[];
  declare canChange: (row: SummaryKey) => boolean;

  override render(): TemplateResult {
    return html`<div class="columns">
      <div>
        <table>
          <caption hidden>
            ${t("The extract")}
          </caption>
          <tbody>
            ${this.rows.map((row) => this.#row(row))}
          </tbody>
        </table>
      </div>
      <div>
        <h2>${t("Findings")}</h2>
        ${this.findings.length === 0 ? html`<p class="quiet">${t("Nothing is wrong.")}</p>` : showFindings(this.findings)}
        <h2>${t("What Will Happen")}</h2>
        <p>${this.outlook.sentence.replaceAll("`", "")}</p>
        ${this.outlook.runs.length === 0 ? nothing : this.#runs()}
      </div>
    </div>`;
  }

  #row({ key, label, text, detail }: SummaryRow): TemplateResult {
    const change = (): void => {
      this.dispatchEvent(new CustomEvent("change-row", { detail: key }));
    };
    return html`<tr data-key=${key}>
      <th scope="row">${label}</th>
      <td>
        ${
          detail === undefined
            ? text
            : html`<details>
                <summary>${text}</summary>
                <div class="quiet">${detail.join(", ")}</div>
              </details>`
        }
      </td>
      <td class="change">
        ${
          this.canChange(key)
            ? html`<button class="link" aria-label=${t("Change {0}", label)} @click=${change}>${t("Change")}</button>`
            : nothing
        }
      </td>
    </tr>`;
  }

  #runs(): TemplateResult {
    return html`<table class="runs">
      <caption class="quiet" style="text-align: left">
        ${t("The next runs")}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t("Run")}</th>
          <th scope="col">${t("From")}</th>
          <th scope="col">${t("Up to")}</th>
        </tr>
      </thead>
      <tbody>
        ${this.outlook.runs.map(
          ({ due, start, end }) => html`<tr>
            <td>${due}</td>
            <td>${start}</td>
            <td>${end}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

customElements.define("datafeed-summary", SummaryPart);
