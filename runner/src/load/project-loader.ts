import type { Connections, Project, Schedule, Template } from "../../../schemas/generated/documents.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import { projectFile } from "../project/document-files.ts";
import type { ConnectionsText, ProjectTexts, TextFile } from "../project/project-texts.ts";
import { checkConnections } from "./check-connections.ts";
import { checkMasks } from "./check-masks.ts";
import { checkNamesIn } from "./check-names-in.ts";
import { type CheckedProject, checkProject } from "./check-project.ts";
import { findDuplicates } from "./find-duplicates.ts";
import { type DocumentFindings, Findings } from "./findings.ts";
import { isExpired } from "./grants.ts";
import { hasName, isOpaque, type LoadedFile, loadFile, type OfKind, ofKind, place } from "./load-file.ts";
import { type FeedResolution, type FeedSources, findFeedSources, LoadedFeeds } from "./loaded-feeds.ts";
import { LoadedParts } from "./loaded-parts.ts";
import { LoadedTests } from "./loaded-tests.ts";
import type { Loaded, LoadedProject, ResolvedExtract, ResolvedFeed, UnsoundDocument } from "./project-documents.ts";
import { resolveExtract, type Surroundings } from "./resolve-extract.ts";
import type { Shelf } from "./resolve-schedule.ts";
import type { ValidatedDocument } from "./validate-document.ts";

/** What loading needs beside the texts. */
export interface LoadOptions {
  /** The day on which grants are looked at, YYYY-MM-DD in UTC. */
  readonly today: string;
}

/** What a project is loaded from. */
export type LoadTexts = Pick<ProjectTexts, "files" | "connections">;

/** What extracts are resolved under beside their own documents. The same object as long as it says the same. */
export type Policy = Omit<Surroundings, "templates" | "schedules">;

/** The documents that an extract is made of. */
export interface ExtractSources {
  readonly extract: OfKind<"Extract">;
  readonly template: OfKind<"Template">;
  readonly schedule?: OfKind<"Schedule">;
}

/** What a loader knows beside the loaded project. */
export interface KeptProject extends LoadedProject {
  /** Of the sound extracts, by name. The same object as long as nothing of it changes. */
  readonly sources: ReadonlyMap<string, ExtractSources>;
  /** Of the sound feeds, by name. The same object as long as nothing of it changes. */
  readonly feedSources: ReadonlyMap<string, FeedSources>;
  /** Undefined without a usable project. */
  readonly policy?: Policy;
  /** Files of which something could not be understood so far that it has a name. */
  readonly opaque: ReadonlySet<string>;
}

/** What came of an extract. */
export interface Resolution {
  readonly extract?: ResolvedExtract;
  readonly diagnostics: readonly Diagnostic[];
  /** Why there is no extract. */
  readonly error?: Diagnostic;
}

/** An extract as it was resolved, and against what. */
interface Kept extends Resolution {
  readonly policy: Policy;
  readonly templates: Shelf<Template>;
  readonly schedules: Shelf<Schedule>;
  readonly sources: ExtractSources | undefined;
}

/**
 * Loads a project again and again. What is dear (parsing a file, resolving an extract) is kept as long as what it was made
 * from is the same; what is cheap is done anew each time, so that the result is that of a first load. Pure.
 */
export class ProjectLoader {
  #files = new Map<string, LoadedFile>();
  #connections: { readonly text: ConnectionsText; readonly file: LoadedFile; readonly value?: Connections } | undefined;
  #policy: { readonly text: string; readonly value: Policy } | undefined;
  readonly #parts = new LoadedParts();
  readonly #feeds = new LoadedFeeds(this.#parts);
  readonly #kept = new WeakMap<ValidatedDocument, Kept>();
  readonly #tests = new LoadedTests();
  readonly #again = new WeakMap<ExtractSources, Resolution & { readonly policy: Policy }>();
  /** Of texts that are not those of the project any more. Many extracts share one template: the last few are at hand. */
  readonly #olderFiles = new Map<string, LoadedFile>();

