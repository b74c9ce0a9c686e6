import { existsSync } from "node:fs";
import type { Command } from "commander";
import pc from "picocolors";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { hasErrors } from "../../errors/diagnostic.ts";
import { defaultContacts, defaultSeed } from "../../sample/generate-sample.ts";
import { type ProjectOptions, withExamples, withProject } from "../common-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { outcomeTable } from "../outcome-table.ts";
import { answerJson, say } from "../printer.ts";
import { runSteps } from "../progress.ts";
import { type RunOutcome, runExtracts } from "../run-extracts.ts";
import { Runtime } from "../runtime.ts";
import { fillSample, sampleFile } from "../sample-warehouse.ts";
import { openSession, type Session, showDiagnostic } from "../session.ts";

export function configure(command: Command): void {
  withProject(command).action(quickstart);
  withExamples(command, [["datafeed quickstart", "in a checkout of this repository, or after `datafeed init`"]]);
}

async function quickstart(options: ProjectOptions): Promise<void> {
  const signal = interruptSignal();
  const quiet = options.format === "json";
  const session = await openSession(options, signal);
  const file = sampleFile(session.texts.root);
  if (!existsSync(file)) {
    await fillSample({ type: "duckdb", file }, { contacts: defaultContacts, seed: defaultSeed, quiet }, signal);
  }
  await runSteps([{ title: "documents", work: async () => soundDocuments(session) }], { quiet });
  await using runtime = await Runtime.open(session);
  const extracts = [...session.loaded.extracts.values()].filter((extract) => extract.window !== undefined);
  const outcomes: RunOutcome[] = [];
  try {
    await runExtracts(runtime, extracts, { root: session.texts.root, range: {}, signal, quiet }, outcomes);
  } finally {
    answerJson(options.format, {
      outcomes: outcomes.map(({ extract, state, output }) => ({ extract, state, path: output?.path })),
    });
    say(options.format, `\n${outcomeTable(runtime, outcomes)}\n`);
  }
  say(options.format, nextSteps());
}

function soundDocuments(session: Session): string {
  if (hasErrors(session.diagnostics)) {
    const errors = session.diagnostics.filter((each) => each.severity === "error");
    throw new DatafeedError("documents-unsound", errors.map((each) => showDiagnostic(session, each)).join("\n"));
  }
  const { extracts, templates } = session.loaded;
  return `${extracts.size} extracts and ${templates.size} templates are sound`;
}

function nextSteps(): string {
  const steps = [
    ["npm run -s datafeed -- preview ixHelloExtract1", "the first rows, masked"],
    ["npm run -s datafeed -- sql ixHelloExtract1", "the query behind the file"],
    ["npm run -s datafeed -- run web-chat-weekly", "a scheduled extract: its last closed week"],
    ["npm run -s datafeed -- new", "an extract of your own"],
    ["npm run -s datafeed -- verify", "the files are still what their manifests say"],
  ] as const;
  const widest = Math.max(...steps.map(([line]) => line.length));
  return [pc.bold("Try next:"), ...steps.map(([line, what]) => `  ${pc.cyan(line.padEnd(widest))}  ${pc.dim(what)}`)].join(
    "\n",
  );
}
