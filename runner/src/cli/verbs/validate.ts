import { existsSync } from "node:fs";
import type { Command } from "commander";
import pc from "picocolors";
import { isMaskedWhole, nestedItemMask, protectionOf, type Reading } from "../../compile/masking.ts";
import type { Diagnostic } from "../../errors/diagnostic.ts";
import { hasErrors } from "../../errors/diagnostic.ts";
import { explainExtract } from "../../load/explain-extract.ts";
import { explainFeed } from "../../load/explain-feed.ts";
import { fieldOf, itemsOf } from "../../load/field-types.ts";
import { itemClassOf } from "../../load/pii.ts";
import type { ResolvedExtract, ResolvedFeed, SelectedField } from "../../load/project-documents.ts";
import { wayTo } from "../../review/exposure/values-of.ts";
import { type ProjectOptions, withExamples, withProject } from "../common-options.ts";
import { count, summarize } from "../diagnostics.ts";
import { exitCode } from "../exit-code.ts";
import { annotationLine } from "../github-annotations.ts";
import { answerJson, type OutputFormat, say } from "../printer.ts";
import { isIn, placeInProject } from "../project-path.ts";
import { repositoryPath } from "../repository-path.ts";
import { sarifLog } from "../sarif.ts";
import { findExtract, openSession, type Session, showDiagnostic, today } from "../session.ts";

type ValidateFormat = OutputFormat | "github" | "sarif";

interface ValidateOptions extends Omit<ProjectOptions, "format"> {
  readonly explain?: string;
  readonly format: ValidateFormat;
}

export function configure(command: Command): void {
  withProject(
    command
      .argument("[path...]", "show findings in these files and folders alone, or of a feed or extract by its name")
      .option("--explain <extract>", "print an extract with all its defaults filled in"),
    ["github", "sarif"],
  ).action(validate);
  withExamples(command, [
    ["datafeed validate", "all documents of this project"],
    ["datafeed validate extracts/web-chat.extract.yaml", "one file"],
    ["datafeed validate conversation-events", "one feed or extract, by its name"],
    ["datafeed validate --explain ixHelloExtract1", "what an extract says, defaults included"],
    ["datafeed validate --format json", "for programs"],
    ["datafeed validate --format github", "as annotations, in a step of GitHub Actions"],
    ["datafeed validate --format sarif > datafeed.sarif", "for code scanning"],
  ]);
}

async function validate(paths: readonly string[], options: ValidateOptions, command: Command): Promise<void> {
  const { explain, format } = options;
  if (explain !== undefined && !isOrdinary(format)) command.error("error: --explain answers as text or json");
  const session = await openSession(options);
  if (explain !== undefined) return explainNamed(session, explain, isOrdinary(format) ? format : "text");
  const places = paths.map((path) => placeOf(session, path));
  const shown = session.diagnostics.filter((each) => places.length === 0 || places.some((place) => isIn(each.file, place)));
  show(session, shown, format, places);
  if (hasErrors(shown)) process.exitCode = exitCode.failed;
}

/** A file or folder, or the file of a feed or extract that is named as it names itself. */
function placeOf({ loaded, texts }: Session, path: string): string {
  if (existsSync(path)) return placeInProject(path, texts.root);
  const unsound = loaded.unsound.find(({ kind, name }) => name === path && (kind === "Feed" || kind === "Extract"));
  const sound = loaded.feeds.get(path) ?? loaded.extracts.get(path);
  return sound?.file ?? unsound?.file ?? placeInProject(path, texts.root);
}

/** The same findings in the same order, whatever the format. */
function show(session: Session, shown: readonly Diagnostic[], format: ValidateFormat, places: readonly string[]): void {
  const pathOf = repositoryPath(session.texts.root);
  if (isOrdinary(format)) {
    answerJson(format, { ok: !hasErrors(shown), documents: session.loaded.documents, diagnostics: shown });
    for (const diagnostic of shown) say(format, showDiagnostic(session, diagnostic));
    say(format, verdict(session, shown, places));
  } else if (format === "sarif") {
    answerJson("json", sarifLog(shown, pathOf));
  } else {
    for (const diagnostic of shown) say("text", annotationLine(diagnostic, pathOf));
    say("text", verdict(session, shown, places));
  }
}

function isOrdinary(format: ValidateFormat): format is OutputFormat {
  return format === "text" || format === "json";
}

