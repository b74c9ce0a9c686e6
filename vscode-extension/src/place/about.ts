import * as vscode from "vscode";
import type { Services } from "../services.ts";

/** Versions, place and user, as somebody who is asked for help wants them. */
export async function describeInstallation({ context, desks }: Services): Promise<string> {
  const { version } = context.extension.packageJSON as { readonly version: string };
  const { place } = desks;
  const status = await desks.status().catch((error: unknown) => error);
  const lines = [
    vscode.l10n.t("Extension: {0}", version),
    vscode.l10n.t("Editor: {0} {1}, Node.js {2}", vscode.env.appName, vscode.version, process.versions.node),
    place === undefined
      ? vscode.l10n.t("Place: none")
      : vscode.l10n.t("Place: {0}", place.type === "server" ? place.url : place.folder),
  ];
  if (status instanceof Error) return [...lines, status.message].join("\n");
  const view = status as Awaited<ReturnType<typeof desks.status>>;
  return [
    ...lines,
    vscode.l10n.t("Datafeed: {0}", view.version),
    ...(view.organization === undefined ? [] : [vscode.l10n.t("Organisation: {0}", view.organization)]),
    vscode.l10n.t("User: {0} ({1})", view.user, view.role),
    vscode.l10n.t("Products: {0}", view.products.map(({ name }) => name).join(", ") || "-"),
    ...view.feeds.stopped.map(({ feed, code }) => vscode.l10n.t("Stopped feed: {0} ({1})", feed, code ?? "-")),
  ].join("\n");
}
