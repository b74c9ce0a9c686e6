import type { Browser } from "playwright-core";
import type { Commands } from "../../../runner/src/commands/commands.ts";
import { localCommands } from "../../../runner/src/commands/local/local-commands.ts";
import type { Desk } from "../../../vscode-extension/src/desk/desk.ts";
import { deleteOutputs } from "../../../vscode-extension/src/portal/delete-outputs.ts";
import { type PortalWorld, portalAnswers } from "../../../vscode-extension/src/portal/portal-answers.ts";
import type { PortalContract, PortalFrame, RunRow } from "../../../vscode-extension/src/portal/portal-messages.ts";
import type { Answers } from "../../../vscode-extension/src/webview/protocol.ts";
import { openEstate, type TestEstate } from "../../commands/estate.ts";
import { type OpenPage, type OpenPageOptions, openPage } from "./open-page.ts";

export interface PortalPage extends OpenPage<PortalContract> {
  readonly estate: TestEstate;
  readonly commands: Commands;
  /** The commands that the page started, in order. */
  readonly executed: readonly { readonly command: string; readonly target: object | null }[];
  /** As another window, a daemon or the tree would bring it about. */
  changed(): Promise<void>;
  chooseProduct(id: string | undefined): Promise<void>;
  /** Tells the page what stands around the lists from now on. */
  reframe(frame: FrameChange): Promise<void>;
  /** The same, without telling. */
  moveTo(frame: FrameChange): void;
  showRuns(runs: readonly RunRow[]): Promise<void>;
}

/** `undefined` takes something out. */
export type FrameChange = { readonly [Key in keyof PortalFrame]?: PortalFrame[Key] | undefined };

export interface PortalPageOptions extends Partial<OpenPageOptions<PortalContract>> {
  readonly frame?: Partial<PortalFrame>;
  /** Why nobody can be asked, while that is so. */
  refuse?(): Error | undefined;
  /** Holds an answer back, or fails it. */
  before?(method: string): Promise<void>;
  /** Who asks. Default: an admin. */
  readonly user?: { readonly user: string; readonly role: "admin" | "developer" | "viewer" };
}

/** An installation with published files for the portal to show. */
export function portalEstate(): Promise<TestEstate> {
  return openEstate("sqlite");
}

/** The portal's page, answered from a real ledger with real files. Deleting asks nobody here. */
export async function openPortalPage(
  browser: Browser,
  estate: TestEstate,
  options: PortalPageOptions = {},
): Promise<PortalPage> {
  const commands = localCommands(estate.estate, options.user ?? { user: "ada", role: "admin" });
  const executed: { command: string; target: object | null }[] = [];
  let product: string | undefined;
  let change: FrameChange = options.frame ?? {};
  const desk: Desk = { ...commands, place: { type: "project", folder: estate.folder }, save: () => Promise.resolve([]) };
  const world: PortalWorld = {
    desk: async () => {
      const problem = options.refuse?.();
      if (problem !== undefined) throw problem;
      return desk;
    },
    status: () => commands.status(),
    frame: async () => {
      const { products, user, role, organization = "" } = await commands.status();
      const place = { type: "project", name: "calls", at: estate.folder } as const;
      const shown = { service: `${organization} Datafeed`, products, user, role, place, viewer: true, pageSize: 10 };
      return { ...shown, ...(product === undefined ? {} : { product }), ...change } as PortalFrame;
    },
    get product() {
      return product;
    },
    chooseProduct: async (id) => {
      product = id;
      await page.tell("frame", await world.frame());
    },
    execute: async (command, target) => {
      executed.push({ command, target });
      if (command !== "datafeed.deleteOutputs") return undefined;
      const { outputs } = target as { readonly outputs: readonly string[] };
      const { signal } = new AbortController();
      const unexplained = "It was not deleted.";
      await page.tell("deleted", await deleteOutputs(desk, outputs, { signal, onProgress: () => {}, unexplained }));
      return undefined;
    },
  };
  const { before = async () => {} } = options;
  const answers = Object.fromEntries(
    Object.entries(portalAnswers(world)).map(([method, answer]) => [
      method,
      async (...args: readonly unknown[]) => {
        await before(method);
        return (answer as (...args: readonly unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as Answers<PortalContract>;
  const page = await openPage<PortalContract>(browser, { ...options, name: "portal", answers });
  return {
    ...page,
    estate,
    commands,
    executed,
    changed: () => page.tell("results", null),
    chooseProduct: async (id) => world.chooseProduct(id),
    reframe: async (frame) => {
      change = frame;
      await page.tell("frame", await world.frame());
    },
    moveTo: (frame) => {
      change = frame;
    },
    showRuns: (runs) => page.tell("runs", runs),
  };
}
