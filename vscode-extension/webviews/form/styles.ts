import { css } from "lit";

/** Controls as the editor draws them, for every part of the form: colours come from the theme alone. */
export const controls = css`
  :host {
    display: block;
  }
  * {
    box-sizing: border-box;
  }
  h2 {
    font-size: 1.1em;
    font-weight: 600;
    margin: 0 0 8px;
  }
  .finding + h2,
  p + h2 {
    margin-top: 20px;
  }
  input:not([type="checkbox"]),
  select {
    font: inherit;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, var(--vscode-settings-textInputBorder, transparent));
    border-radius: 2px;
    padding: 3px 6px;
    min-height: 26px;
    min-width: 0;
    color-scheme: inherit;
  }
  select {
    color: var(--vscode-settings-dropdownForeground, var(--vscode-dropdown-foreground));
    background: var(--vscode-settings-dropdownBackground, var(--vscode-dropdown-background));
    border-color: var(--vscode-settings-dropdownBorder, var(--vscode-dropdown-border, transparent));
  }
  option {
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
  }
  input::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }
  input[aria-invalid="true"] {
    border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
  }
  input[type="checkbox"] {
    /* A high contrast theme's button has no colour of its own. */
    accent-color: var(--vscode-contrastBorder, var(--vscode-button-background));
    width: 16px;
    height: 16px;
    margin: 0;
    flex: none;
  }
  :is(input, select, button, li, [tabindex]):focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  button.icon {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    width: 24px;
    height: 24px;
    flex: none;
    padding: 0;
    color: var(--vscode-icon-foreground);
    background: none;
    border: 1px solid transparent;
    border-radius: 4px;
    cursor: pointer;
  }
  button.icon:hover:not(:disabled) {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
  }
  button.icon:disabled {
    opacity: 0.4;
    cursor: default;
  }
  button.link {
    font: inherit;
    color: var(--vscode-textLink-foreground);
    background: none;
    border: none;
    padding: 2px 4px;
    cursor: pointer;
    border-radius: 2px;
  }
  button.link:hover {
    text-decoration: underline;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    margin-bottom: 8px;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 3px;
    font-size: 0.85em;
    line-height: 1.4;
    padding: 0 6px;
    border-radius: 9px;
    color: var(--vscode-descriptionForeground);
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, var(--vscode-panel-border, transparent)));
    white-space: nowrap;
  }
  .badge.pii {
    color: var(--vscode-badge-foreground);
    background: var(--vscode-badge-background);
    border-color: var(--vscode-contrastBorder, transparent);
  }
  /* For screen readers alone. */
  .said {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .quiet {
    color: var(--vscode-descriptionForeground);
  }
  .finding {
    display: flex;
    gap: 6px;
    align-items: flex-start;
    margin: 4px 0;
    padding: 4px 8px;
    border: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
    background: var(--vscode-inputValidation-errorBackground);
    color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
    overflow-wrap: anywhere;
  }
  .finding.warning {
    border-color: var(--vscode-inputValidation-warningBorder, var(--vscode-editorWarning-foreground));
    background: var(--vscode-inputValidation-warningBackground);
    color: var(--vscode-inputValidation-warningForeground, var(--vscode-foreground));
  }
  .finding vscode-icon {
    flex: none;
    margin-top: 1px;
  }
`;
