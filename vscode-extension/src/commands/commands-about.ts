import * as vscode from "vscode";
import type { Desk } from "../desk/desk.ts";
import type { Services } from "../services.ts";
import { registerCommand } from "./register.ts";

/** What commands are about: schedules, feeds. */
export interface Subject<View, Target> {
  /** Its name, where a tree or a lens has handed one in. */
  readonly nameIn: (target: Partial<Target>) => string | undefined;
  readonly placeHolder: string;
  readonly list: (desk: Desk) => Promise<{ readonly items: readonly View[] }>;
  /** In the list; its label is its name. */
  readonly item: (view: View) => vscode.QuickPickItem;
}

/** Registers a command about one of them. `fits`: which are offered. */
export type RegisterAbout<View> = (
  command: string,
  title: string,
  fits: (view: View) => boolean,
  action: (services: Services, name: string) => Promise<void>,
) => void;

/** How commands about one thing each are registered: of their target, else chosen from those that fit. */
export function commandsAbout<View, Target>(services: Services, subject: Subject<View, Target>): RegisterAbout<View> {
  return (command, title, fits, action) =>
    registerCommand(services.context, command, async (target?: Partial<Target>) => {
      const name = subject.nameIn(target ?? {}) ?? (await choose(services, subject, title, fits));
      if (name !== undefined) await action(services, name);
    });
}

async function choose<View, Target>(
  { desks }: Services,
  { placeHolder, list, item }: Subject<View, Target>,
  title: string,
  fits: (view: View) => boolean,
): Promise<string | undefined> {
  const items = async (): Promise<vscode.QuickPickItem[]> => {
    const { items } = await list(await desks.current());
    return items.filter(fits).map(item);
  };
  return (await vscode.window.showQuickPick(items(), { title, placeHolder, matchOnDetail: true }))?.label;
}
