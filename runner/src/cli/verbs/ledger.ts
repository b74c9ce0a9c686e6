import { existsSync } from "node:fs";
import type { Command } from "commander";
import pc from "picocolors";
import { formatBytes, formatCount, formatTime } from "../../commands/units.ts";
import { ledgerPath } from "../../connect/ledger-place.ts";
import { OpenParts } from "../../connect/open-parts.ts";
import type { Destination } from "../../destination/destination.ts";
import { DatafeedError, messageOf } from "../../errors/datafeed-error.ts";
import { type Adoption, adopt, type Collision, pauseCollisions } from "../../execute/adopt.ts";
import { backupLedger } from "../../ledger/backup.ts";
import { openLedger } from "../../ledger/ledger.ts";
import { restoreLedger } from "../../ledger/restore.ts";
import { type ProjectOptions, withExamples, withProject } from "../common-options.ts";
import { count } from "../diagnostics.ts";
import { exitCode } from "../exit-code.ts";
import { interruptSignal } from "../interrupt.ts";
import { answerJson, note, say } from "../printer.ts";
import { requester } from "../runtime.ts";
import { withLedger } from "../server-options.ts";
import { inForce, openSession, type Session } from "../session.ts";
import { table } from "../table.ts";

interface LedgerOptions extends ProjectOptions {
  readonly ledger?: string;
}

interface RestoreOptions extends LedgerOptions {
  readonly force?: boolean;
}

interface AdoptOptions extends LedgerOptions {
  readonly dryRun?: boolean;
  readonly acceptGaps?: boolean;
  readonly quick?: boolean;
}

export function configure(command: Command): void {
  const backup = command
    .command("backup")
    .description("Write a copy of the ledger, checked, to a new file; runners go on meanwhile.")
    .argument("<file>", "what to write");
  withLedger(withProject(backup)).action(makeBackup);

  const restore = command
    .command("restore")
    .description("Put a backup in the ledger's place, on either engine. Stop the runners first.")
    .argument("<file>", "a backup")
    .option("--force", "in place of a ledger that holds something: that is moved aside");
  withLedger(withProject(restore)).action(restoreBackup);

  const adoption = command
    .command("adopt")
    .description("Rebuild outputs and frontiers from the manifests in the destinations.")
    .option("--dry-run", "say what would be done")
    .option("--accept-gaps", "record gaps between windows as skipped")
    .option("--quick", "do not hash the files, only see that they are there");
  withLedger(withProject(adoption)).action(adoptManifests);

  for (const each of command.commands) each.showHelpAfterError(`(see: datafeed ledger ${each.name()} --help)`);
  withExamples(command, [
    ["datafeed ledger backup ledger-2026-11-21.sqlite", "one file, from a local ledger or a shared one"],
    ["datafeed ledger restore ledger-2026-11-21.sqlite --ledger postgres://…", "into an empty place"],
    ["datafeed ledger adopt --dry-run", "what the destinations hold that the ledger does not know"],
  ]);
}

async function makeBackup(file: string, options: LedgerOptions): Promise<void> {
  const session = await openSession(options, interruptSignal());
  const backup = await backupLedger(placeOf(session, options), file);
  answerJson(options.format, backup);
  const { outputs = 0, obligations = 0 } = backup.rows;
  const what = `${count(outputs, "output")}, ${formatCount(obligations)} windows and requests, ${formatBytes(backup.bytes)}`;
  say(options.format, `${pc.green("✔")} ${backup.file}: ${what}`);
}

async function restoreBackup(file: string, options: RestoreOptions): Promise<void> {
  if (!existsSync(file)) throw new DatafeedError("file-unknown", `There is no file ${file}.`);
  const signal = interruptSignal();
  const session = await openSession(options, signal);
  // Connections with mistakes are said before anything is replaced.
  inForce(session);
  const place = placeOf(session, options);
  const restored = await restoreLedger(file, place, { force: options.force === true });
  note(`Restored the ledger ${restored.ledger}.`);
  if (restored.movedAside !== undefined) note(`What was there before is in ${restored.movedAside}.`);
  const compared = await compare(session, place, signal);
  answerJson(options.format, { ...restored, ...compared });
  if (compared.collisions.length > 0) sayCollisions(options, compared.collisions);
  else if (compared.failed.length === 0)
    say(options.format, `${pc.green("✔")} The destinations hold nothing that it does not know.`);
  for (const { destination, message } of compared.failed)
    note(`${pc.red("✖")} ${destination} could not be compared: ${message}`);
  if (compared.failed.length === 0) return;
  note("Before runners start: datafeed ledger adopt --dry-run. They could publish again what stands there.");
  process.exitCode = exitCode.failed;
}

