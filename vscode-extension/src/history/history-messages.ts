import type { Page, RunView } from "../../../runner/src/commands/commands.ts";
import type { PanelSubject } from "../webview/panel-subject.ts";

/** What the page of an extract's runs asks and hears. */
export type HistoryPage = {
  readonly requests: {
    about(): PanelSubject;
    /** The newest first; pages count from 1. */
    runs(page: number, pageSize: number): Page<RunView>;
    showLog(run: string): void;
    /** The files that a run published. */
    download(run: string): void;
    run(): void;
    cancel(run: string): void;
  };
  readonly events: {
    /** A run began, went on or ended. */
    readonly changed: null;
  };
};
