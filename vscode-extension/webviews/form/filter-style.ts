import { css } from "lit";

export const filterStyle = css`
  .group {
    border: 1px solid var(--vscode-widget-border, var(--vscode-panel-border, transparent));
    border-left: 3px solid var(--vscode-textLink-foreground);
    border-radius: 3px;
    padding: 8px;
    margin: 6px 0;
  }
  .group.any {
    border-left-style: dashed;
  }
  .group.not {
    border-left-style: double;
    border-left-width: 5px;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    padding: 0 4px;
  }
  .head .end,
  .test .end {
    display: flex;
    margin-left: auto;
  }
  .test {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: 6px;
    padding: 4px;
    margin: 4px 0;
    border-radius: 3px;
  }
  .test:focus-within {
    background: var(--vscode-list-hoverBackground);
  }
  .test > .field {
    flex: 1 1 150px;
    max-width: 260px;
  }
  .test > select {
    flex: 0 1 150px;
  }
  .values {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    flex: 2 1 180px;
    min-width: 0;
  }
  .values > input {
    flex: 1 1 110px;
  }
  .values > input[type="datetime-local"] {
    flex-basis: 215px;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    flex: 1 1 100%;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    max-width: 100%;
    color: var(--vscode-badge-foreground);
    background: var(--vscode-badge-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 3px;
    padding-left: 6px;
    overflow-wrap: anywhere;
  }
  .chip button.icon {
    width: 20px;
    height: 20px;
    color: inherit;
  }
  .zone {
    flex: 1 1 100%;
    font-size: 0.9em;
  }
  .below {
    flex: 1 1 100%;
  }
  .adds {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-top: 4px;
  }
`;
