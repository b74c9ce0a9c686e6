import { join, resolve } from "node:path";
import { formatCount, formatElapsed } from "../commands/units.ts";
import { generateSample, type SampleResult, type SampleTarget } from "../sample/generate-sample.ts";
import { loadConversations } from "../sample/load-conversations.ts";
import { runSteps } from "./progress.ts";

/** What a sample warehouse is filled with. */
export interface FillOptions {
  readonly contacts: number;
  readonly seed: number;
  /** A file of real dialogues to load in place of generated contacts. */
  readonly from?: string;
  readonly force?: boolean;
  readonly quiet: boolean;
}

/** Fills a warehouse with the sample, with progress. */
export async function fillSample(target: SampleTarget, options: FillOptions, signal: AbortSignal): Promise<SampleResult> {
  let result: SampleResult | undefined;
  const work = async (report: (text: string) => void): Promise<string> => {
    const common = {
      target,
      signal,
      force: options.force ?? false,
      onProgress: ({ contacts, total, rows }: { contacts: number; total?: number; rows: number }) =>
        report(
          `${formatCount(contacts)}${total === undefined ? "" : ` of ${formatCount(total)}`} contacts, ${formatCount(rows)} rows`,
        ),
    };
    result =
      options.from === undefined
        ? await generateSample({ ...common, contacts: options.contacts, seed: options.seed })
        : await loadConversations({ ...common, file: resolve(options.from) });
    const rows = result.tables.reduce((sum, each) => sum + each.rows, 0);
    return `${formatCount(rows)} rows in ${result.tables.length} tables, ${formatElapsed(result.elapsedMs)}`;
  };
  await runSteps([{ title: "sample warehouse", work }], { quiet: options.quiet });
  return result!;
}

/** The sample warehouse of a checkout. */
export function sampleFile(root: string): string {
  return join(root, ".datafeed", "sample.duckdb");
}
