import type { Command } from "commander";
import pc from "picocolors";
import { retentionPlan } from "../../commands/retention.ts";
import { formatBytes, formatTime } from "../../commands/units.ts";
import { deleteOutput } from "../../execute/delete-output.ts";
import { findOutput } from "../../ledger/find.ts";
import { type ProjectOptions, withExamples, withProject } from "../common-options.ts";
import { count } from "../diagnostics.ts";
import { describeFailure, exitCodeOf, type Failure, formatFailure } from "../failure.ts";
import { interruptSignal } from "../interrupt.ts";
import { answerJson, note, say } from "../printer.ts";
import { Runtime } from "../runtime.ts";
import { withLedger } from "../server-options.ts";
import { openSession } from "../session.ts";
import { table } from "../table.ts";

interface RetentionOptions extends ProjectOptions {
  readonly ledger?: string;
  readonly dryRun?: boolean;
}

export function configure(command: Command): void {
  withLedger(withProject(command.option("--dry-run", "say what would be removed, and why"))).action(retention);
  withExamples(command, [
    ["datafeed retention --dry-run", "what the extracts' `retention` does not keep"],
    ["datafeed retention", "remove it now; the daemon does so by itself"],
  ]);
}

async function retention(options: RetentionOptions): Promise<void> {
  const signal = interruptSignal();
  const session = await openSession(options, signal);
  const dryRun = options.dryRun === true;
  await using runtime = await Runtime.open(session, { ledger: options.ledger, questions: dryRun });
  const retired = await retentionPlan(runtime.ledger, runtime.documents());
  const failed: { readonly id: string; readonly path: string; readonly error: Failure }[] = [];
  if (!dryRun) {
    for (const { output } of retired) {
      signal.throwIfAborted();
      try {
        const found = await findOutput(runtime.ledger, output.id);
        await deleteOutput(found, { ledger: runtime.ledger, destination: runtime.destination(found.destination) });
      } catch (error) {
        const failure = describeFailure(error);
        failed.push({ id: output.id, path: output.path, error: failure });
        if (options.format === "text") process.stderr.write(formatFailure(failure));
        process.exitCode = Math.max(Number(process.exitCode ?? 0), exitCodeOf(error));
      }
    }
  }
  answerJson(options.format, { dryRun, outputs: retired.map(({ output, why }) => ({ ...output, why })), failed });
  if (options.format === "json") return;
  if (retired.length > 0) {
    say(
      "text",
      table(retired, [
        { title: "ID", value: ({ output }) => output.id },
        { title: "FILE", value: ({ output }) => output.path },
        { title: "PUBLISHED", value: ({ output }) => formatTime(output.publishedAt) },
        { title: "SIZE", value: ({ output }) => formatBytes(output.bytes), align: "right" },
        { title: "WHY", value: ({ why }) => why },
      ]),
    );
  }
  const done = retired.length - failed.length;
  note(pc.dim(dryRun ? `${count(retired.length, "output")} would be removed.` : `${count(done, "output")} removed.`));
}