function explainNamed(session: Session, name: string, format: OutputFormat): void {
  const { feeds } = session.loaded;
  const feed = feeds.get(name) ?? [...feeds.values()].find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (feed === undefined) explainOne(findExtract(session, name), format);
  else explainFeedIn(feed, format);
}

/** A feed with the masks of its events' payloads, of which its document says nothing. */
function explainFeedIn(feed: ResolvedFeed, format: OutputFormat): void {
  const masks = feed.events.flatMap(({ type, extract }) => {
    const masked = extract.fields.flatMap((field) => masksIn({ extract, today: today() }, field));
    return masked.length === 0 ? [] : [[type, Object.fromEntries(masked)] as const];
  });
  const explained = explainFeed(feed);
  answerJson(format, { ...explained.value, masks: Object.fromEntries(masks) });
  const told = masks.map(([type, fields]) => {
    return `# masked in ${type}: ${Object.entries(fields)
      .map(([field, mask]) => `${field} (${mask})`)
      .join(", ")}`;
  });
  say(format, [explained.yaml.trimEnd(), ...told].join("\n"));
}

/** The way to each value of a field that is masked, and how: a nested one is masked inside, value by value. */
function masksIn(reading: Reading, { field, as }: SelectedField): readonly (readonly [way: string, mask: string])[] {
  const { template } = reading.extract;
  const protection = protectionOf(reading, field, undefined);
  const written = fieldOf(template, field);
  if (protection.mask === undefined || written === undefined) return [];
  if (isMaskedWhole(reading, field, undefined, protection)) return [[as, protection.mask]];
  return itemsOf(written).flatMap((placed) => {
    const mask = nestedItemMask(reading, field, itemClassOf(template, placed));
    return mask === undefined ? [] : [[`${as}${wayTo(placed.path)}`, mask] as const];
  });
}

function explainOne(extract: ResolvedExtract, format: OutputFormat): void {
  const protections = new Map(
    extract.fields.map(({ field, as, mask }) => [as, protectionOf({ extract, today: today() }, field, mask)]),
  );
  const masks = [...protections].flatMap(([column, { mask }]) => (mask === undefined ? [] : [[column, mask] as const]));
  const remarks = [...protections].flatMap(([column, { mask, grant }]): [string, string][] => {
    if (mask !== undefined) return [[column, `masked: ${mask}`]];
    return grant === undefined ? [] : [[column, `in the clear by a grant until ${grant.until}`]];
  });
  const explained = explainExtract(extract, new Map(remarks));
  answerJson(format, { ...explained.value, masks: Object.fromEntries(masks) });
  say(format, explained.yaml.trimEnd());
}

function verdict(session: Session, shown: readonly Diagnostic[], places: readonly string[]): string {
  const only = places.length === 1 ? soundIn(session, places[0]) : undefined;
  if (only !== undefined && !hasErrors(shown)) {
    const warnings = summarize(shown);
    return warnings === undefined
      ? `${pc.green("✔")} The ${only} is sound.`
      : `${pc.yellow("!")} ${warnings}; the ${only} is sound.`;
  }
  const { extracts, feeds, templates, schedules, tests, documents } = session.loaded;
  const found = summarize(shown);
  const parts = [count(extracts.size, "sound extract"), count(templates.size, "template"), count(schedules.size, "schedule")];
  if (feeds.size > 0) parts.splice(1, 0, count(feeds.size, "sound feed"));
  if (tests.size > 0) parts.push(count(tests.size, "test"));
  const counted = `${count(documents, "document")}: ${parts.join(", ")}`;
  if (found === undefined) return `${pc.green("✔")} ${counted}.`;
  return `${hasErrors(shown) ? pc.red("✖") : pc.yellow("!")} ${found} in ${counted}.`;
}

/** "feed calls in extracts/calls.feed.yaml", where that file holds one sound feed or extract and no other. */
function soundIn({ loaded }: Session, file: string | undefined): string | undefined {
  const feeds = [...loaded.feeds.values()].filter((each) => each.file === file).map(({ name }) => `feed ${name}`);
  const extracts = [...loaded.extracts.values()].filter((each) => each.file === file).map(({ name }) => `extract ${name}`);
  const [one, ...others] = [...feeds, ...extracts];
  return one === undefined || others.length > 0 ? undefined : `${one} in ${file}`;
}
