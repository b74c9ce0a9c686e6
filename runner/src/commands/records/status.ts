import type { Role } from "./caller.ts";
import type { FeedRunState } from "./feeds.ts";

/** How a server or a checkout stands as a whole. */
export interface StatusView {
  readonly version: string;
  readonly user: string;
  readonly role: Role;
  readonly organization?: string;
  readonly viewer?: string;
  readonly products: readonly { readonly id: string; readonly name: string }[];
  readonly ledger: { readonly id: string; readonly place: string };
  readonly applied?: { readonly commit?: string; readonly source: string; readonly at: string };
  /** Why the newest documents can't be had at all; what was applied last is in force meanwhile. */
  readonly sourceProblem?: SourceProblem;
  /** Documents whose newest text is not in force, and why. */
  readonly refused: readonly Refused[];
  /** How what is in force stands to the protected branch. Absent: nobody has named one. */
  readonly approval?: ApprovalView;
  readonly runners: readonly RunnerView[];
  readonly owed: Readonly<Record<"owed" | "running" | "failed", number>>;
  readonly feeds: FeedsStatus;
}

/** The feeds in force that the caller may know of. */
export interface FeedsStatus {
  /** How many are in each state. */
  readonly states: Readonly<Record<FeedRunState, number>>;
  /** Of those that are running or waiting, the one that was the most seconds behind when that was measured. */
  readonly worstLag?: { readonly feed: string; readonly seconds: number; readonly at: string };
  /** Those that can't go on until a person acts, and why. */
  readonly stopped: readonly { readonly feed: string; readonly code?: string; readonly message?: string }[];
}

/** Approved is what stands on the protected branch, by definition hash. */
export interface ApprovalView {
  readonly protectedBranch: string;
  /** Its commit, when it was looked at last. */
  readonly commit: string;
  /** Nothing runs that is not approved. */
  readonly required: boolean;
  /** Extracts in force whose definition is not approved, by name: those that the caller may know of. */
  readonly unapproved: readonly string[];
  /** Extracts that do not run, since no definition of them is approved. */
  readonly waiting: readonly string[];
}

/** What is wrong with the folder or the repository that is followed. */
export interface SourceProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** UTC, ISO 8601. */
  readonly since: string;
}

/** A mistake that keeps a document from being in force. */
export interface Refused {
  readonly file: string;
  readonly line?: number;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** A process that works on the ledger. */
export interface RunnerView {
  readonly id: string;
  readonly version: string;
  readonly roles: readonly string[];
  readonly alive: boolean;
  readonly startedAt: string;
  readonly seenAt: string;
}
