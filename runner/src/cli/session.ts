import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type ConnectionsInForce, connectionsInForce } from "../connect/connections-in-force.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { type Diagnostic, hasErrors } from "../errors/diagnostic.ts";
import { nearest, thereAre } from "../load/did-you-mean.ts";
import { loadProject } from "../load/load-project.ts";
import type { Connections, LoadedProject, ResolvedExtract, ResolvedFeed, Template } from "../load/project-documents.ts";
import type { ConnectionsPlaces } from "../project/connections-file.ts";
import { projectFile } from "../project/document-files.ts";
import { findProject } from "../project/find-project.ts";
import type { ProjectTexts } from "../project/project-texts.ts";
import { readProject } from "../project/read-project.ts";
import type { ProjectOptions } from "./common-options.ts";
import { count, formatDiagnostic } from "./diagnostics.ts";

/** A project, read and loaded: what every verb on a project starts from. */
export interface Session {
  readonly texts: ProjectTexts;
  readonly loaded: LoadedProject;
  /** What reading and loading found, in order of file and place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** So many mistakes are shown where somebody asked for something else. */
const shownErrors = 10;

/** Reads and loads the project that the options name. Errors: those of the room project. */
export async function openSession(options: Omit<ProjectOptions, "format">, signal?: AbortSignal): Promise<Session> {
  const texts = await readProject(projectFolder(options), {
    connections: connectionsPlaces(options),
    ...(signal === undefined ? {} : { signal }),
  });
  const loaded = loadProject(texts, { today: today() });
  return { texts, loaded, diagnostics: [...texts.diagnostics, ...loaded.diagnostics] };
}

/** The folder of the project that the options name: it, or the one above it that holds a datafeed.yaml. */
export function projectFolder({ project }: Pick<ProjectOptions, "project">): string {
  return findProject(project) ?? resolve(project);
}

/** Where the connections may be. */
export function connectionsPlaces({ connections }: Pick<ProjectOptions, "connections">): ConnectionsPlaces {
  const environment = process.env["DATAFEED_CONNECTIONS"];
  return {
    ...(connections === undefined ? {} : { option: connections }),
    ...(environment === undefined ? {} : { environment }),
    home: join(homedir(), ".config/datafeed/connections.yaml"),
  };
}

/** Today's date in UTC, on which grants depend. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** A diagnostic of this project for a terminal. Lines of a connections file are not shown: they may hold a password. */
export function showDiagnostic(session: Session, diagnostic: Diagnostic): string {
  return formatDiagnostic(diagnostic, session.texts.files.find((each) => each.path === diagnostic.file)?.text);
}

/** The sound extract of this name. Errors: `extract-unknown` with the closest name, `documents-unsound` with its mistakes. */
export function findExtract(session: Session, name: string): ResolvedExtract {
  const names = [...session.loaded.extracts.keys()];
  const found =
    session.loaded.extracts.get(name) ?? session.loaded.extracts.get(names.find((each) => sameName(each, name)) ?? "");
  if (found !== undefined) return found;
  if (hasErrors(session.diagnostics)) {
    throw documentsUnsound(session, `There is no sound extract "${name}".`, errorsOf(session, name));
  }
  throw extractUnknown(name, names);
}

/** The sound feed of this name. Errors: `feed-unknown` with the closest name, `documents-unsound` with its mistakes. */
export function findFeed(session: Session, name: string): ResolvedFeed {
  const { feeds } = session.loaded;
  const names = [...feeds.keys()];
  const found = feeds.get(name) ?? feeds.get(names.find((each) => sameName(each, name)) ?? "");
  if (found !== undefined) return found;
  if (hasErrors(session.diagnostics)) {
    throw documentsUnsound(session, `There is no sound feed "${name}".`, errorsOf(session, name));
  }
  const close = nearest(name, names);
  throw new DatafeedError("feed-unknown", `There is no feed "${name}". ${thereAre(names)}`, {
    hint: close === undefined ? "`datafeed feed status` lists them." : `Did you mean "${close}"?`,
  });
}

/** The sound template of this name. Errors: `template-unknown` with the closest name, `documents-unsound` with its mistakes. */
export function findTemplate(session: Session, name: string): Template {
  const { templates } = session.loaded;
  const found = templates.get(name) ?? templates.get([...templates.keys()].find((each) => sameName(each, name)) ?? "");
  if (found !== undefined) return found.value;
  const unsound = session.loaded.unsound.find((each) => each.kind === "Template" && sameName(each.name, name));
  if (unsound !== undefined) {
    throw documentsUnsound(session, `The template "${unsound.name}" has mistakes.`, errorsIn(session, [unsound.file]));
  }
  const close = nearest(name, [...templates.keys()]);
  throw new DatafeedError("template-unknown", `There is no template "${name}". ${thereAre([...templates.keys()])}`, {
    hint: close === undefined ? "Templates are the documents in templates/." : `Did you mean "${close}"?`,
  });
}

/** The error `extract-unknown`, with the closest of the names that there are. */
export function extractUnknown(name: string, names: readonly string[]): DatafeedError {
  const close = nearest(name, names);
  return new DatafeedError("extract-unknown", `There is no extract "${name}". ${thereAre(names)}`, {
    hint:
      close === undefined ? "Extracts are the documents in extracts/; `datafeed new` writes one." : `Did you mean "${close}"?`,
  });
}

/** What to say when every extract of a kind was asked for, and some have mistakes; undefined when none has. */
export function unsoundExtracts(session: Session): DatafeedError | undefined {
  const broken = session.diagnostics.filter(({ severity, file }) => severity === "error" && file.startsWith("extracts"));
  const unsound = session.loaded.unsound.filter(({ kind }) => kind === "Extract");
  const files = new Set([...broken, ...unsound].map(({ file }) => file));
  if (files.size === 0) return undefined;
  const message = `The extracts of ${count(files.size, "document")} with mistakes did not run: ${[...files].join(", ")}.`;
  return documentsUnsound(session, message, errorsIn(session, [...files]));
}

function documentsUnsound(session: Session, message: string, errors: readonly Diagnostic[]): DatafeedError {
  const shown = errors.slice(0, shownErrors).map((each) => showDiagnostic(session, each));
  return new DatafeedError("documents-unsound", [message, ...shown].join("\n"), {
    hint: "Mend these, then try again. All of them: datafeed validate",
  });
}

/** Errors of the files that seem to hold the extract, or what they come from, else all. */
function errorsOf(session: Session, name: string): readonly Diagnostic[] {
  const named = (line: string): boolean => sameName(line.replace(/^\s*name:\s*|["']|\s*(#.*)?$/g, ""), name);
  const files = session.texts.files.filter(({ text }) =>
    text.split("\n").some((line) => /^\s*name:/.test(line) && named(line)),
  );
  return errorsIn(
    session,
    files.map(({ path }) => path),
  );
}

/**
 * The errors of some files; of one that only says that something else has errors, those in its place. All errors when the
 * files have none.
 */
function errorsIn(session: Session, files: readonly string[]): readonly Diagnostic[] {
  const errors = session.diagnostics.filter((each) => each.severity === "error");
  const own = errors.filter((each) => files.includes(each.file));
  const behind = new Set((own.length > 0 ? own : errors).flatMap((each) => causeFiles(session, each.code)));
  const causes = errors.filter((each) => behind.has(each.file) && causeFiles(session, each.code).length === 0);
  const rest = own.length > 0 ? own : errors;
  if (causes.length === 0) return rest;
  return [...causes, ...rest.filter((each) => !causes.includes(each) && causeFiles(session, each.code).length === 0)];
}

/** Where the causes of a consequent error stand; nowhere else for any other error. */
function causeFiles({ loaded, texts }: Session, code: string): readonly string[] {
  const unsound = (wanted: string): readonly string[] =>
    loaded.unsound.filter(({ kind }) => kind === wanted).map(({ file }) => file);
  switch (code) {
    case "project-unsound":
    case "product-unsound":
      return [projectFile, ...(texts.connections === undefined ? [] : [texts.connections.path])];
    case "template-unsound":
      return unsound("Template");
    case "schedule-unsound":
      return unsound("Schedule");
    default:
      return [];
  }
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The connections in force, and where their paths count from. Errors: `connection-unknown`. */
export function inForce(session: Session): ConnectionsInForce {
  return connectionsInForce(session.texts, connectionsOf(session));
}

/** The connections in force. Errors: `connection-unknown`. */
export function connectionsOf(session: Session): Connections {
  const connections = session.loaded.connections?.value;
  if (connections !== undefined) return connections;
  const documents = new Set(session.texts.files.map(({ path }) => path));
  // A file that could not be read is none of the texts, and neither document nor folder of documents.
  const ofConnections = ({ file }: Diagnostic): boolean =>
    file === session.texts.connections?.path ||
    !(documents.has(file) || /^(extracts|templates)(\/|$)|^datafeed\.yaml$/.test(file));
  const wrong = session.diagnostics.find((each) => each.severity === "error" && ofConnections(each));
  throw new DatafeedError(
    "connection-unknown",
    wrong === undefined ? "There is no connections.yaml." : `The connections have mistakes.\n${showDiagnostic(session, wrong)}`,
    {
      hint:
        wrong === undefined
          ? "Give one with --connections FILE, or make one with `datafeed init`."
          : "Mend these, then try again. All of them: datafeed validate",
    },
  );
}
