import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const extension = "vscode-extension";
/** Host code says `vscode.l10n.t("…")` or `l10n.t("…")`, pages say `t("…")`. */
const folders = ["src", "webviews"];
const call = /(?<![\w.])(?:(?:vscode\.)?l10n\.)?t\(\s*/g;
const literal = /^(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/;

/**
 * vscode-extension/l10n/bundle.l10n.json: every sentence that the extension says in code, for translators. What it is translated
 * to stands in `bundle.l10n.<language>.json` beside it. package.nls.json holds the rest.
 */
export function l10nBundle(root = "."): string {
  const sources = folders.flatMap((folder) => sourcesIn(join(root, extension, folder)));
  const found = sources.flatMap((path) => sentencesIn(readFileSync(path, "utf8"), path));
  const sentences = [...new Set(found)].sort();
  return `${JSON.stringify(Object.fromEntries(sentences.map((text) => [text, text])), null, 2)}\n`;
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
    .map((path) => join(folder, path))
    .sort();
}

/**
 * The sentences of one file: a text in quotes, or `t(words[…])` where `words` is a table of such texts in the same file.
 * Anything else can't be collected, so it is an error.
 */
export function sentencesIn(text: string, path: string): readonly string[] {
  const source = withoutComments(text);
  return [...source.matchAll(call)].flatMap((match) => {
    const rest = source.slice(match.index + match[0].length);
    const text = literal.exec(rest)?.[0];
    if (text !== undefined) return [textOf(text)];
    // The definition of a `t`, or its type.
    if (/\bfunction\s+$/.test(source.slice(0, match.index)) || /^\w+: string\b/.test(rest)) return [];
    const table = tableIn(source, /^(\w+)(?:\[|\.)/.exec(rest)?.[1]);
    if (table !== undefined) return table;
    throw new Error(`${path}: a sentence to translate must be one text in quotes: t(${rest.slice(0, 40)}…`);
  });
}

/** The texts of `const name = { key: "text", … };`. */
function tableIn(source: string, name: string | undefined): readonly string[] | undefined {
  if (name === undefined) return undefined;
  const body = new RegExp(`\\bconst ${name}\\b[^=]*= \\{\\n([^]*?)\\n\\}`).exec(source)?.[1];
  return body === undefined
    ? undefined
    : [...body.matchAll(/:\s*("(?:[^"\\\n]|\\.)*")/g)].map(([, text = '""']) => textOf(text));
}

function textOf(written: string): string {
  if (written.startsWith('"')) return JSON.parse(written) as string;
  return written.slice(1, -1).replaceAll("\\'", "'");
}

/** A comment may quote a call. */
function withoutComments(source: string): string {
  return source.replace(/^\s*(?:\*|\/\/|\/\*).*$/gm, "");
}
