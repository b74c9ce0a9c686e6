import { Listr, ListrLogger, ProcessOutput } from "listr2";
import { describeFailure } from "./failure.ts";
import { isInterrupted } from "./interrupt.ts";

/** Says how far a step is; shown at once on a terminal, now and then elsewhere unless it must not wait. */
export type Report = (text: string, when?: "at once") => void;

/** A step of a longer work. It answers with the text that stands behind its title when it is done. */
export interface Step {
  readonly title: string;
  work(report: Report): Promise<string>;
}

/** So often a log that nobody watches gets a line from a long step. */
const plainIntervalMs = 10_000;

/**
 * Runs steps one after another with progress on stderr: live lines on a terminal, plain ones elsewhere. The first failure
 * ends it and is thrown, unless `keepGoing`: then every step runs, and to tell of failures is the steps' own business.
 */
export async function runSteps(
  steps: readonly Step[],
  options: { readonly quiet?: boolean; readonly keepGoing?: boolean } = {},
): Promise<void> {
  const live = process.stderr.isTTY === true;
  const failures: unknown[] = [];
  const tasks = new Listr(
    steps.map((step) => ({
      title: step.title,
      task: async (_context: unknown, task: { title?: string; output: string }) => {
        const report = reporter(live, (text) => {
          task.output = text;
        });
        try {
          task.title = `${step.title}  ${await step.work(report)}`;
        } catch (error) {
          failures.push(error);
          // In short: whoever hears of the failure says the whole of it.
          throw new Error(isInterrupted(error) ? "cancelled" : describeFailure(error).code);
        }
      },
    })),
    {
      renderer: options.quiet === true ? "silent" : live ? "default" : "simple",
      rendererOptions: { logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }) },
      registerSignalListeners: false,
      exitOnError: options.keepGoing !== true,
    } as never,
  );
  try {
    await tasks.run();
  } catch (error) {
    if (failures.length === 0) throw error;
  }
  if (failures.length > 0 && options.keepGoing !== true) throw failures[0];
}

/** Shows what it is told: at once where somebody watches, else now and then. */
export function reporter(live: boolean, show: Report): Report {
  if (live) return show;
  let last = performance.now();
  return (text, when) => {
    if (when === undefined && performance.now() - last < plainIntervalMs) return;
    last = performance.now();
    show(text);
  };
}
