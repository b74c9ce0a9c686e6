import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import pc from "picocolors";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { loadProject } from "../../load/load-project.ts";
import type { Project } from "../../load/project-documents.ts";
import { type ExtractAnswers, newExtractText } from "../../scaffold/new-extract.ts";
import { Questions } from "../ask.ts";
import { type ProjectOptions, withExamples, withProject, withRange } from "../common-options.ts";
import { formatDiagnostic } from "../diagnostics.ts";
import { interruptSignal } from "../interrupt.ts";
import { clockObjection, fieldsObjection, nameObjection, splitNames, timeObjection, zoneObjection } from "../new-objections.ts";
import { answerJson, say } from "../printer.ts";
import { requester } from "../runtime.ts";
import { openSession, type Session, today } from "../session.ts";
import { writeNewFile } from "../write-new-file.ts";

const periods = ["immediate", "daily", "weekly", "monthly"] as const;
type Period = (typeof periods)[number];
const every = { daily: "day", weekly: "week", monthly: "month" } as const;

interface NewOptions extends ProjectOptions {
  readonly name?: string;
  readonly product?: string;
  readonly owner?: string;
  readonly template?: string;
  readonly fields?: string;
  readonly type?: Period;
  readonly start?: string;
  readonly end?: string;
  readonly at?: string;
  readonly timezone?: string;
  readonly shared?: boolean;
  readonly zip: boolean;
}

export function configure(command: Command): void {
  withRange(
    withProject(
      command
        .option("--name <name>", "the extract's name")
        .option("--product <id>", "a product of datafeed.yaml")
        .option("--owner <user>", "a user of datafeed.yaml")
        .option("--template <name>", "what to extract")
        .option("--fields <names>", "field names, comma between them, or `all`")
        .addOption(new Option("--type <type>", "when it runs").choices(periods))
        .option("--at <time>", "time of day of a periodic extract, HH:mm")
        .option("--timezone <zone>", "IANA time zone of the window")
        .option("--shared", "visible to everybody in the organisation")
        .option("--no-zip", "leave the file as it is"),
    ),
  ).action(newExtract);
  withExamples(command, [
    ["datafeed new", "asks for everything"],
    ["datafeed new --name calls --template ContactDetails --type daily", "asks for the rest"],
  ]);
}

async function newExtract(options: NewOptions): Promise<void> {
  const session = await openSession(options);
  const project = session.loaded.project?.value;
  if (project === undefined)
    throw new DatafeedError("documents-unsound", "datafeed.yaml has mistakes.", { hint: "See datafeed validate." });
  using questions = new Questions(interruptSignal());
  const answers = await ask(questions, session, project, options);
  const path = `extracts/${answers.name.replaceAll(" ", "-")}.extract.yaml`;
  if (existsSync(join(session.texts.root, path)))
    throw new DatafeedError("file-exists", `${path} is there already.`, { hint: "Choose another name." });
  const text = newExtractText(answers);
  mustBeSound(session, path, text);
  writeNewFile(session.texts.root, path, text);
  answerJson(options.format, { path, document: answers });
  const next = options.type === "immediate" || answers.window !== undefined ? "run" : "preview";
  say(options.format, `${pc.green("✔")} Wrote ${path}. Next:\n  $ datafeed ${next} "${answers.name}"`);
}

async function ask(questions: Questions, session: Session, project: Project, options: NewOptions): Promise<ExtractAnswers> {
  const name = options.name ?? (await questions.ask("Extract name?", "--name", { objection: nameObjection(session.loaded) }));
  const product =
    options.product ??
    (await questions.choose("Product?", "--product", Object.keys(project.products), onlyOne(Object.keys(project.products))));
  const offered = project.products[product]?.templates ?? [...session.loaded.templates.keys()];
  const template = options.template ?? (await questions.choose("Template?", "--template", offered, onlyOne(offered)));
  const type = options.type ?? ((await questions.choose("When does it run?", "--type", periods, "immediate")) as Period);
  const timezone =
    options.timezone ??
    (await questions.ask("Time zone?", "--timezone", {
      default: project.defaults?.timezone ?? "UTC",
      objection: zoneObjection,
    }));
  const when =
    type === "immediate"
      ? await askWindow(questions, options, timezone)
      : await askSchedule(questions, options, type, timezone);
  const known = Object.entries(session.loaded.templates.get(template)?.value.fields ?? {}).flatMap(([each, { hidden }]) =>
    hidden === true ? [] : [each],
  );
  const fields =
    options.fields ??
    (await questions.ask("Fields (names with commas between)?", "--fields", {
      default: "all",
      names: known,
      objection: fieldsObjection(known),
    }));
  const owner = options.owner ?? (await questions.choose("Owner?", "--owner", Object.keys(project.users), ownerOf(project)));
  return {
    name,
    product,
    owner,
    shared: options.shared ?? false,
    template,
    fields: fields.trim() === "all" ? "all" : splitNames(fields),
    ...when,
    output: { format: "csv", compress: options.zip ? "zip" : "none" },
  };
}

async function askWindow(questions: Questions, options: NewOptions, timezone: string): Promise<Pick<ExtractAnswers, "window">> {
  const start = options.start ?? (await questions.ask("From (included)?", "--start", { objection: timeObjection }));
  const end = options.end ?? (await questions.ask("To (not included)?", "--end", { objection: timeObjection }));
  return { window: { start, end, timezone } };
}

async function askSchedule(
  questions: Questions,
  options: NewOptions,
  type: Exclude<Period, "immediate">,
  timezone: string,
): Promise<Pick<ExtractAnswers, "schedule">> {
  const at =
    options.at ?? (await questions.ask("At what time of day?", "--at", { default: "06:00", objection: clockObjection }));
  return { schedule: { every: every[type], at, timezone } };
}

/** The document is checked with the whole project around it before it is written. */
function mustBeSound(session: Session, path: string, text: string): void {
  const texts = { ...session.texts, files: [...session.texts.files, { path, text }] };
  const found = loadProject(texts, { today: today() }).diagnostics.filter(
    (each) => each.file === path && each.severity === "error",
  );
  if (found.length === 0) return;
  throw new DatafeedError(
    "documents-unsound",
    `Nothing was written.\n${found.map((each) => formatDiagnostic(each, text)).join("\n")}`,
    { hint: "Give other answers." },
  );
}

/** The user of datafeed.yaml whose Git name, or name, is the system user's. */
function ownerOf(project: Project): string | undefined {
  const me = requester();
  const users = Object.entries(project.users);
  return (
    users.find(([key, user]) => key === me || user.git === me || user.name === me)?.[0] ?? onlyOne(users.map(([key]) => key))
  );
}

function onlyOne(choices: readonly string[]): string | undefined {
  return choices.length === 1 ? choices[0] : undefined;
}
