import { DatafeedError } from "../../errors/datafeed-error.ts";
import { findExtractRow } from "../../ledger/extracts.ts";
import type { Sight } from "../../ledger/sight.ts";
import { nearest, thereAre } from "../../load/did-you-mean.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { Caller } from "../commands.ts";
import type { Estate } from "../estate.ts";
import { type Action, checkRight, reachOf } from "../rights.ts";

/** Who asks, of what: handed to every group of commands. */
export interface Desk {
  readonly estate: Estate;
  readonly caller: Caller;
  /** What the caller may know of. */
  readonly sight: Sight;
}

export function deskOf(estate: Estate, caller: Caller): Desk {
  return { estate, caller, sight: reachOf(caller, "extract.read") === "all" ? "all" : { user: caller.user } };
}

/** Whether the caller may know of an extract. */
export function sees({ sight }: Desk, { owner, shared }: Pick<ResolvedExtract, "owner" | "shared">): boolean {
  return sight === "all" || shared || owner === sight.user;
}

/** The extracts in force that the caller may know of. */
export function seenExtracts(desk: Desk): readonly ResolvedExtract[] {
  return [...desk.estate.documents().extracts.values()].filter((extract) => sees(desk, extract));
}

/**
 * The extract in force of this name, whatever its case, if the caller may do this to it. One that they may not know of is not
 * there. Errors: `extract-unknown`, `not-approved`, `not-allowed`.
 */
export function extractFor(desk: Desk, name: string, action: Action): ResolvedExtract {
  checkRight(desk.caller, action);
  const extract = findSeen(desk, name);
  if (extract === undefined) throw notApproved(desk, name) ?? unknownExtract(desk, name);
  checkRight(desk.caller, action, extract.owner);
  return extract;
}

/** Refuses what the caller may do to what is their own alone, where the extract is somebody else's. Error: `not-allowed`. */
export async function checkOwner({ estate, caller }: Desk, extract: string, action: Action): Promise<void> {
  if (reachOf(caller, action) !== "own") return checkRight(caller, action);
  const owner = estate.documents().extracts.get(extract)?.owner ?? (await findExtractRow(estate.ledger, extract))?.owner;
  checkRight(caller, action, owner ?? "nobody");
}

/** `not-approved`, of an extract that the caller may know of and that waits until it is merged. */
function notApproved(desk: Desk, name: string): DatafeedError | undefined {
  const { approval } = desk.estate.documents();
  const extract = approval?.waiting.get(name);
  if (approval === undefined || extract === undefined || !sees(desk, extract)) return undefined;
  const message = `No definition of "${name}" is on the protected branch ${approval.branch}, and nothing else runs here.`;
  return new DatafeedError("not-approved", message, { hint: `Merge it into ${approval.branch}.` });
}

/** `extract-unknown`, with the closest name of those that the caller may know of. */
export function unknownExtract(desk: Desk, name: string): DatafeedError {
  const names = seenExtracts(desk).map((extract) => extract.name);
  const close = nearest(name, names);
  return new DatafeedError("extract-unknown", `There is no extract "${name}". ${thereAre(names)}`, {
    hint:
      close === undefined ? "Extracts are the documents in extracts/; `datafeed new` writes one." : `Did you mean "${close}"?`,
  });
}

function findSeen(desk: Desk, name: string): ResolvedExtract | undefined {
  const { extracts } = desk.estate.documents();
  const exact = extracts.get(name);
  if (exact !== undefined) return sees(desk, exact) ? exact : undefined;
  const lower = name.toLowerCase();
  return seenExtracts(desk).find((extract) => extract.name.toLowerCase() === lower);
}
