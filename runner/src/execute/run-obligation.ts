import { posix } from "node:path";
import type { Plan } from "../compile/plan.ts";
import { claim, reserveSequence } from "../ledger/claim.ts";
import { decide } from "../ledger/decide.ts";
import { findAttempt, findOutput } from "../ledger/find.ts";
import type { Attempt, Obligation, Output } from "../ledger/records.ts";
import { type Ending, endAttempt, noteTrouble } from "../ledger/settle.ts";
import { defaultLease, Lease } from "./lease.ts";
import { manifestText } from "./manifest.ts";
import { isTaken, nameFor, type OutputNaming } from "./output-naming.ts";
import { Progress } from "./progress.ts";
import { recordedError } from "./recorded-error.ts";
import { type Retries, retryIn } from "./retries.ts";
import { rollForward } from "./roll-forward.ts";
import { checkWarnings } from "./run-checks.ts";
import type { RunContext, RunOptions, RunResult } from "./run-context.ts";
import { handOver, isTimeout, leaseLost, windowEmpty } from "./run-errors.ts";
import { type RunEventDetail, type RunSubject, subjectOf, tell } from "./run-event.ts";
import { type StagedParts, stage } from "./stage.ts";

/** What is owed, claimed by this runner. */
export interface Claimed {
  readonly obligation: Obligation;
  readonly attempt: Attempt;
  readonly retries: Retries | undefined;
}

/**
 * Runs what is owed already, from the claim to the published file. What goes wrong is in the answer, not thrown; an answer
 * without `run` means that it could not be claimed.
 */
export async function runObligation(
  plan: Plan,
  context: RunContext,
  obligation: Obligation,
  options: RunOptions = {},
): Promise<RunResult> {
  try {
    return await runClaimed(plan, context, await claimObligation(plan, context, obligation, options));
  } catch (error) {
    return failed(context, { extract: plan.extract }, error);
  }
}

/** The first step alone. Errors: extract-busy, warehouse-busy, obligation-closed, ledger-*. */
export async function claimObligation(
  plan: Plan,
  context: Pick<RunContext, "ledger" | "runner" | "provenance" | "lease" | "onEvent"> & {
    readonly destination: { readonly name: string };
  },
  obligation: Obligation,
  { parallel, mostAtWarehouse, retries }: RunOptions = {},
): Promise<Claimed> {
  const { ledger, runner, destination, provenance, lease = defaultLease } = context;
  const attempt = await claim(ledger, {
    obligation: obligation.id,
    runner: runner.id,
    leaseMs: lease.leaseMs,
    exclusive: parallel !== true,
    ...(mostAtWarehouse === undefined ? {} : { place: { warehouse: plan.warehouse, most: mostAtWarehouse } }),
    ...(retries === undefined ? {} : { mostTries: retries.max + 1 }),
    destination: destination.name,
    planHash: plan.planHash,
    definitionHash: plan.definitionHash,
    ...(provenance.commit === undefined ? {} : { commit: provenance.commit }),
    ...(provenance.dirty === undefined ? {} : { dirty: provenance.dirty }),
    approval: provenance.approval,
  });
  tell(context.onEvent, { type: "claimed", ...subjectOf(attempt), sequence: attempt.sequence });
  return { obligation, attempt, retries };
}

/** The rest, at once after it: the lease is running. What goes wrong is in the answer. */
export async function runClaimed(plan: Plan, context: RunContext, claimed: Claimed): Promise<RunResult> {
  try {
    return await new Run(plan, context, claimed).toItsEnd();
  } catch (error) {
    // The ledger went away when it was asked how it ended; what is recorded counts, and recovery does the rest.
    return failed(context, subjectOf(claimed.attempt), error);
  }
}

/** One attempt from its claim on. */
class Run {
  readonly #plan: Plan;
  readonly #context: RunContext;
  readonly #obligation: Obligation;
  readonly #retries: Retries | undefined;
  readonly #lease: Lease;
  #attempt: Attempt;
  /** Set when the ledger was asked to decide; from then on only its answer says what may be thrown away. */
  #asked = false;

