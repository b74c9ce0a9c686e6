import type {
  OutputQuery,
  OutputView,
  Page,
  Role,
  RunProgress,
  ScheduleQuery,
  ScheduleView,
} from "../../../runner/src/commands/commands.ts";

export type { OutputQuery, Page, ScheduleQuery, ScheduleView };

import type { ExtractTarget, OutputsTarget, RunTarget } from "../commands/targets.ts";
import type { PageError } from "../webview/protocol.ts";

/** The page "Data Extracts": what it asks of the editor, and what it hears. The chosen product is added to each question. */
export interface PortalContract {
  readonly requests: {
    frame(): PortalFrame;
    outputs(query: OutputQuery): Page<OutputRow>;
    /** Of all outputs that a query finds, up to `mostSelected`. */
    outputIds(query: OutputQuery): readonly string[];
    /** What the menu is about that opens on one of several ticked rows. */
    ticked(ids: readonly string[]): void;
    schedules(query: ScheduleQuery): Page<ScheduleView>;
    /** A product's id, or none for all. */
    chooseProduct(id: string | null): void;
    /** Asks the person first. What becomes of each is told by `deleted`. */
    deleteOutputs(ids: readonly string[]): void;
    execute(command: PortalCommand, target: ExtractTarget | OutputsTarget | RunTarget | null): void;
  };
  readonly events: {
    /** User, place, products or the chosen one changed. */
    frame: PortalFrame;
    runs: readonly RunRow[];
    /** Outputs or schedules may have changed. */
    results: null;
    show: PortalView;
    /** By this page, or by a menu of the editor. */
    deleted: readonly DeletedOutput[];
  };
}

export type PortalView = "extracts" | "schedules";

/** The commands that the page may start; what they are about goes along. */
export const portalCommands = [
  "datafeed.createExtract",
  "datafeed.download",
  "datafeed.openOutput",
  "datafeed.revealOutput",
  "datafeed.openYaml",
  "datafeed.run",
  "datafeed.showLog",
  "datafeed.showHistory",
  "datafeed.cancelRun",
  "datafeed.pauseSchedule",
  "datafeed.resumeSchedule",
  "datafeed.deleteSchedule",
  "datafeed.backfill",
  "datafeed.skipWindows",
  "datafeed.openViewer",
  "datafeed.about",
  "datafeed.signIn",
  "datafeed.signOut",
  "datafeed.selectPlace",
  "datafeed.initProject",
  "datafeed.refresh",
  "datafeed.showOutputChannel",
  "workbench.trust.manage",
] as const;
export type PortalCommand = (typeof portalCommands)[number];

/** The most outputs that "select all" takes. */
export const mostSelected = 10_000;

/** What stands around the lists. */
export interface PortalFrame {
  readonly service: string;
  readonly products: readonly { readonly id: string; readonly name: string }[];
  /** The chosen one's id; absent: all. */
  readonly product?: string;
  /** Who asks; absent while nobody can be asked. */
  readonly user?: string;
  readonly role?: Role;
  /** `at`: its folder or address. */
  readonly place?: { readonly type: "project" | "server"; readonly name: string; readonly at: string };
  /** Whether a link to the viewer is configured. */
  readonly viewer: boolean;
  readonly pageSize: number;
  /** Why nothing can be asked, and what can be done about it. */
  readonly problem?: PageError & { readonly actions: readonly { readonly title: string; readonly command: PortalCommand }[] };
}

/** An output as the grid shows it. */
export interface OutputRow
  extends Pick<
    OutputView,
    "id" | "extract" | "name" | "owner" | "shared" | "kind" | "window" | "state" | "rows" | "bytes" | "modifiedAt" | "pinned"
  > {
  readonly drift?: number;
  /** On this machine's disk: can be opened and shown in its folder. */
  readonly local: boolean;
  readonly deletable: boolean;
}

/** A run under way. */
export interface RunRow {
  /** Of what is owed. */
  readonly id: string;
  readonly extract: string;
  readonly state: RunProgress["state"];
  readonly rows?: number;
  readonly bytes?: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** What became of one output. */
export interface DeletedOutput {
  readonly id: string;
  /** Why it is still there. */
  readonly problem?: string;
}
