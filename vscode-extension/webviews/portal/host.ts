import type { PortalContract, PortalView } from "../../src/portal/portal-messages.ts";
import { Host } from "../shared/host.ts";
import type { ListState } from "./queries.ts";

/** What survives hiding the page and loading the window again. */
export interface KeptState {
  readonly view: PortalView;
  readonly collapsed: boolean;
  readonly extracts: ListState;
  readonly schedules: ListState;
  readonly selected: readonly string[];
  readonly widths: Readonly<Record<PortalView, Readonly<Record<string, number>>>>;
}

/** The editor's side. */
export const host = new Host<PortalContract, KeptState>();
