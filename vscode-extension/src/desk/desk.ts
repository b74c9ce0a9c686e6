import type { SessionCommands } from "../../../runner/src/pipe/protocol.ts";

/**
 * Everything that the editor asks of Datafeed, wherever it is carried out: by the CLI on this project, or by a server. Files never
 * come as content: `save` writes them to disk. Errors are DatafeedErrors with the same codes on both ways.
 */
export interface Desk extends SessionCommands {
  readonly place: DeskPlace;
}

/** Where a desk's questions are answered. */
export type DeskPlace =
  | { readonly type: "project"; readonly folder: string }
  | { readonly type: "server"; readonly url: string };