  /** One load, in steps of about a millisecond: between them somebody else may have the processor. */
  *load(texts: LoadTexts, options: LoadOptions): Generator<undefined, KeptProject> {
    const loadedFiles = new Map<string, LoadedFile>();
    for (const file of texts.files) {
      const known = this.#files.get(file.path);
      if (known?.text !== file.text) yield;
      loadedFiles.set(file.path, known?.text === file.text ? known : loadFile(file));
    }
    this.#files = loadedFiles;
    const files = [...loadedFiles.values()];
    const findings = new Findings();
    for (const file of files) findings.add(...file.diagnostics);
    const documents = files.flatMap((file) => file.documents);
    const connections = this.#loadConnections(texts.connections, findings);

    const extracts = ofKind(documents, "Extract");
    const feeds = ofKind(documents, "Feed");
    const parts = [...ofKind(documents, "Schedule"), ...ofKind(documents, "Template")];
    const named = [...extracts, ...feeds, ...parts].filter(hasName);
    const duplicates = findDuplicates(named, findings);
    const once = named.filter((document) => !duplicates.has(document));
    const single = once.filter(({ findings: own }) => !own.failed);
    const { templates, schedules } = this.#parts.shelve(named, new Set(single), findings);

    const names = new Set(extracts.filter(hasName).map(({ value }) => value.name));
    const written = findProject(documents, findings);
    const trusted = texts.connections?.trusted === true;
    const readers = new Set([...names, ...feeds.filter(hasName).map(({ value }) => value.name)]);
    const context = { connections: connections?.value, trusted, templates, readers, today: options.today };
    const checked = written && checkProject({ ...context, findings: written.findings }, written.value);
    const policy = checked?.usable
      ? this.#policyOf(checked, { connections: connections?.value, trusted, today: options.today })
      : undefined;
    const sound = new Map<string, ResolvedExtract>();
    const sources = new Map<string, ExtractSources>();
    const soundFeeds = new Map<string, ResolvedFeed>();
    const feedSources = new Map<string, FeedSources>();
    if (policy === undefined) {
      sayHeldBack(findings, names.size, readers.size - names.size);
    } else {
      this.#checkMasks(single, policy.project, findings);
      const around = { ...policy, templates, schedules };
      for (const document of ofKind(once, "Extract")) {
        let kept = this.#stillHolds(document, policy, around);
        if (kept === undefined) {
          yield;
          kept = this.#resolve(document, policy, around);
        }
        findings.add(...kept.diagnostics);
        if (kept.extract === undefined || kept.sources === undefined) continue;
        sound.set(kept.extract.name, kept.extract);
        sources.set(kept.extract.name, kept.sources);
      }
      for (const document of ofKind(once, "Feed")) {
        let kept = this.#feeds.stillHolds(document, policy, templates);
        if (kept === undefined) {
          yield;
          kept = this.#feeds.resolve(document, policy, templates);
        }
        findings.add(...kept.diagnostics);
        if (kept.feed === undefined || kept.sources === undefined) continue;
        soundFeeds.set(kept.feed.name, kept.feed);
        feedSources.set(kept.feed.name, kept.sources);
      }
    }
    const tests =
      policy === undefined
        ? new Map()
        : this.#tests.resolve(documents, { extracts: sound, unsound: names, templates }, findings);
    return Object.freeze({
      ...(policy !== undefined && written !== undefined && { policy, project: place(policy.project, written.findings) }),
      ...(connections !== undefined && { connections }),
      templates: templates.sound,
      schedules: schedules.sound,
      extracts: sound,
      sources,
      feeds: soundFeeds,
      feedSources,
      tests,
      unsound: named
        .filter((document) => !isSound(document, { templates, schedules, extracts: sound, feeds: soundFeeds }))
        .map((document) => this.#unsoundOf(document, duplicates.get(document), policy)),
      opaque: new Set([...loadedFiles].flatMap(([path, file]) => (path !== projectFile && isOpaque(file) ? path : []))),
      diagnostics: findings.sorted(),
      documents: files.reduce((sum, { count }) => sum + count, this.#connections?.file.count ?? 0),
    });
  }

  /** An extract from documents that were sound once, under the policy of now. */
  resolve(sources: ExtractSources, policy: Policy): Resolution {
    const known = this.#again.get(sources);
    if (known?.policy === policy) return known;
    const resolved = { policy, ...resolveIn(sources.extract, { ...policy, ...this.#parts.shelvesOf(sources) }) };
    this.#again.set(sources, resolved);
    return resolved;
  }

  /** The documents of an extract in texts that were kept; undefined when one is missing, or not sound for this version. */
  findSources(files: readonly TextFile[], name: string): ExtractSources | undefined {
    const documents = this.#olderDocuments(files);
    const extract = ofKind(documents, "Extract").find(({ value }) => value.name === name);
    const template = ofKind(documents, "Template").find(({ value }) => value.name === extract?.value.template);
    const wanted = extract && scheduleNameOf(extract);
    const schedule = ofKind(documents, "Schedule").find(({ value }) => value.name === wanted);
    if (extract === undefined || template === undefined || (wanted !== undefined && schedule === undefined)) return undefined;
    return { extract, template, ...(schedule !== undefined && { schedule }) };
  }

  /** A feed from documents that were sound once, under the policy of now. */
  resolveFeed(sources: FeedSources, policy: Policy): FeedResolution {
    return this.#feeds.resolveAgain(sources, policy);
  }

  /** The documents of a feed in texts that were kept; undefined when one is missing, or not sound for this version. */
  findFeedSources(files: readonly TextFile[], name: string): FeedSources | undefined {
    return findFeedSources(this.#olderDocuments(files), name);
  }

  #olderDocuments(files: readonly TextFile[]): readonly ValidatedDocument[] {
    return files.flatMap((file) => this.#loadOlder(file).documents).filter(({ findings }) => !findings.failed);
  }

  #loadOlder(file: TextFile): LoadedFile {
    const known = [this.#files.get(file.path), this.#olderFiles.get(file.path)].find((other) => other?.text === file.text);
    if (known !== undefined) return known;
    const loaded = loadFile(file);
    const [oldest] = this.#olderFiles.keys();
    if (this.#olderFiles.size >= 50 && oldest !== undefined) this.#olderFiles.delete(oldest);
    this.#olderFiles.set(file.path, loaded);
    return loaded;
  }

  #loadConnections(text: ConnectionsText | undefined, findings: Findings): Loaded<Connections> | undefined {
    if (this.#connections?.text.text !== text?.text || this.#connections?.text.path !== text?.path) {
      this.#connections = text && { text, file: loadFile(text, "connections") };
    }
    if (text === undefined || this.#connections === undefined) return undefined;
    const { file } = this.#connections;
    findings.add(...file.diagnostics);
    const [first, ...others] = ofKind(file.documents, "Connections");
    for (const other of others) {
      const message = "The file holds a second document of kind `Connections`; it may hold one.";
      other.findings.fork(findings).error("connections-duplicate", ["kind"], message);
    }
    if (first === undefined || first.findings.failed || others.length > 0) return undefined;
    const fork = first.findings.fork(findings);
    checkConnections(fork, first.value, text.trusted);
    return fork.failed ? undefined : place(first.value, fork);
  }

  #policyOf(checked: CheckedProject, around: Pick<Policy, "connections" | "trusted" | "today">): Policy {
    const { project, unsoundProducts } = checked;
    const { connections, trusted, today } = around;
    const expired = (project.grants ?? []).map((grant) => isExpired(grant, today));
    const text = JSON.stringify([project, [...unsoundProducts], expired, trusted]);
    if (this.#policy?.text === text && this.#policy.value.connections === connections) return this.#policy.value;
    const value = Object.freeze({ project, unsoundProducts, connections, trusted, today });
    this.#policy = { text, value };
    return value;
  }

  #checkMasks(documents: readonly ValidatedDocument[], project: Project, findings: Findings): void {
    for (const template of ofKind(documents, "Template")) {
      const checked = this.#parts.check(template);
      if (!checked.failed) checkMasks(checked.findings.fork(findings), template.value, project);
    }
  }

  /** What was found out about an extract, unless something that it depends on has changed. */
  #stillHolds(document: OfKind<"Extract">, policy: Policy, { templates, schedules }: Surroundings): Kept | undefined {
    const kept = this.#kept.get(document);
    if (kept === undefined || kept.policy !== policy) return undefined;
    if (kept.templates === templates && kept.schedules === schedules) return kept;
    // One with errors may miss what is there now, or what its message names.
    if (kept.extract === undefined) return undefined;
    const { template } = document.value;
    const schedule = scheduleNameOf(document) ?? "";
    const same =
      kept.templates.sound.get(template) === templates.sound.get(template) &&
      kept.schedules.sound.get(schedule) === schedules.sound.get(schedule);
    if (!same) return undefined;
    const now = { ...kept, templates, schedules };
    this.#kept.set(document, now);
    return now;
  }

  #resolve(document: OfKind<"Extract">, policy: Policy, around: Surroundings): Kept {
    const { templates, schedules } = around;
    const resolution = resolveIn(document, around);
    const sources = resolution.extract && this.#sourcesOf(document, around);
    const kept: Kept = { ...resolution, policy, templates, schedules, sources };
    this.#kept.set(document, kept);
    return kept;
  }

  #sourcesOf(document: OfKind<"Extract">, { templates, schedules }: Surroundings): ExtractSources | undefined {
    const template = this.#parts.documentOf("Template", templates.sound.get(document.value.template));
    const schedule = this.#parts.documentOf("Schedule", schedules.sound.get(scheduleNameOf(document) ?? ""));
    return template && { extract: document, template, ...(schedule !== undefined && { schedule }) };
  }

  #unsoundOf(document: NamedDocument, duplicate: DocumentFindings | undefined, policy: Policy | undefined): UnsoundDocument {
    const { kind, findings } = document;
    const { name, id } = document.value;
    const checked = isPart(document) ? this.#parts.checked(document)?.findings : undefined;
    const own = (duplicate ?? checked ?? findings).firstError;
    // Without a policy nothing was resolved, and what was found under an older one does not count.
    const error = own ?? (policy && (this.#kept.get(document)?.error ?? this.#feeds.errorOf(document)));
    return { kind, name, ...(id !== undefined && { id }), file: findings.places.file, ...(error !== undefined && { error }) };
  }
}

const nothing: readonly Diagnostic[] = Object.freeze([]);

function resolveIn(document: OfKind<"Extract">, around: Surroundings): Resolution {
  const found = new Findings();
  const findings = document.findings.fork(found);
  if (findings.failed) checkNamesIn(findings, document.value, around);
  const extract = findings.failed ? undefined : resolveExtract(findings, document.value, around);
  findings.places.release();
  return {
    ...(extract !== undefined && { extract }),
    ...(findings.firstError !== undefined && { error: findings.firstError }),
    diagnostics: found.found.length === 0 ? nothing : found.found,
  };
}

function scheduleNameOf({ value: { schedule } }: OfKind<"Extract">): string | undefined {
  return typeof schedule === "object" ? schedule.use : schedule;
}

type NamedDocument = OfKind<"Extract" | "Feed" | "Schedule" | "Template">;

function findProject(documents: readonly ValidatedDocument[], findings: Findings) {
  const [first, ...others] = ofKind(documents, "Project");
  for (const other of others) {
    const message = "datafeed.yaml holds a second document of kind `Project`; it may hold one.";
    other.findings.fork(findings).error("project-duplicate", ["kind"], message);
  }
  if (first === undefined || first.findings.failed || others.length > 0) return undefined;
  return { value: first.value, findings: first.findings.fork(findings) };
}

/** Extracts and feeds that nobody could check are not passed over in silence. */
function sayHeldBack(findings: Findings, extracts: number, feeds: number): void {
  const parts = [
    ...(extracts === 0 ? [] : [`${extracts} ${extracts === 1 ? "extract" : "extracts"}`]),
    ...(feeds === 0 ? [] : [`${feeds} ${feeds === 1 ? "feed" : "feeds"}`]),
  ];
  if (parts.length === 0) return;
  const message = `${parts.join(" and ")} ${extracts + feeds === 1 ? "is" : "are"} held back until datafeed.yaml holds a project without errors.`;
  findings.add({ code: "project-unsound", severity: "error", message, file: projectFile } satisfies Diagnostic);
}

interface Sound {
  readonly templates: Shelf<Template>;
  readonly schedules: Shelf<Schedule>;
  readonly extracts: ReadonlyMap<string, ResolvedExtract>;
  readonly feeds: ReadonlyMap<string, ResolvedFeed>;
}

function isPart(document: NamedDocument): document is OfKind<"Schedule" | "Template"> {
  return document.kind === "Schedule" || document.kind === "Template";
}

function isSound({ kind, value: { name } }: NamedDocument, { templates, schedules, extracts, feeds }: Sound): boolean {
  if (kind === "Extract") return extracts.has(name);
  if (kind === "Feed") return feeds.has(name);
  return kind === "Template" ? templates.sound.has(name) : schedules.sound.has(name);
}
