import * as vscode from "vscode";
import { registerCommand } from "../commands/register.ts";
import { viewerOf } from "../desk/desks.ts";
import type { Services } from "../services.ts";
import { type Authentication, askForServer } from "../sign-in/authentication.ts";
import { normalServerUrl } from "../sign-in/server-url.ts";
import { describeInstallation } from "./about.ts";
import { selectProduct } from "./select-product.ts";

/** Commands about where Datafeed is and who asks: place, sign in and out, viewer, about. */
export function registerPlace(services: Services, authentication: Authentication): void {
  const { context, desks, log } = services;
  const register = (command: string, action: () => Promise<unknown> | unknown): void =>
    registerCommand(context, command, action);
  register("datafeed.selectProduct", () => selectProduct(services));
  register("datafeed.selectPlace", () => selectPlace(services, authentication));
  register("datafeed.signIn", () => signIn(services, authentication));
  register("datafeed.signOut", () => signOut(services, authentication));
  register("datafeed.openViewer", async () => {
    const viewer = viewerOf(await desks.status().catch(() => undefined));
    if (viewer !== undefined) return vscode.env.openExternal(viewer);
    const settings = vscode.l10n.t("Settings");
    const text = vscode.l10n.t("No viewer is configured: give its address in the settings.");
    const chosen = await vscode.window.showInformationMessage(text, settings);
    if (chosen === settings) await vscode.commands.executeCommand("workbench.action.openSettings", "datafeed.viewer");
    return undefined;
  });
  register("datafeed.about", async () => {
    const detail = await describeInstallation(services);
    const copy = vscode.l10n.t("Copy");
    const chosen = await vscode.window.showInformationMessage("Datafeed", { modal: true, detail }, copy);
    if (chosen === copy) await vscode.env.clipboard.writeText(detail);
  });
  register("datafeed.showOutputChannel", () => log.show());
}

interface PlaceItem extends vscode.QuickPickItem {
  /** What the setting `datafeed.server` becomes; undefined asks for another address. */
  readonly server: string | undefined;
}

async function selectPlace({ desks, projects }: Services, authentication: Authentication): Promise<void> {
  const { place } = desks;
  const here = projects.all.map(({ folder }) => vscode.workspace.asRelativePath(folder));
  const items: PlaceItem[] = [
    {
      label: `$(folder) ${vscode.l10n.t("This Project")}`,
      description: here.join(", ") || vscode.l10n.t("no datafeed.yaml in this window"),
      detail: vscode.l10n.t("Extracts run on this machine, by the program datafeed."),
      server: "",
    },
    ...authentication.servers.map((server) => ({
      label: `$(server) ${new URL(server).host}`,
      description: place?.type === "server" && place.url === server ? vscode.l10n.t("in use") : "",
      detail: server,
      server,
    })),
    { label: `$(add) ${vscode.l10n.t("Another Server…")}`, server: undefined },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Where Do Extracts Run?"),
    placeHolder: vscode.l10n.t("This project, or a server"),
    matchOnDetail: true,
  });
  if (chosen === undefined) return;
  const server = chosen.server ?? (await askForServer(undefined));
  if (server === undefined) return;
  await chooseServer(server);
  if (server !== "" && (await authentication.signedIn(server)) === undefined) await authentication.signIn(server);
}

/** For this workspace where there is one: other windows go on as they are. */
async function chooseServer(server: string): Promise<void> {
  const target =
    vscode.workspace.workspaceFolders === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration("datafeed").update("server", server === "" ? undefined : server, target);
}

async function signIn({ desks }: Services, authentication: Authentication): Promise<void> {
  const { place } = desks;
  const signedIn = await authentication.signIn(place?.type === "server" ? place.url : undefined);
  if (signedIn === undefined) return;
  if (place?.type !== "server") await chooseServer(signedIn.url);
  vscode.window.showInformationMessage(vscode.l10n.t("Signed in to {0} as {1}.", new URL(signedIn.url).host, signedIn.user));
}

async function signOut({ desks }: Services, authentication: Authentication): Promise<void> {
  const { place } = desks;
  if (place?.type !== "server") return;
  const url = normalServerUrl(place.url);
  await authentication.removeSession(url);
  vscode.window.showInformationMessage(
    vscode.l10n.t("Signed out of {0}. The token itself stays valid until it ends or an admin revokes it.", new URL(url).host),
  );
}
