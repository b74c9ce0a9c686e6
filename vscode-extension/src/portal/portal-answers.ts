import { isAbsolute } from "node:path";
import type { OutputQuery, OutputView, StatusView } from "../../../runner/src/commands/commands.ts";
import { reachOf } from "../../../runner/src/commands/rights.ts";
import { keepTicked } from "../commands/targets.ts";
import type { Desk } from "../desk/desk.ts";
import type { Answers } from "../webview/protocol.ts";
import {
  mostSelected,
  type OutputRow,
  type PortalCommand,
  type PortalContract,
  type PortalFrame,
  portalCommands,
} from "./portal-messages.ts";

/** What the page's questions are answered from. */
export interface PortalWorld {
  desk(): Promise<Desk>;
  status(): Promise<StatusView>;
  frame(): Promise<PortalFrame>;
  readonly product: string | undefined;
  chooseProduct(id: string | undefined): void | Promise<void>;
  execute(command: PortalCommand | "datafeed.deleteOutputs", target: object | null): PromiseLike<unknown>;
}

const largestPage = 1000;

/** The answers to the portal's questions. */
export function portalAnswers(world: PortalWorld): Answers<PortalContract> {
  const ofProduct = <Query extends object>(query: Query): Query & { product?: string } =>
    world.product === undefined ? query : { ...query, product: world.product };
  return {
    frame: () => world.frame(),
    outputs: async (signal, query) => {
      const [desk, status] = await Promise.all([world.desk(), world.status()]);
      signal.throwIfAborted();
      const page = await desk.listOutputs(ofProduct(query));
      return { ...page, items: page.items.map((output) => rowOf(output, desk, status)) };
    },
    outputIds: async (signal, query) => outputIds(await world.desk(), ofProduct(query), signal),
    ticked: (_, ids) => keepTicked(ids),
    schedules: async (signal, query) => {
      const desk = await world.desk();
      signal.throwIfAborted();
      return desk.listSchedules(ofProduct(query));
    },
    chooseProduct: (_, id) => world.chooseProduct(id ?? undefined),
    deleteOutputs: async (_, outputs) => {
      await world.execute("datafeed.deleteOutputs", { outputs });
    },
    execute: async (_, command, target) => {
      if (!portalCommands.includes(command)) throw new Error(`The page may not start "${command}".`);
      await world.execute(command, target);
    },
  };
}

async function outputIds(desk: Desk, query: OutputQuery, signal: AbortSignal): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (let page = 1; ids.size < mostSelected; page++) {
    signal.throwIfAborted();
    const { items, total } = await desk.listOutputs({ ...query, page, pageSize: largestPage });
    for (const { id } of items) ids.add(id);
    if (page * largestPage >= total) break;
  }
  return [...ids].slice(0, mostSelected);
}

function rowOf(output: OutputView, desk: Desk, { user, role }: StatusView): OutputRow {
  const { id, extract, name, owner, shared, kind, window, state, rows, bytes, modifiedAt, pinned, drift } = output;
  const reach = reachOf({ user, role }, "output.delete");
  const published = state === "published";
  return {
    id,
    extract,
    name,
    owner,
    shared,
    kind,
    window,
    state,
    rows,
    bytes,
    modifiedAt,
    pinned,
    ...(drift === undefined ? {} : { drift }),
    local: published && desk.place.type === "project" && isAbsolute(output.location),
    deletable: published && !pinned && (reach === "all" || (reach === "own" && owner === user)),
  };
}
