/** `vscode.l10n.t`, or in tests and without a bundle the English sentence itself. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

export const english: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (whole, at: string) => String(values[Number(at)] ?? whole));
