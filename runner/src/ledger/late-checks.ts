import { isScheduled, type RunKind, type Window } from "../schedule/window.ts";
import { publishedSince } from "./happened.ts";
import type { Ledger } from "./ledger.ts";
import { lookFrom } from "./marks.ts";
import type { Output } from "./records.ts";

/** When a published window is counted again. */
export const lateCheckSteps = { "1h": 3_600_000, "24h": 86_400_000, "7d": 604_800_000 } as const;
export type LateCheckStep = keyof typeof lateCheckSteps;

const mark = "late-checks-seen";

/** A check that is due, with what was published. */
export interface DueCheck {
  readonly output: string;
  readonly step: LateCheckStep;
  readonly extract: string;
  readonly kind: RunKind;
  readonly window: Window;
  readonly rows: number;
  readonly definitionHash: string;
  readonly publishedAt: string;
  readonly deleted: boolean;
  /** The window was published again. */
  readonly republished: boolean;
}

/** Enters checks for scheduled windows that were published since the last call, each once. Errors: ledger-*. */
export async function planLateChecks(ledger: Ledger): Promise<void> {
  const { since, done } = await lookFrom(ledger, mark);
  if (since !== undefined) {
    for await (const output of publishedSince(ledger, since)) {
      if (isScheduled(output.kind)) await enter(ledger, output);
    }
  }
  await done();
}

async function enter(ledger: Ledger, { id, publishedAt }: Output): Promise<void> {
  if (publishedAt === undefined || (await isEntered(ledger, id))) return;
  const rows = Object.entries(lateCheckSteps).map(([step, ms]) => ({
    output_id: id,
    step: step as LateCheckStep,
    due_at: new Date(Date.parse(publishedAt) + ms).toISOString(),
  }));
  await ledger.write((db) =>
    db
      .insertInto("late_checks")
      .values(rows)
      .onConflict((conflict) => conflict.columns(["output_id", "step"]).doNothing())
      .execute(),
  );
}

/** Asking is cheaper than writing for nothing. */
async function isEntered(ledger: Ledger, output: string): Promise<boolean> {
  const row = await ledger.read((db) =>
    db.selectFrom("late_checks").select("step").where("output_id", "=", output).limit(1).executeTakeFirst(),
  );
  return row !== undefined;
}

/** Checks that are due, the oldest first. Errors: ledger-*. */
export async function dueLateChecks(ledger: Ledger, most: number): Promise<readonly DueCheck[]> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("late_checks")
      .innerJoin("outputs", "outputs.id", "late_checks.output_id")
      .select(["late_checks.output_id", "late_checks.step", "outputs.extract", "outputs.kind", "outputs.state", "outputs.rows"])
      .select([
        "outputs.window_start",
        "outputs.window_end",
        "outputs.timezone",
        "outputs.definition_hash",
        "outputs.published_at",
      ])
      .select((column) =>
        column
          .exists(
            column
              .selectFrom("outputs as newer")
              .select("newer.id")
              .where("newer.state", "=", "published")
              .whereRef("newer.extract", "=", "outputs.extract")
              .whereRef("newer.kind", "=", "outputs.kind")
              .whereRef("newer.window_start", "=", "outputs.window_start")
              .whereRef("newer.window_end", "=", "outputs.window_end")
              .whereRef("newer.sequence", ">", "outputs.sequence"),
          )
          .as("republished"),
      )
      .where("late_checks.checked_at", "is", null)
      .where("late_checks.due_at", "<=", ledger.now())
      .orderBy("late_checks.due_at")
      .orderBy("late_checks.output_id")
      .limit(most)
      .execute(),
  );
  return rows.map((row) => ({
    output: row.output_id,
    step: row.step,
    extract: row.extract,
    kind: row.kind,
    window: { start: row.window_start, end: row.window_end, timezone: row.timezone },
    rows: Number(row.rows),
    definitionHash: row.definition_hash,
    publishedAt: row.published_at ?? "",
    deleted: row.state !== "published",
    republished: Boolean(row.republished),
  }));
}

/** What came of a check: rows more or fewer than were published, or why that can't be said. */
export type LateCheckResult = { readonly drift: number } | { readonly error: string };

/** Records a check's result: it is not made again. */
export async function recordLateCheck(
  ledger: Ledger,
  { output, step }: Pick<DueCheck, "output" | "step">,
  result: LateCheckResult,
): Promise<void> {
  const values = "drift" in result ? { drift: result.drift, error: null } : { drift: null, error: result.error };
  await ledger.write((db) =>
    db
      .updateTable("late_checks")
      .set({ checked_at: ledger.now(), ...values })
      .where("output_id", "=", output)
      .where("step", "=", step)
      .execute(),
  );
}

/** Puts a check off, because the warehouse did not answer or has no place free. */
export async function deferLateCheck(
  ledger: Ledger,
  { output, step }: Pick<DueCheck, "output" | "step">,
  ms: number,
  error: string | null,
): Promise<void> {
  await ledger.write((db) =>
    db
      .updateTable("late_checks")
      .set({ due_at: ledger.now(ms), error })
      .where("output_id", "=", output)
      .where("step", "=", step)
      .execute(),
  );
}
