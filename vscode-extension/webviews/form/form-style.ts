import { css } from "lit";

export const formStyle = css`
  :host {
    max-width: 1100px;
    margin: 0 auto;
    padding: 16px 20px 72px;
  }
  header h1 {
    font-size: 1.4em;
    font-weight: 600;
    margin: 0;
    overflow-wrap: anywhere;
  }
  header p {
    margin: 2px 0 12px;
  }
  [role="tablist"] {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 20px;
    margin-bottom: 14px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  [role="tab"] {
    font: inherit;
    color: var(--vscode-panelTitle-inactiveForeground, var(--vscode-foreground));
    background: none;
    border: none;
    border-bottom: 2px solid transparent;
    padding: 6px 2px;
    cursor: pointer;
  }
  [role="tab"][aria-selected="true"] {
    color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
    border-bottom-color: var(--vscode-panelTitle-activeBorder, var(--vscode-focusBorder));
    font-weight: 600;
  }
  footer {
    position: fixed;
    inset: auto 0 0;
    display: flex;
    justify-content: flex-end;
    flex-wrap: wrap;
    gap: 8px;
    /* As far from the edge as the text above. */
    padding: 10px max(20px, calc((100% - 1100px) / 2));
    background: var(--vscode-editor-background);
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  footer .first {
    margin-right: auto;
  }
`;
