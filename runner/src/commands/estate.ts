import type { Destination } from "../destination/destination.ts";
import type { Provenance, Runner } from "../execute/run-context.ts";
import type { RunListener } from "../execute/run-event.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Connections, Project, ResolvedExtract, ResolvedFeed } from "../load/project-documents.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import type { Refused, SourceProblem } from "./commands.ts";

/** What local commands work on: the documents in force and the open parts around them, handed in by daemon or cli. */
export interface Estate {
  readonly ledger: Ledger;
  readonly runner: Runner;
  readonly connections: Connections;
  /** What is in force now; asked anew each time, since a daemon applies changes. */
  documents(): Documents;
  warehouse(name: string): Promise<Warehouse>;
  destination(name: string): Destination;
  /** Tells the workers of this process that something is owed; others hear of it from the ledger. */
  wake(): void;
  /** Stops an attempt that runs in this process at once, its query included. Others hear of it from the ledger. */
  interrupt(attempt: string): void;
  /** So long what is dispatched here is left to this process, where it carries that out by itself. Default: any runner takes it. */
  readonly reserveMs?: number;
  /** Why the newest documents can't be had, where they are followed. */
  sourceProblem?(): SourceProblem | undefined;
  /** When the newest documents were last looked for and had (`performance.now()`), where they are followed. */
  sourceNewestAt?(): number | undefined;
  /** What happens to the runs of this process; those of others are read from the ledger. */
  readonly events?: { listen(listener: RunListener): () => void };
}

/** The documents in force: the newest that are sound, each extract with its template and schedule (DESIGN 10). */
export interface Documents {
  readonly project: Project | undefined;
  readonly extracts: ReadonlyMap<string, ResolvedExtract>;
  readonly feeds: ReadonlyMap<string, ResolvedFeed>;
  readonly refused: readonly Refused[];
  /** The files of feeds that have mistakes and are not in force, by name, where the names are known. */
  readonly unsoundFeeds?: ReadonlyMap<string, string>;
  readonly provenance: Provenance;
  /** The commits of extracts and feeds that run from a last good text, by name. */
  readonly olderCommits?: ReadonlyMap<string, string>;
  /** What the protected branch says of them, where the operator has named one. */
  readonly approval?: Approval;
}

/** How what is in force stands to the protected branch (DESIGN 7). */
export interface Approval {
  readonly branch: string;
  /** At which it was asked. */
  readonly commit: string;
  /** Nothing else comes in force. */
  readonly required: boolean;
  /** The extracts and feeds in force whose definition is not there. */
  readonly unapproved: ReadonlySet<string>;
  /** Extracts and feeds that do not run since no definition of them is approved, as their newest texts have them. */
  readonly waiting: ReadonlyMap<string, ResolvedExtract | ResolvedFeed>;
}

/** Where the documents of an extract or feed come from: those of one that runs from its last good text are older. */
export function provenanceOf({ provenance, olderCommits, approval }: Documents, name: string): Provenance {
  const commit = olderCommits?.get(name);
  return {
    ...provenance,
    ...(commit !== undefined && { commit }),
    ...(approval !== undefined && { approval: approval.unapproved.has(name) ? "unapproved" : "approved" }),
  };
}
