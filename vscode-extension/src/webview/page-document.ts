import { randomBytes } from "node:crypto";

export interface PageDocument {
  readonly name: string;
  /** For screen readers and before the first paint. */
  readonly title: string;
  readonly language: string;
  /** The page's sentences in that language. */
  readonly bundle: object;
  /** Where style sheets, fonts and images may come from. */
  readonly source: string;
  /** Address of a file of dist/pages. */
  at(file: string): string;
}

/** The document of a page: its one script by nonce, nothing from elsewhere. */
export function pageDocument({ name, title, language, bundle, source, at }: PageDocument): string {
  const nonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // Lit puts style sheets into shadow roots by the CSSOM; elements of VS Code's set carry style attributes.
    `style-src ${source} 'unsafe-inline'`,
    `font-src ${source}`,
    `img-src ${source} data:`,
  ].join("; ");
  const sentences = JSON.stringify(bundle).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="${at("codicon.css")}">
<link rel="stylesheet" href="${at(`${name}.css`)}">
<script type="application/json" id="l10n" nonce="${nonce}">${sentences}</script>
</head>
<body>
<script nonce="${nonce}" src="${at(`${name}.js`)}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
