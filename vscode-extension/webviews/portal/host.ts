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
  /** Where the ticks and pages were: they say nothing anywhere else. */
  readonly at: KeptPlace;
  readonly widths: Readonly<Record<PortalView, Readonly<Record<string, number>>>>;
}

export interface KeptPlace {
  /** The folder or address. */
  readonly place: string | undefined;
  readonly product: string | undefined;
  readonly user: string | undefined;
}

/** The editor's side. */
export const host = new Host<PortalContract, KeptState>();
