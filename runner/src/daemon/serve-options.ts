import type { LeaseTimes } from "../execute/lease.ts";
import type { LogLevel } from "./log.ts";
import type { RunnerRole } from "./roles.ts";

/** What a daemon is told when it starts. Paths are absolute. */
export interface ServeOptions {
  readonly source:
    | { readonly type: "folder"; readonly folder: string }
    /** `url#ref`, with `:folder` behind it for a project in a folder of the repository. */
    | { readonly type: "git"; readonly url: string; readonly pollMs: number };
  /** Which branch is protected, so that what stands there is approved; with `required` nothing else runs. */
  readonly approval?: { readonly protectedBranch: string; readonly required: boolean };
  /** From where relative paths of the connections count. */
  readonly root: string;
  /** Where the clone and, unless it is told otherwise, the ledger are kept. */
  readonly state: string;
  /** The operator's file. Default: as on the command line, but never from a followed repository. */
  readonly connections?: string;
  /** A path or a postgres:// URL. */
  readonly ledger?: string;
  readonly roles: readonly RunnerRole[];
  readonly host: string;
  readonly port: number;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Where people reach the API: for links. */
  readonly publicUrl?: string;
  /** The secret of `POST /v1/webhooks/git`. */
  readonly webhookSecret?: string;
  readonly trustProxy?: string;
  readonly concurrency?: number;
  readonly lease: LeaseTimes;
  /** So long running extracts may finish when the daemon is told to stop. */
  readonly shutdownMs: number;
  readonly logLevel: LogLevel;
  readonly logFormat: "json" | "text";
}
