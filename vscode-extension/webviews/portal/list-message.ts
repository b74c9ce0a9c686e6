import { html, type TemplateResult } from "lit";
import type { PortalFrame } from "../../src/portal/portal-messages.ts";
import { t } from "../shared/l10n.ts";
import type { AskedList } from "./asked-list.ts";
import { host } from "./host.ts";
import { problemMessage } from "./problem.ts";

export interface ListWords {
  /** Nothing is left by the filters. */
  readonly narrowed: string;
  /** There is nothing at all, and what to do. */
  readonly none: string;
  readonly first: string;
}

/** What stands in place of rows, where there are none: why, and the way on. */
export function listMessage(
  list: AskedList<unknown>,
  frame: PortalFrame | undefined,
  { narrowed, none, first }: ListWords,
): TemplateResult | undefined {
  const { answer, problem, busy, state } = list;
  if (answer !== undefined && answer.items.length > 0) return undefined;
  if (problem !== undefined) {
    const again = (): void => void list.refresh();
    return problemMessage(problem, frame, again, (command) => void host.ask("execute", [command, null]));
  }
  if (answer === undefined) return busy ? html`${t("Loading …")}` : undefined;
  if (Object.keys(state.filters).length > 0) {
    return html`<p>${narrowed}</p>
      <vscode-button secondary @click=${() => list.set({ filters: {} })}>${t("Clear all filters")}</vscode-button>`;
  }
  return html`<p>${none}</p>
    <p class="df-quiet">${first}</p>
    <vscode-button icon="add" @click=${() => void host.ask("execute", ["datafeed.createExtract", null])}>
      ${t("Create Data Extract")}
    </vscode-button>`;
}
