import type { SaveOptions } from "../client/save-output.ts";
import type { Commands } from "../commands/commands.ts";

/**
 * How an editor speaks to `datafeed session`: JSON-RPC 2.0, one message a line, UTF-8, requests and answers in any order. The
 * methods are those of `SessionCommands` with their arguments by position, without the signals. What a request tells on the way
 * comes as notifications `$/progress`; `$/cancel` ends it early; `$/stop` ends everything and the session.
 */
export const protocolVersion = 1;

/** No line is longer than so many bytes. */
export const longestLine = 32 * 1024 * 1024;

/** Everything that is asked by way of a pipe. A file's content never goes through it: `save` writes it to disk. */
export interface SessionCommands extends Omit<Commands, "content" | "exportRecords"> {
  /** Copies an output's files into a folder and checks their content. Answers with their absolute paths. */
  save(id: string, folder: string, options: SaveOptions): Promise<readonly string[]>;
}

/** The answer to `hello`, which is asked first. */
export interface Hello {
  /** `protocolVersion` of the session. */
  readonly protocol: number;
  /** Of Datafeed. */
  readonly version: string;
  /** Of Node.js, without `v`. */
  readonly node: string;
  /** The project's folder, absolute. */
  readonly project: string;
  readonly pid: number;
}

/** `plain`: asked and answered. `abortable`: a signal is its last argument. `streamed`: answers on the way, and then with null. */
type Manner = "plain" | "abortable" | "streamed" | "saved";

/** All methods. */
export const manners = {
  listExtracts: "plain",
  extract: "plain",
  listSchedules: "plain",
  schedule: "plain",
  pause: "plain",
  resume: "plain",
  skip: "plain",
  backfill: "plain",
  listRuns: "plain",
  run: "plain",
  listOwed: "plain",
  dispatch: "plain",
  cancel: "plain",
  retry: "plain",
  abandon: "plain",
  logs: "plain",
  follow: "streamed",
  listOutputs: "plain",
  output: "plain",
  latest: "plain",
  manifest: "plain",
  delete: "plain",
  pin: "plain",
  verify: "abortable",
  save: "saved",
  listExportDays: "plain",
  exportDay: "plain",
  supersede: "plain",
  preview: "abortable",
  listFeeds: "plain",
  feed: "plain",
  pauseFeed: "plain",
  resumeFeed: "plain",
  replayFeed: "plain",
  setFeedPosition: "plain",
  listDeadLetters: "plain",
  listTokens: "plain",
  createToken: "plain",
  revokeToken: "plain",
  regenerateToken: "plain",
  status: "plain",
  listAudit: "plain",
} as const satisfies Readonly<Record<keyof SessionCommands, Manner>>;

/** What can be asked over a pipe. */
export type Method = keyof typeof manners;

/** Whether a name is one of a method. */
export function isMethod(name: string): name is Method {
  return Object.hasOwn(manners, name);
}

/** Ties an answer to its request. */
export type Id = number | string;

/** Editor -> session. */
export interface Request {
  readonly jsonrpc: "2.0";
  readonly id: Id;
  readonly method: Method | "hello";
  readonly params?: readonly unknown[];
}

/** Editor -> session. */
export type Notice =
  | { readonly jsonrpc: "2.0"; readonly method: "$/cancel"; readonly params: { readonly id: Id } }
  | { readonly jsonrpc: "2.0"; readonly method: "$/stop" };

/** Session -> editor. `id` is null where nobody can say to what it answers. */
export type Answer =
  | { readonly jsonrpc: "2.0"; readonly id: Id; readonly result: unknown }
  | { readonly jsonrpc: "2.0"; readonly id: Id | null; readonly error: AnswerError };

/** Session -> editor: what is known on the way to the answer of request `id`. */
export interface ProgressNotice {
  readonly jsonrpc: "2.0";
  readonly method: "$/progress";
  readonly params: { readonly id: Id; readonly value: unknown };
}

/** Why there is no answer. */
export interface AnswerError {
  /** One of `errorNumbers`. */
  readonly code: number;
  readonly message: string;
  readonly data: { readonly code: string; readonly hint?: string };
}

/** The numbers of JSON-RPC; what failed by a DatafeedError has its code in `data`. */
export const errorNumbers = {
  parse: -32700,
  request: -32600,
  method: -32601,
  parameters: -32602,
  unexpected: -32603,
  failed: -32000,
  cancelled: -32800,
} as const;
