const bundle = JSON.parse(document.getElementById("l10n")?.textContent ?? "{}") as Readonly<Record<string, string>>;

/** A sentence in the editor's language, with `{0}`, `{1}`, … filled in: what `vscode.l10n.t` is in the host. */
export function t(message: string, ...values: readonly (string | number)[]): string {
  return (bundle[message] ?? message).replace(/\{(\d+)\}/g, (whole, at: string) => String(values[Number(at)] ?? whole));
}
