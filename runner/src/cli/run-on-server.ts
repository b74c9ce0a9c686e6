import pc from "picocolors";
import type { RangeOptions } from "../commands/choose-window.ts";
import type { Commands, NarrowRequest, OutputView, OwedView, RunProgress } from "../commands/commands.ts";
import { formatBytes, formatCount } from "../commands/units.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { readablePersonalData } from "../execute/readable-personal-data.ts";
import { describeFailure, formatFailure } from "./failure.ts";
import { watchOnly } from "./interrupt.ts";
import { mendOf } from "./mend.ts";
import { note } from "./printer.ts";
import { type Report, runSteps } from "./progress.ts";

/** What became of what was asked of a server, or of a daemon. */
export interface FollowedOutcome {
  readonly extract: string;
  readonly owed?: string;
  readonly state: RunProgress["state"] | "refused";
  readonly run?: string;
  readonly output?: OutputView;
  readonly error?: unknown;
}

/** Asks for a run of each extract. All that can be are asked for, whatever becomes of one. */
export async function dispatchAll(
  commands: Commands,
  extracts: readonly string[],
  { start, end }: RangeOptions,
  narrow?: NarrowRequest,
): Promise<{ readonly owed: readonly OwedView[]; readonly refused: readonly FollowedOutcome[] }> {
  const owed: OwedView[] = [];
  const refused: FollowedOutcome[] = [];
  for (const extract of extracts) {
    try {
      const range = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
      owed.push(await commands.dispatch({ extract, ...range, ...(narrow === undefined ? {} : { narrow }) }));
    } catch (error) {
      if (!(error instanceof DatafeedError)) throw error;
      refused.push({ extract, state: "refused", error });
    }
  }
  return { owed, refused };
}

/**
 * Follows what is owed to its end, with progress; `outcomes` is filled in as they come. Ctrl-C ends the watching alone: what
 * runs goes on, and how to end it is said.
 */
export async function followAll(
  commands: Commands,
  all: readonly OwedView[],
  outcomes: FollowedOutcome[],
  { signal, quiet }: { readonly signal: AbortSignal; readonly quiet: boolean },
): Promise<void> {
  const going = new Set(all.map(({ id }) => id));
  const steps = all.map((owed) => ({
    title: owed.extract,
    work: async (report: Report) => {
      const outcome = await untilLeft(follow(commands, owed, report, signal), signal);
      if (outcome === undefined) return "goes on";
      going.delete(owed.id);
      outcomes.push(outcome);
      if (outcome.error !== undefined) throw outcome.error;
      const { output } = outcome;
      return output === undefined ? outcome.state : `${formatCount(output.rows)} rows, ${formatBytes(output.bytes)}`;
    },
  }));
  using _ = watchOnly();
  await runSteps(steps, { quiet, keepGoing: true });
  if (!signal.aborted) return;
  for (const { id, extract } of all.filter((owed) => going.has(owed.id))) {
    note(`${extract} goes on without you. To end it: ${pc.cyan(`datafeed cancel ${id}`)}; to see it: datafeed logs ${id}`);
  }
  signal.throwIfAborted();
}

/** Undefined when the watching was ended before. */
async function untilLeft<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

async function follow(
  commands: Commands,
  { id, extract }: OwedView,
  report: Report,
  signal: AbortSignal,
): Promise<FollowedOutcome> {
  let last: RunProgress | undefined;
  try {
    for await (const progress of commands.follow(id, signal)) {
      last = progress;
      report(progressText(progress));
    }
  } catch (error) {
    signal.throwIfAborted();
    return { extract, owed: id, state: last?.state ?? "owed", error };
  }
  if (last === undefined) throw new DatafeedError("server-answer", "The server said nothing of the run.");
  const { state, run, output, error } = last;
  const failed = state === "failed" || state === "cancelled" || state === "abandoned";
  return {
    ...{ extract, owed: id, state },
    ...(run === undefined ? {} : { run }),
    ...(output === undefined ? {} : { output }),
    ...(failed ? { error: runFailure(state, error) } : {}),
  };
}

function runFailure(state: string, error: RunProgress["error"]): DatafeedError {
  const { code, message } = error ?? { code: `run-${state}`, message: `The run is ${state}.` };
  const hint = mendOf(code);
  return new DatafeedError(code, message, hint === undefined ? {} : { hint });
}

function progressText({ state, rows, bytes, error }: RunProgress): string {
  const figures = [
    ...(rows === undefined ? [] : [`${formatCount(rows)} rows`]),
    ...(bytes === undefined || bytes === 0 ? [] : [formatBytes(bytes)]),
  ];
  if (figures.length > 0) return figures.join("  ");
  if (state === "owed") return error === undefined ? "waits for its turn" : `waits for another try (${error.code})`;
  return state === "running" ? "asking the warehouse …" : state;
}

/** An outcome for programs. */
export function followedAnswer({ error, ...outcome }: FollowedOutcome) {
  return error === undefined ? outcome : { ...outcome, error: describeFailure(error) };
}

/** An outcome for programs, with the columns of its file that show personal data in the clear. */
export async function publishedAnswer(commands: Pick<Commands, "manifest">, outcome: FollowedOutcome) {
  const answer = followedAnswer(outcome);
  if (outcome.output === undefined) return answer;
  // Of a file that is gone already nobody can say.
  const manifest = await commands.manifest(outcome.output.id).catch(() => "");
  const personalData = readablePersonalData(manifest);
  return { ...answer, ...(personalData && { personalData }) };
}

/** Says on stderr of each failure what it was and what to do. */
export function printFollowedFailures(outcomes: readonly FollowedOutcome[]): void {
  for (const { extract, error } of outcomes) {
    if (error === undefined) continue;
    const failure = describeFailure(error);
    process.stderr.write(formatFailure({ ...failure, message: `${extract}: ${failure.message}` }));
  }
}
