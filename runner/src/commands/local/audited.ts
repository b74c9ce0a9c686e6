import { DatafeedError } from "../../errors/datafeed-error.ts";
import { type AuditEntry, recordAudit } from "../../ledger/audit.ts";
import type { Action } from "../rights.ts";
import type { Desk } from "./desk.ts";

type Detail = AuditEntry["detail"];

/**
 * Does something that is written down: by whom, to what, and what came of it. A refusal is written down, too; when the ledger
 * can't take the entry of a failure, the failure itself is what is told. Of a caller from elsewhere the API has written down
 * every use already.
 */
export async function audited<Answer>(
  desk: Desk,
  action: Action,
  subject: string | undefined,
  work: () => Promise<Answer>,
  detail?: Detail,
): Promise<Answer> {
  if (desk.caller.client !== undefined) return work();
  let answer: Answer;
  try {
    answer = await work();
  } catch (error) {
    const code = error instanceof DatafeedError ? error.code : "unexpected";
    const outcome = code === "not-allowed" ? "refused" : "failed";
    await write(desk, action, subject, outcome, { ...detail, error: code }).catch(() => {});
    throw error;
  }
  await write(desk, action, subject, "done", detail);
  return answer;
}

function write(
  { estate, caller }: Desk,
  action: Action,
  subject: string | undefined,
  outcome: AuditEntry["outcome"],
  detail: Detail,
): Promise<void> {
  const { user, tokenId } = caller;
  return recordAudit(estate.ledger, {
    actor: user,
    ...(tokenId === undefined ? {} : { tokenId }),
    action,
    ...(subject === undefined ? {} : { subject }),
    outcome,
    ...(detail === undefined ? {} : { detail }),
  });
}
