import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileDestination } from "../../destination/file/file-destination.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { RunListener } from "../../execute/run-event.ts";
import { runPlan } from "../../execute/run-plan.ts";
import { findAttempt, findObligation, findOutput } from "../../ledger/find.ts";
import { openLedger } from "../../ledger/ledger.ts";
import type { Attempt, Output } from "../../ledger/records.ts";
import type { Estate } from "../estate.ts";
import { planOfOwed } from "./plan-owed.ts";

/** What an output was, and what the same definition gives now. */
export interface Reproduction {
  readonly output: string;
  readonly path: string;
  readonly equal: boolean;
  readonly published: { readonly contentSha256: string; readonly rows: number };
  readonly now: { readonly contentSha256: string; readonly rows: number };
  /** Whether the SQL, the masks and the dialect are those of then, too. */
  readonly samePlan: boolean;
  /** Whether rows come in an order of their own, so that equal data need not give equal content. */
  readonly ordered: boolean;
}

/**
 * Runs an output's definition over its window again, into a folder that goes afterwards, and compares the content. Nothing is
 * published, and the ledger is only read. Errors: unknown-id, ambiguous-id, `definition-changed`, extract-unknown, compile-*,
 * and what a run can fail with.
 */
export async function reproduceOutput(
  estate: Estate,
  id: string,
  { signal, onEvent }: { readonly signal: AbortSignal; readonly onEvent?: RunListener },
): Promise<Reproduction> {
  const output = await findOutput(estate.ledger, id);
  const attempt = await findAttempt(estate.ledger, output.id);
  const { narrowing } = await findObligation(estate.ledger, attempt.obligation);
  const plan = planOfOwed(estate, { ...output, ...(narrowing === undefined ? {} : { narrowing }) });
  if (plan.definitionHash !== output.definitionHash) throw changed(output, attempt);
  const scratch = await mkdtemp(join(tmpdir(), "datafeed-reproduce-"));
  try {
    await using ledger = await openLedger(join(scratch, "ledger.sqlite"));
    await using destination = openFileDestination("scratch", { path: "out" }, scratch);
    const { runner } = estate;
    const result = await runPlan(
      { ...plan, output: { ...plan.output, empty: "publish" } },
      {
        ...{ ledger, destination, runner, signal },
        warehouse: await estate.warehouse(plan.warehouse),
        provenance: estate.documents().provenance,
        ...(onEvent === undefined ? {} : { onEvent }),
      },
      { requester: "reproduce" },
    );
    if (result.state === "failed") throw result.error;
    if (result.state !== "published") throw signal.reason;
    const { contentSha256, rows } = result.output;
    return {
      output: output.id,
      path: output.path,
      equal: contentSha256 === output.contentSha256,
      published: { contentSha256: output.contentSha256, rows: output.rows },
      now: { contentSha256, rows },
      samePlan: plan.planHash === output.planHash,
      ordered: plan.output.order === "key",
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function changed(output: Output, { commit, dirty }: Pick<Attempt, "commit" | "dirty">): DatafeedError {
  const where = commit === undefined ? "the documents of then" : `commit ${commit.slice(0, 12)}`;
  const hint =
    dirty === true
      ? `It was made from documents that were not committed, on top of ${where}: put the same there again, and try there.`
      : `Check out ${where} and try there.`;
  return new DatafeedError(
    "definition-changed",
    `${output.path} was made by the definition ${output.definitionHash.slice(0, 12)}, which is not in force any more.`,
    { hint },
  );
}
