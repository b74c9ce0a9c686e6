// Outside of a page, as in tests, sentences are what they are.
const sentences = globalThis.document?.getElementById("l10n")?.textContent ?? "{}";
const bundle = JSON.parse(sentences) as Readonly<Record<string, string>>;

/** A sentence in the editor's language, with `{0}`, `{1}`, … filled in: what `vscode.l10n.t` is in the host. */
export function t(message: string, ...values: readonly (string | number)[]): string {
  return (bundle[message] ?? message).replace(/\{(\d+)\}/g, (whole, at: string) => String(values[Number(at)] ?? whole));
}
