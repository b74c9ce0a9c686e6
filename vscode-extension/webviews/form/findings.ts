import { html, type TemplateResult } from "lit";
import "@vscode-elements/elements/dist/vscode-icon/index.js";
import type { FormFinding } from "../../src/form/form-model.ts";
import { t } from "../shared/l10n.ts";

/** What is wrong with a part, in words and with a sign: colour alone tells nothing. */
export function showFindings(findings: readonly Pick<FormFinding, "severity" | "message">[]): readonly TemplateResult[] {
  return findings.map(
    ({ severity, message }) => html`<div class="finding ${severity}" role="note">
      <vscode-icon
        name=${severity === "error" ? "error" : "warning"}
        label=${severity === "error" ? t("Error") : t("Warning")}
      ></vscode-icon>
      <span>${message.replaceAll("`", "")}</span>
    </div>`,
  );
}
