import { posix } from "node:path";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { driftOf } from "../../ledger/drift.ts";
import type { Run } from "../../ledger/list-runs.ts";
import type { Obligation, Output } from "../../ledger/records.ts";
import type { OutputView, OwedView, RunView } from "../commands.ts";
import type { Estate } from "../estate.ts";

/** An attempt as people see it. */
export function runView(run: Run): RunView {
  const rows = run.rows ?? run.progress?.rows;
  const bytes = run.bytes ?? run.progress?.bytes;
  return {
    id: run.id,
    obligation: run.obligation,
    extract: run.extract,
    kind: run.kind,
    window: { start: run.windowStart, end: run.windowEnd, timezone: run.timezone },
    sequence: run.sequence,
    state: run.state,
    requester: run.requester,
    ...(run.reason === undefined ? {} : { reason: run.reason }),
    runner: run.runner,
    definitionHash: run.definitionHash,
    planHash: run.planHash,
    ...(run.commit === undefined ? {} : { commit: run.commit }),
    ...(run.approval === undefined ? {} : { approval: run.approval }),
    startedAt: run.startedAt,
    ...(run.endedAt === undefined ? {} : { endedAt: run.endedAt }),
    ...(rows === undefined ? {} : { rows }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(run.error === undefined ? {} : { error: run.error }),
    obligationState: run.obligationState,
    ...(run.nextTryAt === undefined ? {} : { nextTryAt: run.nextTryAt }),
  };
}

/** What is owed, as people see it. */
export function owedView(owed: Obligation): OwedView {
  return {
    id: owed.id,
    extract: owed.extract,
    kind: owed.kind,
    window: owed.window,
    state: owed.state,
    requester: owed.requester,
    ...(owed.reason === undefined ? {} : { reason: owed.reason }),
    tries: owed.tries,
    dueAt: owed.dueAt,
    nextTryAt: owed.nextTryAt,
    ...(owed.error === undefined ? {} : { error: owed.error }),
    createdAt: owed.createdAt,
  };
}

/** Outputs as people see them, with what late checks found. */
export async function outputViews(estate: Estate, outputs: readonly Output[]): Promise<readonly OutputView[]> {
  const ids = outputs.map(({ id }) => id);
  const drift = await driftOf(estate.ledger, ids);
  return outputs.map((output) => outputView(estate, output, drift.get(output.id)));
}

function outputView(estate: Estate, output: Output, drift: number | undefined): OutputView {
  return {
    id: output.id,
    extract: output.extract,
    name: posix.basename(output.path),
    path: output.path,
    location: locationOf(estate, output),
    owner: output.owner,
    shared: output.shared,
    kind: output.kind,
    window: output.window,
    sequence: output.sequence,
    state: output.state,
    format: output.format,
    compress: output.compress,
    rows: output.rows,
    bytes: output.bytes,
    sha256: output.sha256,
    contentSha256: output.contentSha256,
    parts: output.parts,
    definitionHash: output.definitionHash,
    planHash: output.planHash,
    modifiedAt: output.deletedAt ?? output.publishedAt ?? output.createdAt,
    ...(output.publishedAt === undefined ? {} : { publishedAt: output.publishedAt }),
    pinned: output.pinnedAt !== undefined,
    ...(drift === undefined ? {} : { drift }),
  };
}

/** The path alone, where the destination is not configured any more: a list is no place to fail over it. */
function locationOf(estate: Estate, { destination, path }: Output): string {
  try {
    return estate.destination(destination).locate(path);
  } catch (error) {
    if (error instanceof DatafeedError) return path;
    throw error;
  }
}
