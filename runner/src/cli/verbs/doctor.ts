import type { Command } from "commander";
import pc from "picocolors";
import { ledgerPath } from "../../connect/ledger-place.ts";
import { openDestination, openWarehouse } from "../../connect/open-connections.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { openLedger } from "../../ledger/ledger.ts";
import { version } from "../../version.ts";
import type { Check } from "../../warehouse/warehouse.ts";
import { checkTemplates } from "../check-templates.ts";
import { type ProjectOptions, withExamples, withProject } from "../common-options.ts";
import { exitCode } from "../exit-code.ts";
import { describeFailure, type Failure } from "../failure.ts";
import { interruptSignal } from "../interrupt.ts";
import { answerJson, say } from "../printer.ts";
import { connectionsOf, inForce, openSession } from "../session.ts";

/** What was tried, and what came of it. */
interface Examined {
  readonly what: string;
  readonly checks: readonly Check[];
}

export function configure(command: Command): void {
  withProject(command).action(doctor);
  withExamples(command, [
    ["datafeed doctor", "with the connections of this checkout"],
    ["datafeed doctor --connections warehouse.yaml", "with those of another file"],
  ]);
}

async function doctor(options: ProjectOptions): Promise<void> {
  const signal = interruptSignal();
  const session = await openSession(options, signal);
  const connections = connectionsOf(session);
  const root = session.texts.root;
  const examined: Examined[] = [{ what: "datafeed", checks: ownChecks() }];
  for (const name of Object.keys(connections.warehouses)) {
    examined.push({
      what: `warehouse ${name}`,
      checks: await tried(async () => {
        await using warehouse = await openWarehouse(inForce(session), name);
        const checks = await warehouse.check(signal);
        // A warehouse that can't be reached says so once, not for each template.
        if (checks.every(({ ok }) => !ok)) return checks;
        return [...checks, ...(await checkTemplates(warehouse, [...session.loaded.extracts.values()], signal))];
      }),
    });
  }
  for (const name of Object.keys(connections.destinations)) {
    examined.push({
      what: `destination ${name}`,
      checks: await tried(async () => {
        await using destination = openDestination(inForce(session), name);
        return await destination.check(signal);
      }),
    });
  }
  examined.push({ what: "ledger", checks: await tried(() => checkLedger(root)) });
  report(examined, options);
}

function ownChecks(): readonly Check[] {
  return [
    { name: "version", ok: true, detail: version },
    { name: "Node.js", ok: true, detail: process.versions.node },
    { name: "time zones", ok: true, detail: `tzdata ${process.versions["tz"] ?? "of the system"}` },
  ];
}

async function checkLedger(root: string): Promise<readonly Check[]> {
  await using ledger = await openLedger(ledgerPath(root));
  return [{ name: "open", ok: true, detail: `ledger ${ledger.id} in .datafeed/ledger.sqlite` }];
}

/** A failure is a finding, too. */
async function tried(work: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DatafeedError)) throw error;
    return [{ name: error.code, ok: false, detail: wholeSentences(describeFailure(error)) }];
  }
}

function wholeSentences({ message, hint = "" }: Failure): string {
  return `${message}${/[.!?…]$/.test(message) ? "" : "."} ${hint}`.trim();
}

function report(examined: readonly Examined[], options: ProjectOptions): void {
  const ok = examined.every(({ checks }) => checks.every((check) => check.ok));
  answerJson(options.format, { ok, examined });
  for (const { what, checks } of examined) {
    say(options.format, pc.bold(what));
    for (const check of checks) say(options.format, `  ${mark(check)} ${check.name}: ${check.detail}`);
  }
  if (!ok) process.exitCode = exitCode.failed;
}

function mark({ ok, advice }: Check): string {
  if (!ok) return pc.red("✖");
  return advice === true ? pc.yellow("!") : pc.green("✔");
}
