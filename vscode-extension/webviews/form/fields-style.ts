import { css } from "lit";

export const fieldsStyle = css`
  .bar input[type="search"] {
    flex: 1 1 180px;
    max-width: 320px;
  }
  .count {
    margin-left: auto;
    font-variant-numeric: tabular-nums;
  }
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
    border-top: 1px solid var(--vscode-widget-border, var(--vscode-panel-border, transparent));
  }
  li {
    position: relative;
    padding: 3px 4px;
    border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-panel-border, transparent));
  }
  li:hover {
    background: var(--vscode-list-hoverBackground);
  }
  li.marked {
    background: var(--vscode-list-inactiveSelectionBackground);
    box-shadow: inset 3px 0 var(--vscode-focusBorder);
    outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  li.off label {
    color: var(--vscode-descriptionForeground);
  }
  li.above::before,
  li.below::after {
    content: "";
    position: absolute;
    left: 0;
    right: 0;
    height: 2px;
    background: var(--vscode-focusBorder);
  }
  li.above::before {
    top: -1px;
  }
  li.below::after {
    bottom: -1px;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 28px;
  }
  .grip {
    visibility: hidden;
    cursor: grab;
    flex: none;
  }
  li.on .grip {
    visibility: visible;
    opacity: 0.6;
  }
  label {
    flex: 0 0 190px;
    min-width: 0;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 4px;
    flex: 0 1 auto;
  }
  .as {
    flex: none;
    width: 150px;
  }
  input.as:not(:hover, :focus, :not(:placeholder-shown)) {
    background: transparent;
  }
  .moves {
    display: flex;
    flex: none;
    width: 48px;
  }
  .about {
    flex: 1 1 0;
    min-width: 0;
    font-size: 0.92em;
    overflow-wrap: anywhere;
  }
  .hint {
    margin: 0 0 8px;
    font-size: 0.92em;
  }
  @media (max-width: 860px) {
    .row {
      flex-wrap: wrap;
      row-gap: 0;
      padding-bottom: 2px;
    }
    label {
      flex: 1 1 0;
    }
    /* Below the name: after the grip and the box. */
    .about {
      order: 1;
      flex: 0 0 calc(100% - 48px);
      margin-left: 48px;
    }
    .about:empty {
      display: none;
    }
  }
  @media (max-width: 620px) {
    .as {
      width: 96px;
    }
    .moves {
      display: none;
    }
  }
`;