  constructor(plan: Plan, context: RunContext, { obligation, attempt, retries }: Claimed) {
    this.#plan = plan;
    this.#context = context;
    this.#obligation = obligation;
    this.#attempt = attempt;
    this.#retries = retries;
    this.#lease = new Lease(context.ledger, attempt, context.lease ?? defaultLease);
  }

  async toItsEnd(): Promise<RunResult> {
    const { signal, faults } = this.#context;
    const lease = this.#lease;
    let output: Output | undefined;
    try {
      await faults?.reach("claimed");
      output = await this.#toDecision(AbortSignal.any([signal, lease.signal]));
    } catch (error) {
      return await this.#giveUp(error, lease.signal.aborted);
    } finally {
      lease[Symbol.dispose]();
    }
    return output === undefined ? this.#skip() : this.#complete(output);
  }

  /** Everything that can be thrown away. Undefined: the window is empty, and such windows are skipped. */
  async #toDecision(signal: AbortSignal): Promise<Output | undefined> {
    const { ledger, warehouse, destination, provenance, runner, faults } = this.#context;
    const plan = this.#plan;
    const { path, naming } = await this.#freeName();
    signal.throwIfAborted();
    this.#emit({ type: "started" });
    const progress = new Progress((rows, bytes, elapsedMs) => {
      this.#lease.reached = { rows, bytes };
      this.#emit({ type: "progress", rows, bytes, elapsedMs });
    });
    const staged = await stage({ plan, attempt: this.#attempt, naming, warehouse, destination, signal, progress, faults });
    const { checks } = staged;
    if (checks !== undefined) this.#emit({ type: "checked", checks: checks.length, warnings: checkWarnings(plan, checks) });
    this.#emit({ type: "encoded", rows: staged.rows, bytes: contentBytes(staged) });
    await faults?.reach("encoded");
    if (staged.rows === 0 && plan.output.empty === "skip") return undefined;
    if (staged.rows === 0 && plan.output.empty === "fail") throw windowEmpty(plan);
    await destination.seal(this.#attempt.staging, signal);
    await faults?.reach("sealed");
    const parts = staged.parts.map(({ name, rows: _, ...part }) => ({ path: posix.join(posix.dirname(path), name), ...part }));
    const manifest = manifestText({
      plan,
      attempt: this.#attempt,
      staged,
      parts,
      name: naming.stem,
      provenance,
      runner,
      createdAt: await ledger.time(),
    });
    await faults?.reach("before-decide");
    signal.throwIfAborted();
    this.#asked = true;
    const output = await decide(ledger, this.#attempt, plan, { ...staged, parts, manifestPath: `${path}.manifest`, manifest });
    if (output === undefined) {
      this.#asked = false;
      throw leaseLost(plan.extract);
    }
    this.#emit({ type: "decided", sha256: output.sha256 });
    await faults?.reach("after-decide");
    return output;
  }

  /** A file that this ledger does not know may have the name, when the ledger is younger than the folder: count on. */
  async #freeName(): Promise<OutputNaming> {
    for (;;) {
      let sequence = this.#attempt.sequence;
      while (await isTaken(nameFor(this.#plan, sequence), this.#context.destination)) sequence++;
      if (sequence === this.#attempt.sequence) return nameFor(this.#plan, sequence);
      const reserved = await reserveSequence(this.#context.ledger, this.#attempt, sequence);
      if (reserved === undefined) throw leaseLost(this.#plan.extract);
      this.#attempt = reserved;
    }
  }

  /** After the decision nothing is thrown away any more, and nobody's wish to stop is heard. */
  async #complete(output: Output): Promise<RunResult> {
    const { ledger, destination, faults } = this.#context;
    try {
      await rollForward(output, { ledger, destination, staging: this.#attempt.staging, faults });
    } catch (error) {
      await noteTrouble(ledger, output.id, recordedError(error)).catch(() => {});
      return failed(this.#context, this.#subject, error);
    }
    this.#emit({ type: "published", path: output.path, rows: output.rows, bytes: output.bytes });
    return { state: "published", run: output.id, output: await findOutput(ledger, output.id) };
  }

  async #skip(): Promise<RunResult> {
    if (!(await this.#end({ state: "skipped", obligation: "skipped", rows: 0 }))) {
      return failed(this.#context, this.#subject, leaseLost(this.#plan.extract));
    }
    this.#emit({ type: "skipped" });
    return { state: "skipped", run: this.#attempt.id };
  }

  async #giveUp(error: unknown, lost: boolean): Promise<RunResult> {
    // Whether the decision was recorded is not known: recovery finds out, and needs what is staged.
    if (this.#asked) return failed(this.#context, this.#subject, error);
    const { signal } = this.#context;
    if (signal.aborted && !isTimeout(signal.reason)) {
      await this.#endIfPossible({ state: "cancelled", ...this.#afterStop(signal.reason) });
      return cancelled(this.#context, this.#subject);
    }
    const reason: unknown = signal.aborted ? signal.reason : error;
    const retryInMs = this.#retries === undefined ? undefined : retryIn(reason, this.#obligation.tries + 1, this.#retries);
    const recorded = recordedError(reason);
    const ended = await this.#endIfPossible(
      retryInMs === undefined
        ? { state: "failed", obligation: "failed", error: recorded }
        : { state: "failed", obligation: "owed", retryInMs, error: recorded },
    );
    // Untold, the lease ends by itself and recovery does the rest: what went wrong here is still the reason.
    if (ended !== "not-mine" && !lost) return failed(this.#context, this.#subject, reason, retryInMs);
    if (await this.#wasCancelled()) return cancelled(this.#context, this.#subject);
    // A runner whose staging was cleared by another stumbles over that first.
    return failed(this.#context, this.#subject, leaseLost(this.#plan.extract, error));
  }

  /** What a schedule owes is not forgiven by stopping one attempt at it; a request is, unless another runner is to go on. */
  #afterStop(reason: unknown): Pick<Ending, "obligation" | "uncounted"> {
    if (reason === handOver) return { obligation: "owed", uncounted: true };
    return { obligation: this.#obligation.purpose === "request" ? "cancelled" : "owed" };
  }

  /** Somebody has cancelled it in the ledger. */
  async #wasCancelled(): Promise<boolean> {
    try {
      return (await findAttempt(this.#context.ledger, this.#attempt.id)).state === "cancelled";
    } catch {
      return false;
    }
  }

  /** `not-mine` when the attempt is not this runner's any more, `untold` when the ledger can't be told or staging not be cleared. */
  async #endIfPossible(ending: Ending): Promise<"ended" | "not-mine" | "untold"> {
    try {
      return (await this.#end(ending)) ? "ended" : "not-mine";
    } catch {
      return "untold";
    }
  }

  /** First the ledger, then the files: what it may still need is never removed. False when the attempt is another's by now. */
  async #end(ending: Ending): Promise<boolean> {
    const { ledger, destination } = this.#context;
    const mine = await endAttempt(ledger, this.#attempt, ending);
    await destination.discard(this.#attempt.staging);
    return mine;
  }

  get #subject(): RunSubject {
    return subjectOf(this.#attempt);
  }

  #emit(detail: RunEventDetail): void {
    tell(this.#context.onEvent, { ...detail, ...this.#subject });
  }
}

/** Tells of a failure; the answer of the run. */
export function failed(context: RunContext, subject: RunSubject, error: unknown, retryInMs?: number): RunResult {
  const retry = retryInMs === undefined ? {} : { retryInMs };
  tell(context.onEvent, { type: "failed", ...subject, error: recordedError(error), ...retry });
  const { run } = subject;
  return {
    state: "failed",
    ...(run === undefined ? {} : { run }),
    error: error instanceof Error ? error : new Error(String(error)),
    ...retry,
  };
}

/** Tells of a run that was stopped; the answer of the run. */
export function cancelled(context: RunContext, subject: RunSubject): RunResult {
  const handedOver = context.signal.reason === handOver ? { handedOver: true as const } : {};
  tell(context.onEvent, { type: "cancelled", ...subject, ...handedOver });
  const { run } = subject;
  return { state: "cancelled", ...(run === undefined ? {} : { run }), ...handedOver };
}

function contentBytes(staged: StagedParts): number {
  return staged.parts.reduce((total, part) => total + (part.contentBytes ?? part.bytes), 0);
}