interface Comparison {
  readonly collisions: readonly Collision[];
  readonly failed: readonly { readonly destination: string; readonly message: string }[];
}

/** Each destination by itself: one that is away does not keep the others from being looked at. */
async function compare(session: Session, place: string, signal: AbortSignal): Promise<Comparison> {
  await using ledger = await openLedger(place);
  await using parts = new OpenParts(inForce(session));
  const collisions: Collision[] = [];
  const failed: Comparison["failed"][number][] = [];
  for (const name of Object.keys(parts.inForce.connections.destinations)) {
    try {
      collisions.push(...(await pauseCollisions(ledger, [parts.destination(name)], signal)).collisions);
    } catch (error) {
      signal.throwIfAborted();
      failed.push({ destination: name, message: messageOf(error) });
    }
  }
  return { collisions, failed };
}

function sayCollisions(options: LedgerOptions, collisions: readonly Collision[]): void {
  note(pc.yellow("The backup is older than the files. These extracts are paused: they would publish windows again."));
  say(
    options.format,
    table(collisions, [
      { title: "EXTRACT", value: ({ extract }) => extract },
      { title: "FILES UNKNOWN", value: ({ manifests }) => formatCount(manifests), align: "right" },
      { title: "NEWEST", value: ({ newest }) => formatTime(newest) },
    ]),
  );
  note("datafeed ledger adopt makes them known, and lets the extracts go on.");
}

async function adoptManifests(options: AdoptOptions): Promise<void> {
  const signal = interruptSignal();
  const session = await openSession(options, signal);
  await using parts = new OpenParts(inForce(session));
  const destinations: Destination[] = [...parts.allDestinations().values()];
  await using ledger = await openLedger(placeOf(session, options));
  const adoption = await adopt(ledger, destinations, {
    signal,
    hash: options.quick !== true,
    dryRun: options.dryRun === true,
    acceptGaps: options.acceptGaps === true,
    by: requester(),
  });
  answerJson(options.format, { ...adoption, dryRun: options.dryRun === true });
  if (options.format === "text") sayAdoption(adoption, options);
  if (adoption.problems.length > 0) process.exitCode = exitCode.failed;
}

function sayAdoption(
  { manifests, adopted, deleted, problems, gaps, superseded, resumed }: Adoption,
  options: AdoptOptions,
): void {
  const would = options.dryRun === true ? "Would adopt" : "Adopted";
  say(
    "text",
    `${pc.green("✔")} ${would} ${formatCount(adopted.length)} of ${count(manifests, "manifest")}; the others are known.`,
  );
  if (deleted.length > 0) say("text", `  ${count(deleted.length, "output")} known as published turned out to be deleted.`);
  if (superseded > 0) say("text", `  ${count(superseded, "day")} of daily exports superseded as before.`);
  if (resumed.length > 0) say("text", `  Paused by the restore, going on: ${resumed.join(", ")}.`);
  if (gaps.length > 0) {
    say("text", `\n${pc.bold(gaps[0]?.accepted === true ? "GAPS, RECORDED AS SKIPPED" : "GAPS BETWEEN WINDOWS")}`);
    say(
      "text",
      table(gaps, [
        { title: "EXTRACT", value: ({ extract }) => extract },
        { title: "FROM", value: ({ start }) => formatTime(start) },
        { title: "TO", value: ({ end }) => formatTime(end) },
      ]),
    );
    if (gaps[0]?.accepted !== true)
      note("Skipped windows leave no manifest: --accept-gaps records these so; datafeed backfill makes them.");
  }
  if (problems.length === 0) return;
  say("text", `\n${pc.bold("NOT ADOPTED")}`);
  for (const { destination, path, problem } of problems) say("text", `${pc.red("✖")} ${destination}: ${path}: ${problem}`);
}

function placeOf(session: Session, { ledger }: LedgerOptions): string {
  return ledger ?? ledgerPath(session.texts.root);
}
