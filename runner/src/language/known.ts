import { composeYaml } from "../load/compose-yaml.ts";
import type { Path } from "../load/document-places.ts";
import type { LoadedProject } from "../load/project-documents.ts";
import { projectFile, repositoryConnectionsFile } from "../project/document-files.ts";
import { aroundOf, type DocumentAround } from "./document-around.ts";
import type { PlaceInDocument } from "./place-in-document.ts";
import { asRecord, listOf, type TemplateView, templateView, textOf, type Values } from "./template-view.ts";

/** What an editor may say beside the project. */
export interface LanguageContext {
  /** YYYY-MM-DD, UTC. Without it grants count as long as they are written. */
  readonly today?: string;
  /** The IANA zone of the person who writes. */
  readonly timezone?: string;
  /** The user of datafeed.yaml who writes. */
  readonly user?: string;
  /** The text of a file of the project, by path: for documents that have errors and are left out of the loaded project. */
  textOf?(path: string): string | undefined;
}

/** What is known of the project while a document of it is written, also where documents have errors. */
export interface Known {
  readonly loaded: LoadedProject;
  readonly context: LanguageContext;
  /** datafeed.yaml: as it is edited, as it was loaded, or as far as it can be read. */
  readonly project: Values;
  readonly connections: Values;
  readonly templates: readonly TemplateName[];
  template(name: string): TemplateView | undefined;
}

/** A template that can be named; one that is not sound has errors. */
export interface TemplateName {
  readonly name: string;
  readonly sound: boolean;
}

/** Gathers what is known. Each part is looked for when it is first asked for. */
export function knownAround(
  loaded: LoadedProject,
  context: LanguageContext,
  place: Pick<PlaceInDocument, "kind" | "around">,
): Known {
  const edited = (kind: string) => (place.kind === kind ? asRecord(place.around.value([])) : undefined);
  const lenient = (path: string, kind: string) => {
    return readDocuments(context.textOf?.(path))
      .find((root) => root.text(["kind"]) === kind)
      ?.value([]);
  };
  return {
    loaded,
    context,
    get project() {
      return edited("Project") ?? (loaded.project?.value as Values | undefined) ?? asRecord(lenient(projectFile, "Project"));
    },
    get connections() {
      const found = edited("Connections") ?? (loaded.connections?.value as Values | undefined);
      return found ?? asRecord(lenient(repositoryConnectionsFile, "Connections"));
    },
    get templates() {
      const sound = [...loaded.templates.keys()].map((name) => ({ name, sound: true }));
      const others = new Set(brokenTemplates(loaded, context).map(({ name }) => name));
      return [...sound, ...[...others].filter((name) => !loaded.templates.has(name)).map((name) => ({ name, sound: false }))];
    },
    template: (name) => {
      const sound = loaded.templates.get(name);
      if (sound !== undefined) return templateView(sound.value);
      return brokenTemplates(loaded, context).find((template) => template.name === name)?.view;
    },
  };
}

/** So many files with errors are read for the templates in them. */
const mostBroken = 20;

/** Templates with errors: those whose names are known, and those in files that can't even be parsed. */
function brokenTemplates(loaded: LoadedProject, { textOf }: LanguageContext) {
  const named = loaded.unsound.filter(({ kind }) => kind === "Template").map(({ name }) => ({ name, view: undefined }));
  if (textOf === undefined) return named;
  const files = new Set<string>();
  for (const { file, severity } of loaded.diagnostics) {
    if (severity === "error" && file.endsWith(".template.yaml") && files.size < mostBroken) files.add(file);
  }
  const read = [...files].flatMap((file) => readDocuments(textOf(file)).flatMap(templateIn));
  return [...read, ...named];
}

function templateIn(document: DocumentAround): { readonly name: string; readonly view: TemplateView }[] {
  if (document.text(["kind"]) !== "Template") return [];
  const view = templateView(document.value([]));
  return view === undefined || view.name === "" ? [] : [{ name: view.name, view }];
}

/** The template that an extract names, or that is named at a path. */
export function templateOf(known: Known, around: DocumentAround, at: Path = ["template"]): TemplateView | undefined {
  const name = around.text(at);
  return name === undefined ? undefined : known.template(name);
}

/** The templates that a product offers: those it names, in its order, else all. */
export function templatesOffered(known: Known, product: string | undefined): readonly TemplateName[] {
  const products = asRecord(known.project["products"]);
  const offered =
    product !== undefined && Object.hasOwn(products, product) ? asRecord(products[product])["templates"] : undefined;
  if (!Array.isArray(offered)) return known.templates;
  const byName = new Map(known.templates.map((template) => [template.name, template]));
  return offered.flatMap((name) => byName.get(String(name)) ?? []);
}

/** Whether a grant lets this extract read a field in the clear. Every part is looked at as it is written, sound or not. */
export function isGranted(known: Known, extract: string | undefined, template: string, field: string): boolean {
  const { today } = known.context;
  return listOf(known.project["grants"]).some((entry) => {
    const grant = asRecord(entry);
    const { extracts, until } = grant;
    return (
      grant["template"] === template &&
      listOf(grant["fields"]).includes(field) &&
      (extracts === undefined || listOf(extracts).includes(extract)) &&
      (today === undefined || (textOf(until) ?? "") >= today)
    );
  });
}

/** Texts with errors that were read leniently; the last few, since each may be asked for at every key stroke. */
const kept = new Map<string, readonly DocumentAround[]>();

function readDocuments(text: string | undefined): readonly DocumentAround[] {
  if (text === undefined) return [];
  let documents = kept.get(text);
  if (documents === undefined) {
    documents = composeYaml(text).documents.map(aroundOf);
    const [oldest] = kept.keys();
    if (kept.size >= mostBroken + 2 && oldest !== undefined) kept.delete(oldest);
    kept.set(text, documents);
  }
  return documents;
}
