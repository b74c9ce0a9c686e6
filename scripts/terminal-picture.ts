import { readFileSync, writeFileSync } from "node:fs";

/**
 * Draws what a command printed as an SVG: `FORCE_COLOR=1 npm run -s quickstart 2>&1 | node scripts/terminal-picture.ts out.svg "npm run quickstart"`.
 */
const [target, title = ""] = process.argv.slice(2);
if (target === undefined) throw new Error("usage: terminal-picture.ts TARGET.svg [TITLE] < output");

const colors: Readonly<Record<number, string>> = {
  31: "#ff7b72",
  32: "#7ee787",
  33: "#e3b341",
  34: "#79c0ff",
  35: "#d2a8ff",
  36: "#76e3ea",
  90: "#8b949e",
};
const charWidth = 7.8;
const lineHeight = 18;
const margin = 16;
const bar = 34;

interface Style {
  readonly color?: string;
  readonly bold?: boolean;
  readonly dim?: boolean;
}

const lines = readFileSync(0, "utf8").trimEnd().split("\n").map(lastState).map(spans);
const columns = Math.max(60, ...lines.map((line) => line.reduce((sum, span) => sum + span.text.length, 0)));
const width = Math.ceil(columns * charWidth + margin * 2);
const height = bar + lines.length * lineHeight + margin;

const body = lines.map(
  (line, at) =>
    `<text x="${margin}" y="${bar + (at + 1) * lineHeight - 4}" xml:space="preserve">${line.map(tspan).join("")}</text>`,
);
writeFileSync(
  target,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<circle cx="20" cy="17" r="5" fill="#ff5f56"/><circle cx="38" cy="17" r="5" fill="#ffbd2e"/><circle cx="56" cy="17" r="5" fill="#27c93f"/>
<text x="${width / 2}" y="21" text-anchor="middle" fill="#8b949e" font-family="ui-monospace,Menlo,Consolas,monospace" font-size="12">${escapeXml(title)}</text>
<g fill="#e6edf3" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="13">
${body.join("\n")}
</g>
</svg>
`,
);

/** What a terminal shows of a line that was drawn over again. */
function lastState(line: string): string {
  return line.split("\r").at(-1) ?? "";
}

function spans(line: string): { text: string; style: Style }[] {
  let style: Style = {};
  const made: { text: string; style: Style }[] = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this reads
  for (const part of line.split(/(\u001b\[[0-9;?]*[A-Za-z])/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this reads
    const codes = /^\u001b\[([0-9;]*)m$/.exec(part);
    if (codes !== null) style = (codes[1] ?? "").split(";").map(Number).reduce(apply, style);
    else if (part !== "" && !part.startsWith("\u001b")) made.push({ text: part, style });
  }
  return made;
}

function apply(style: Style, code: number): Style {
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return style.color === undefined ? {} : { color: style.color };
  const color = colors[code];
  if (color !== undefined) return { ...style, color };
  if (code === 39) return { ...(style.bold ? { bold: true } : {}), ...(style.dim ? { dim: true } : {}) };
  return style;
}

function tspan({ text, style }: { text: string; style: Style }): string {
  const fill = style.color ?? (style.dim ? "#8b949e" : undefined);
  const attributes = `${fill === undefined ? "" : ` fill="${fill}"`}${style.bold ? ' font-weight="700"' : ""}`;
  return `<tspan${attributes}>${escapeXml(text)}</tspan>`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
