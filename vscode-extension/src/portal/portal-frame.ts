import { basename } from "node:path";
import * as vscode from "vscode";
import type { DeskPlace } from "../desk/desk.ts";
import { stateAfter } from "../desk/desk-errors.ts";
import { viewerOf } from "../desk/desks.ts";
import type { Services } from "../services.ts";
import { productChoice } from "../views/product.ts";
import { pageError } from "../webview/page-error.ts";
import type { PortalCommand, PortalFrame } from "./portal-messages.ts";

/** What stands around the lists now. Never fails: what is wrong is part of the answer. */
export async function portalFrame({ context, desks, projects }: Services): Promise<PortalFrame> {
  const { place } = desks;
  const product = productChoice(context).id;
  const settings = vscode.workspace.getConfiguration("datafeed");
  const named = place && placeOf(place);
  const base = {
    pageSize: settings.get("pageSize", 10),
    ...(named === undefined ? {} : { place: named }),
    ...(product === undefined ? {} : { product }),
  };
  try {
    const status = await desks.status();
    const { products, user, role, organization } = status;
    return { ...base, service: serviceOf(organization), products, user, role, viewer: viewerOf(status) !== undefined };
  } catch (error) {
    // The documents say which products there are, before any program was found.
    const project = place?.type === "server" ? undefined : projects.current?.loaded.project?.value;
    const products = Object.entries(project?.products ?? {}).map(([id, { name }]) => ({ id, name }));
    const problem = { ...pageError(error), actions: actionsAfter(error) };
    return { ...base, service: serviceOf(project?.organization), products, viewer: viewerOf(undefined) !== undefined, problem };
  }
}

function serviceOf(organization: string | undefined): string {
  return organization === undefined ? vscode.l10n.t("Datafeed Service") : vscode.l10n.t("{0} Datafeed Service", organization);
}

function placeOf(place: DeskPlace): NonNullable<PortalFrame["place"]> {
  if (place.type === "project") return { type: "project", name: basename(place.folder), at: place.folder };
  return { type: "server", name: URL.canParse(place.url) ? new URL(place.url).host : place.url, at: place.url };
}

function actionsAfter(error: unknown): readonly { readonly title: string; readonly command: PortalCommand }[] {
  switch (stateAfter(error)) {
    case "noProject":
      return [
        { title: vscode.l10n.t("Create a Project"), command: "datafeed.initProject" },
        { title: vscode.l10n.t("Use a Server"), command: "datafeed.selectPlace" },
      ];
    case "untrusted":
      return [{ title: vscode.l10n.t("Manage Trust"), command: "workbench.trust.manage" }];
    case "noCli":
      return [{ title: vscode.l10n.t("Show Output"), command: "datafeed.showOutputChannel" }];
    case "signedOut":
      return [{ title: vscode.l10n.t("Sign In"), command: "datafeed.signIn" }];
    case "unreachable":
      return [{ title: vscode.l10n.t("Choose Another Place"), command: "datafeed.selectPlace" }];
    default:
      return [];
  }
}
