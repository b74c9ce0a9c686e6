import type { Plan } from "../compile/plan.ts";
import type { Ledger } from "./ledger.ts";
import { type Attempt, type Output, type OutputPart, outputOf } from "./records.ts";

/** What an attempt made, staged and sealed: what is decided on. */
export interface StagedOutput {
  readonly parts: readonly OutputPart[];
  readonly manifestPath: string;
  readonly manifest: string;
  readonly sha256: string;
  readonly contentSha256: string;
  readonly bytes: number;
  readonly rows: number;
}

/**
 * The one commit point of a publication: before it an attempt can only be thrown away, after it only be completed. Undefined
 * when the runner is not heard any more: its lease ended and another took over, or the obligation was cancelled. When this
 * throws it is not known whether the decision was recorded: touch nothing, recovery finds out.
 */
export async function decide(ledger: Ledger, attempt: Attempt, plan: Plan, staged: StagedOutput): Promise<Output | undefined> {
  return ledger.write(async (db) => {
    const mine = await db
      .updateTable("attempts")
      .set({ state: "decided", rows: staged.rows, bytes: staged.bytes })
      .where("id", "=", attempt.id)
      .where("epoch", "=", attempt.epoch)
      .where("state", "=", "running")
      .where((column) =>
        column.exists(
          column
            .selectFrom("obligations")
            .select("id")
            .where("id", "=", attempt.obligation)
            .where("epoch", "=", attempt.epoch)
            .where("state", "=", "running"),
        ),
      )
      // The extract may have been renamed meanwhile.
      .returning("extract")
      .executeTakeFirst();
    if (mine === undefined) return undefined;
    const row = await db
      .insertInto("outputs")
      .values({
        id: attempt.id,
        extract: mine.extract,
        kind: attempt.kind,
        window_start: attempt.windowStart,
        window_end: attempt.windowEnd,
        timezone: plan.window.timezone,
        sequence: attempt.sequence,
        state: "decided",
        owner: plan.owner,
        shared: Number(plan.shared),
        format: plan.output.format,
        compress: plan.output.compress,
        destination: attempt.destination,
        path: firstPath(staged.parts),
        parts: JSON.stringify(staged.parts),
        manifest_path: staged.manifestPath,
        manifest: staged.manifest,
        sha256: staged.sha256,
        content_sha256: staged.contentSha256,
        bytes: staged.bytes,
        rows: staged.rows,
        definition_hash: plan.definitionHash,
        plan_hash: plan.planHash,
        created_at: ledger.now(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return outputOf(row);
  });
}

function firstPath(parts: readonly OutputPart[]): string {
  const [first] = parts;
  if (first === undefined) throw new RangeError("an output has at least one part");
  return first.path;
}
