import type { Command } from "commander";
import pc from "picocolors";
import { ledgerPath } from "../../connect/ledger-place.ts";
import { openNotifier } from "../../connect/notifiers.ts";
import { openDestination, openWarehouse } from "../../connect/open-connections.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import { version } from "../../version.ts";
import type { Check } from "../../warehouse/warehouse.ts";
import { checkBroker } from "../check-broker.ts";
import { checkFeedSources } from "../check-feed-sources.ts";
import { checkLedger } from "../check-ledger.ts";
import { checkTemplates } from "../check-templates.ts";
import { type ProjectOptions, withExamples, withProject } from "../common-options.ts";
import { everything, type MissingDdl, missingDdl, needsOf, type Wanted } from "../doctor-needs.ts";
import { exitCode } from "../exit-code.ts";
import { describeFailure, type Failure } from "../failure.ts";
import { interruptSignal } from "../interrupt.ts";
import { answerJson, say } from "../printer.ts";
import { withLedger } from "../server-options.ts";
import { inForce, openSession, type Session } from "../session.ts";

/** What was tried, and what came of it. */
interface Examined {
  readonly what: string;
  readonly checks: readonly Check[];
}

interface DoctorOptions extends ProjectOptions {
  readonly ledger?: string;
}

export function configure(command: Command): void {
  withLedger(
    withProject(command.argument("[name...]", "extracts and feeds: try what these need, and nothing else but the ledger")),
  ).action(doctor);
  withExamples(command, [
    ["datafeed doctor", "with the connections of this checkout"],
    ["datafeed doctor conversation-events", "what one feed or extract needs"],
    ["datafeed doctor --connections warehouse.yaml", "with those of another file"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the form of a reference
    ["datafeed doctor --ledger '${file:/run/secrets/ledger}'", "and a shared ledger"],
  ]);
}

async function doctor(names: readonly string[], options: DoctorOptions): Promise<void> {
  const signal = interruptSignal();
  const session = await openSession(options, signal);
  const wanted = names.length === 0 ? everything(session) : needsOf(session, names);
  const own = names.length === 0 ? [...ownChecks(), ...unsoundFeeds(session)] : ownChecks();
  const examined: Examined[] = [{ what: "datafeed", checks: own }];
  for (const name of wanted.warehouses) {
    examined.push({
      what: `warehouse ${name}`,
      checks: await tried(async () => {
        await using warehouse = await openWarehouse(inForce(session), name);
        const checks = await warehouse.check(signal);
        // A warehouse that can't be reached says so once, not for each template.
        if (checks.every(({ ok }) => !ok)) return checks;
        return [
          ...checks,
          ...(await checkTemplates(warehouse, templateUsers(wanted), signal)),
          ...(await checkFeedSources(wanted.feeds, warehouse, signal)),
        ];
      }),
    });
  }
  for (const name of wanted.destinations) {
    examined.push({
      what: `destination ${name}`,
      checks: await tried(async () => {
        await using destination = openDestination(inForce(session), name);
        return await destination.check(signal);
      }),
    });
  }
  for (const name of wanted.brokers) {
    examined.push({
      what: `broker ${name}`,
      checks: await tried(() => checkBroker(session, name, wanted.feeds)),
    });
  }
  for (const name of wanted.notifiers) {
    examined.push({ what: `notifier ${name}`, checks: await tried(async () => checkNotifier(session, name)) });
  }
  const ledger = options.ledger ?? ledgerPath(session.texts.root);
  examined.push({ what: "ledger", checks: await tried(() => checkLedger(ledger)) });
  report(examined, missingDdl(session, wanted.feeds, examined), options);
}

/** Extracts, and payloads of events: each reads a template. */
function templateUsers({ extracts, feeds }: Wanted): readonly ResolvedExtract[] {
  return [...extracts, ...feeds.flatMap(({ events }) => events.map(({ extract }) => extract))];
}

/** Feeds that have errors, with these connections perhaps alone, are not tried. */
function unsoundFeeds({ loaded }: Session): readonly Check[] {
  return loaded.unsound.flatMap(({ kind, name, file }): Check[] => {
    if (kind !== "Feed") return [];
    return [
      { name: `feed ${name}`, ok: true, advice: true, detail: `not tried: \`datafeed validate ${file}\` tells its errors` },
    ];
  });
}

function ownChecks(): readonly Check[] {
  return [
    { name: "version", ok: true, detail: version },
    { name: "Node.js", ok: true, detail: process.versions.node },
    { name: "time zones", ok: true, detail: `tzdata ${process.versions["tz"] ?? "of the system"}` },
  ];
}

/** Nothing is posted: whoever listens there would take it for news. */
function checkNotifier(session: Session, name: string): readonly Check[] {
  const { url, secret } = openNotifier(inForce(session), name);
  const [scheme] = /^https?:\/\//i.exec(url) ?? [];
  // The address is a secret: a receiver may take it for a key.
  const address =
    scheme !== undefined && URL.canParse(url)
      ? { name: "address", ok: true, detail: `begins with ${scheme}; nothing was posted` }
      : { name: "address", ok: false, detail: "It does not begin with https:// or http://. Write the whole address." };
  return [address, { name: "signature", ok: true, detail: secret === undefined ? "none: no secret" : "with its secret" }];
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

function report(examined: readonly Examined[], ddl: readonly MissingDdl[], options: ProjectOptions): void {
  const ok = examined.every(({ checks }) => checks.every((check) => check.ok));
  answerJson(options.format, { ok, examined, ...(ddl.length > 0 && { ddl }) });
  for (const { what, checks } of examined) {
    say(options.format, pc.bold(what));
    for (const check of checks) say(options.format, `  ${mark(check)} ${check.name}: ${check.detail}`);
  }
  for (const { feed, sql } of ddl) {
    say(
      options.format,
      `${pc.bold(`SQL for the feed ${feed}`)}, for whoever owns its tables; \`datafeed feed ddl\` prints it, too`,
    );
    say(options.format, sql.replace(/^(?=.)/gm, "  ").trimEnd());
  }
  if (!ok) process.exitCode = exitCode.failed;
}

function mark({ ok, advice }: Check): string {
  if (!ok) return pc.red("✖");
  return advice === true ? pc.yellow("!") : pc.green("✔");
}
