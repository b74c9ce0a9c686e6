import { html, nothing, type TemplateResult } from "lit";
import type { ScheduleView } from "../../src/portal/portal-messages.ts";
import { formatAge, formatTime, formatUtc } from "../shared/format.ts";
import { t } from "../shared/l10n.ts";
import { windowInWords } from "../shared/window-words.ts";

/** What is known of a schedule: its next five runs with their windows, what it covered, and what stopped it. */
export function scheduleDetail({
  nextRuns,
  coveredFrom,
  frontier,
  file,
  owner,
  lastRun,
  pausedBy,
  pauseReason,
}: ScheduleView): TemplateResult {
  return html`<div class="df-detail">
    <section>
      <h3>${t("Next runs")}</h3>
      ${
        nextRuns.length === 0
          ? html`<p class="df-quiet">${t("None: nothing new is owed while it is paused or disabled.")}</p>`
          : html`<ol>
              ${nextRuns.slice(0, 5).map(
                ({ due, window }) => html`<li>
                  <time datetime=${due} title=${formatUtc(due)}>${formatTime(due)}</time>
                  <span class="df-quiet">(${formatAge(due, Date.now())}) ${t("for {0}", windowInWords(window))}</span>
                </li>`,
              )}
            </ol>`
      }
    </section>
    <section>
      <h3>${t("About")}</h3>
      <dl>
        ${row(t("Owner"), owner)} ${row(t("Document"), file)}
        ${coveredFrom === undefined || frontier === undefined ? nothing : row(t("Windows exist for"), t("{0} to {1}", formatTime(coveredFrom), formatTime(frontier)))}
        ${pausedBy === undefined ? nothing : row(t("Paused by"), pauseReason === undefined ? pausedBy : `${pausedBy}: ${pauseReason}`)}
        ${lastRun?.error === undefined ? nothing : row(t("Last failure"), lastRun.error.message)}
      </dl>
    </section>
  </div>`;
}

function row(name: string, value: string): TemplateResult {
  return html`<dt>${name}</dt><dd>${value}</dd>`;
}
