import { html, nothing, type TemplateResult } from "lit";
import type { PortalCommand, PortalFrame } from "../../src/portal/portal-messages.ts";
import { HostError } from "../shared/host.ts";
import { t } from "../shared/l10n.ts";

/** What went wrong, and buttons for what can be done. */
export function problemMessage(
  problem: Error,
  frame: PortalFrame | undefined,
  again: () => void,
  execute: (command: PortalCommand) => void,
): TemplateResult {
  return html`<div class="df-problem" role="alert">
    <span class="codicon codicon-warning" aria-hidden="true"></span>
    <p>${problem.message}</p>
    ${problem instanceof HostError && problem.hint !== undefined ? html`<p class="df-quiet">${problem.hint}</p>` : nothing}
    <p class="df-buttons">
      ${(frame?.problem?.actions ?? []).map(
        ({ title, command }) => html`<vscode-button @click=${() => execute(command)}>${title}</vscode-button>`,
      )}
      <vscode-button secondary @click=${again}>${t("Try Again")}</vscode-button>
    </p>
  </div>`;
}
