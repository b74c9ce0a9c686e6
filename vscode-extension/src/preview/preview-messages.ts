import type { PreviewView } from "../../../runner/src/commands/commands.ts";
import type { PanelSubject } from "../webview/panel-subject.ts";

/** What the page of a preview asks and hears. */
export type PreviewPage = {
  readonly requests: {
    about(): AboutPreview;
    /** Asks the warehouse for the first rows. Aborting it ends the query there. Null: the person gave no range, so nothing was asked. */
    load(): LoadedPreview | null;
    /** The SQL of the last load, as a document. */
    openSql(): void;
    /** The extract's YAML, at its first mistake where it has one. */
    openDocument(): void;
    /** To the clipboard. */
    copy(text: string): void;
  };
  readonly events: {
    /** A document that the extract is made of was saved. */
    readonly saved: null;
    /** Somebody asked for the preview again. */
    readonly again: null;
  };
};

export interface AboutPreview extends PanelSubject {
  /** Its YAML is in this window. */
  readonly document: boolean;
}

export interface LoadedPreview {
  readonly view: PreviewView;
  /** The most rows that were asked for. */
  readonly most: number;
  readonly elapsedMs: number;
}
