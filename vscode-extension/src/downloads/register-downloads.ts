import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { chooseExtract } from "../commands/choose-extract.ts";
import { registerCommand } from "../commands/register.ts";
import { outputsOf } from "../commands/targets.ts";
import type { Services } from "../services.ts";
import { download, saveWithProgress } from "./download.ts";
import { localFileOf } from "./local-file.ts";
import { openFile, revealFile } from "./open-file.ts";
import { TemporaryFiles } from "./temporary-files.ts";

/** Commands about published files: download, open, reveal. */
export function registerDownloads(services: Services): void {
  const { context } = services;
  const temporary = new TemporaryFiles();
  context.subscriptions.push(temporary);
  registerCommand(context, "datafeed.download", async (target?: unknown) => {
    const ids = outputsOf(target) ?? (await pickOutputs(services));
    if (ids !== undefined && ids.length > 0) await download(services, ids);
  });
  registerCommand(context, "datafeed.downloadLatest", async (target?: unknown) => {
    const extract = await chooseExtract(services, target, vscode.l10n.t("Download Newest File"));
    if (extract === undefined) return;
    const { id } = await (await services.desks.current()).latest(extract);
    await download(services, [id]);
  });
  registerCommand(context, "datafeed.openOutput", async (target?: unknown) => {
    for (const id of outputsOf(target) ?? []) await openOutput(services, temporary, id);
  });
  registerCommand(context, "datafeed.revealOutput", async (target?: unknown) => {
    const [id] = outputsOf(target) ?? [];
    if (id !== undefined) await revealOutput(services, id);
  });
}

async function openOutput(services: Services, temporary: TemporaryFiles, id: string): Promise<void> {
  const desk = await services.desks.current();
  const output = await desk.output(id);
  const local = await localFileOf(output, desk.place);
  const file = local ?? (await temporary.of(id, (folder) => fetchOne(services, id, folder)));
  if (file !== undefined) await openFile(file);
}

/** Errors: what the copying failed with. */
async function fetchOne(services: Services, id: string, folder: string): Promise<string | undefined> {
  const [saved] = await saveWithProgress(services, [id], folder);
  if (saved?.error !== undefined) {
    const { code, message, hint } = saved.error;
    throw new DatafeedError(code, message, hint === undefined ? {} : { hint });
  }
  return saved?.files[0];
}

async function revealOutput(services: Services, id: string): Promise<void> {
  const desk = await services.desks.current();
  const local = await localFileOf(await desk.output(id), desk.place);
  if (local === undefined) await download(services, [id]);
  else await revealFile(local);
}

/** The newest published files, of which several may be chosen. */
async function pickOutputs({ desks }: Services): Promise<readonly string[] | undefined> {
  const items = async () => {
    const { items } = await (await desks.current()).listOutputs({ states: ["published"], pageSize: 100, sort: "-modified" });
    return items.map(({ id, name, owner, modifiedAt }) => ({
      id,
      label: name,
      description: `${owner}, ${new Date(modifiedAt).toLocaleString(vscode.env.language)}`,
    }));
  };
  const title = vscode.l10n.t("Download");
  const placeHolder = vscode.l10n.t("Choose files");
  const options = { title, placeHolder, canPickMany: true, matchOnDescription: true } as const;
  return (await vscode.window.showQuickPick(items(), options))?.map(({ id }) => id);
}
